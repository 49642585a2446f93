"""`smilecity sense import` brings a file of values in; `smilecity sense replay` sends one as if it were live.

In: a file and a mapping. Out: honest progress, every bad row by name; exit code 1 if something is missing at the end.
"""

import hashlib
import json
import os
import time
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from smilecity.ground import clock
from smilecity.people.keys import queries as keys
from smilecity.people.keys.actions import note_use
from smilecity.people.keys.rules import CITY, Caller
from smilecity.sense.things.actions.importing import BATCH, CannotImport, Lost, Tally, Who, begin, import_values
from smilecity.sense.things.management.lost_rows import LostRows, plain
from smilecity.sense.things.management.replaying import CannotReplay, Replay
from smilecity.sense.things.reading.files import BEGIN, BadFile, Mark, ValueFile
from smilecity.sense.things.rules.mapping import BadMapping, FileMapping, read_mapping

# As many lost rows are said at once; all of them stand in the file.
_NAMED = 20


class Command(BaseCommand):
    """Brings values in from files, and replays them."""

    help = "Messwerte aus einer Datei einlesen oder wie live senden (CSV, JSON, JSON-Zeilen)."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file and its mapping, and how to bring it in."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="import|replay")
        into = verbs.add_parser(
            "import", help="eine Datei einlesen; unterbrochen, geht es beim nächsten Mal dort weiter"
        )
        live = verbs.add_parser("replay", help="eine Datei an einen laufenden Server senden, im Takt ihrer Zeiten")
        for each in (into, live):
            each.add_argument("file", type=Path, metavar="DATEI", help="CSV, JSON oder JSON-Zeilen")
            each.add_argument(
                "--mapping", type=Path, required=True, metavar="ZUORDNUNG.json", help="was in welcher Spalte steht"
            )
            each.add_argument("--key", metavar="SCHLÜSSEL", help="im Namen dieses Schlüssels")
        into.add_argument("--restart", action="store_true", help="von vorn lesen, auch wenn schon etwas eingelesen ist")
        into.add_argument("--errors", type=Path, metavar="DATEI", help="wohin die Zeilen kommen, die nicht gehen")
        into.add_argument("--batch", type=_positive_int, default=BATCH, help=f"Zeilen auf einmal (sonst {BATCH})")
        live.add_argument("--url", required=True, help="wohin, etwa http://127.0.0.1:8000/sensorthings/v1.1")
        live.add_argument("--speed", type=_positive, default=1.0, metavar="N", help="N-mal so schnell wie gemessen")
        live.add_argument(
            "--resume", action="store_true", help="nur senden, was später ist als der letzte Wert der Messreihe dort"
        )
        live.add_argument(
            "--now",
            action=BooleanOptionalAction,
            default=False,
            help="mit der jetzigen Zeit statt der gemessenen senden",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what was asked for."""
        try:
            mapping, digest = _mapping(options["mapping"])
            file = ValueFile(options["file"], mapping)
            if options["verb"] == "replay":
                self._replay(file, options)
            else:
                self._import(file, digest, options)
        except (BadMapping, BadFile, CannotImport, CannotReplay) as reason:
            raise CommandError(plain(reason)) from None

    def _import(self, file: ValueFile, digest: bytes, options: dict[str, Any]) -> None:
        who = _bearer(options["key"]) if options["key"] else _city
        state, mark, before = begin(file, mapping=digest, restart=options["restart"], at=clock.now())
        if mark.rows:
            self.stdout.write(f"Es geht nach Zeile {mark.line} weiter; davor ist alles eingelesen.")
        lost = _lost_rows(options["errors"] or _beside(file.path), mark)
        started = time.monotonic()
        tally = self._follow(file, state, mark, before, who, lost, options["batch"])
        self._tell(tally, before, time.monotonic() - started, lost)

    def _follow(
        self, file: ValueFile, state: int, mark: Mark, tally: Tally, who: Who, lost: LostRows, batch: int
    ) -> Tally:
        line, said, name = mark.line, 0, _on_disk(lost)
        run = import_values(file, state=state, mark=mark, tally=tally, who=who, clock=clock.now, name=name, batch=batch)
        try:
            for done in run:
                tally, line = done.tally, done.line
                lost.keep()
                said += self._say(done.lost[: _NAMED - said])
                self._progress(f"{_number(tally.stored)} Werte eingelesen ({int(done.share * 100)} % der Datei) …")
        except (CannotImport, BadFile, OperationalError, KeyboardInterrupt) as reason:
            raise CommandError(
                f"{_why(reason)} Bis Zeile {line} ist alles eingelesen; derselbe Befehl geht dort weiter."
            ) from None
        finally:
            self._progress("")
            lost.close()
        return tally

    def _say(self, found: list[Lost]) -> int:
        for row in found:
            self.stderr.write(f"Zeile {row.line}: {plain(row.reason)}")
        return len(found)

    def _progress(self, text: str) -> None:
        """Keep one line up to date where somebody watches; a log gets the end only."""
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{text}", ending="")
            self.stdout.flush()

    def _tell(self, tally: Tally, before: Tally, seconds: float, lost: LostRows) -> None:
        now = tally.stored - before.stored
        pace = f", {_number(round(now / seconds))} je Sekunde" if now and seconds > 1 else ""
        self.stdout.write(
            f"{_number(now)} Werte eingelesen{pace}. Aus dieser Datei zusammen: {_number(tally.stored)} eingelesen, "
            f"{_number(tally.refused)} abgelehnt, {_number(tally.bad)} fehlerhafte Zeilen."
        )
        if lost.count:
            raise CommandError(f"{_number(lost.count)} Zeilen sind nicht dabei. Warum, steht in {lost.path}.")

    def _replay(self, file: ValueFile, options: dict[str, Any]) -> None:
        how = {name: options[name] for name in ("key", "speed", "now", "resume")}
        replay = Replay(options["url"], tell=lambda text: self.stderr.write(plain(text)), **how)
        rows = file.rows(BEGIN)
        try:
            for sent in replay.run(rows, file.mapping, clock=clock.now, wait=time.sleep):
                self._progress(f"{_number(sent)} Werte gesendet …")
        except (CannotReplay, BadFile, KeyboardInterrupt) as reason:
            if not replay.line:
                raise CommandError(_why(reason)) from None
            further = "" if replay.now else " Derselbe Befehl mit --resume geht dort weiter."
            raise CommandError(
                f"{_why(reason)} Bis Zeile {replay.line} ist alles gesendet ({_number(replay.sent)} Werte).{further}"
            ) from None
        finally:
            self._progress("")
        there = f", {_number(replay.skipped)} waren schon da" if replay.resume else ""
        self.stdout.write(f"{_number(replay.sent)} Werte gesendet, {_number(replay.lost)} nicht angenommen{there}.")
        if replay.lost:
            raise CommandError(f"Zuletzt: {plain(replay.last_reason)}")


def _why(reason: BaseException) -> str:
    """Say why a run has ended early."""
    if isinstance(reason, KeyboardInterrupt):
        return "Unterbrochen."
    if isinstance(reason, OperationalError):
        return "Die Datenbank antwortet nicht mehr."
    return plain(reason)


def _lost_rows(path: Path, mark: Mark) -> LostRows:
    try:
        return LostRows(path, after=mark.line)
    except OSError as error:
        raise _unwritable(path, error) from None


def _on_disk(lost: LostRows) -> Callable[[list[Lost]], None]:
    """Return what names lost rows in their file; it raises CannotImport."""

    def name(found: list[Lost]) -> None:
        try:
            lost.add(found)
        except OSError as error:
            raise _unwritable(lost.path, error) from None

    return name


def _unwritable(path: Path, error: OSError) -> CannotImport:
    why = f"Die Datei {path} lässt sich nicht schreiben ({error.strerror})."
    return CannotImport(f"{why} Nennen Sie mit --errors eine andere.")


def _beside(path: Path) -> Path:
    """Return where lost rows are named: beside the file, or here where its folder may only be read."""
    folder = path.parent if os.access(path.parent, os.W_OK) else Path.cwd()
    return folder / f"{path.name}.errors.csv"


def _city(_at: datetime) -> Caller | None:
    return CITY


def _bearer(secret: str) -> Who:
    """Return who brings the values, asked anew each time: a key may expire while a long file goes in."""

    def caller(at: datetime) -> Caller | None:
        found = keys.caller_of(secret, at=at)
        if found is not None and found.key is not None:
            note_use(key=found.key, at=at)
        return found

    return caller


def _mapping(path: Path) -> tuple[FileMapping, bytes]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadMapping(f"Die Zuordnung {path} lässt sich nicht lesen: {error.strerror}.") from None
    try:
        given = json.loads(raw)
    except ValueError as error:
        raise BadMapping(f"Die Zuordnung {path} ist kein gültiges JSON: {error}") from None
    # Of what it says and not how it is written: another line break makes no other mapping.
    said = json.dumps(given, sort_keys=True, ensure_ascii=False)
    return read_mapping(given), hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number <= 1e9:
        raise ArgumentTypeError("eine Zahl über 0")
    return number


def _positive_int(text: str) -> int:
    return int(_positive(text)) or 1


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")
