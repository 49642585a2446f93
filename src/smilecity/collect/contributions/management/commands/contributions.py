"""`smilecity contributions import`: brings what people said on another platform into a call, as often as you like.

In: a file and a call. Out: progress, every bad row by name; exit code 1 if there was one.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from smilecity.city import queries as city
from smilecity.collect.contributions import reading
from smilecity.collect.contributions.actions.importing import Done, Tally, import_entries
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.reading.entries import COLUMNS, Problem, Reader, theme_key
from smilecity.collect.contributions.reading.files import NAMES
from smilecity.collect.contributions.rules import Kind
from smilecity.ground import clock

# More than anybody reads; the number of bad rows is said all the same.
_MOST_NAMED = 200


class Command(BaseCommand):
    """Imports contributions from CSV, JSON or GeoJSON."""

    help = "Beiträge von einer anderen Plattform einlesen (CSV, JSON, GeoJSON)."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the call and how to read it."""
        read = parser.add_subparsers(dest="verb", required=True, metavar="import").add_parser(
            "import", help="eine Datei einlesen; was schon da ist, wird an seiner Kennung erkannt"
        )
        read.add_argument("file", type=Path, metavar="DATEI", help="CSV, JSON oder GeoJSON (WGS 84)")
        read.add_argument("--call", required=True, metavar="KÜRZEL", help="der Aufruf, zu dem die Beiträge gehören")
        read.add_argument("--source", required=True, metavar="NAME", help="woher sie kommen, etwa beteiligung-2017")
        read.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FELD=SPALTE",
            help=f"welche Spalte ein Feld ist, wenn sie anders heißt; Felder: {', '.join(COLUMNS)}",
        )
        read.add_argument(
            "--theme-prefix", default="", metavar="ANFANG", help="Spalten mit diesem Anfang sind Themen, mit 1 oder 0"
        )
        read.add_argument("--waiting", action="store_true", help="erst zeigen, wenn die Moderation sie freigegeben hat")
        read.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts einlesen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file, batch by batch."""
        call = Call.objects.filter(slug=options["call"]).first()
        if call is None:
            raise CommandError(f"Den Aufruf „{options['call']}“ gibt es nicht.")
        at = clock.now()
        reader = Reader(
            themes=_themes(),
            zone=ZoneInfo(settings.TIME_ZONE),
            at=at,
            renamed=_renamed(options["column"]),
            theme_prefix=options["theme_prefix"],
            kind=Kind(call.kind),
        )
        run = import_entries(
            call=call.pk,
            source=options["source"],
            entries=reading.entries(options["file"], reader),
            shown=not options["waiting"],
            dry_run=options["dry_run"],
            at=at,
        )
        tally = self._follow(run, NAMES.get(options["file"].suffix.lower(), "Zeile"))
        self._tell(tally, dry_run=options["dry_run"])

    def _follow(self, run: Any, place: str) -> Tally:
        tally, named = Tally(), 0
        try:
            for done in run:
                tally = done.tally
                named = self._name(done, place, named)
                self._progress(f"{tally.rows} Beiträge …")
        except reading.BadFile as bad:
            self._progress("")
            raise CommandError(f"{bad} Bis {place} {tally.last} ist alles eingelesen.") from None
        self._progress("")
        return tally

    def _name(self, done: Done, place: str, named: int) -> int:
        for problem in done.problems:
            if named < _MOST_NAMED:
                self.stderr.write(f"{place} {problem.row}: {_plain(problem)}")
            named += 1
        return named

    def _progress(self, text: str) -> None:
        """Keep one line up to date where somebody watches; a log gets the end only."""
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{text}", ending="")
            self.stdout.flush()

    def _tell(self, tally: Tally, *, dry_run: bool) -> None:
        kept = f", {tally.kept} hier bearbeitet und so gelassen" if tally.kept else ""
        self.stdout.write(
            f"{tally.added} neu, {tally.changed} geändert, {tally.unchanged} unverändert{kept}, {tally.bad} fehlerhaft"
        )
        if dry_run:
            self.stdout.write("Das war nur eine Prüfung; nichts wurde eingelesen.")
        if tally.bad:
            left = "Sie kommen nicht mit." if dry_run else "Sie wurden nicht eingelesen."
            raise CommandError(f"{tally.bad} Beiträge sind fehlerhaft. {left} Alle anderen sind in Ordnung.")


def _themes() -> dict[str, int]:
    """Return the themes by what a file may call them: the German name and the slug."""
    return {theme_key(name): theme.id for theme in city.themes("de") for name in (theme.name, theme.slug)}


def _renamed(pairs: list[str]) -> dict[str, str]:
    renamed = {}
    for pair in pairs:
        name, found, column = pair.partition("=")
        if not found or name not in COLUMNS:
            raise CommandError(f"--column {pair}: erwartet wird FELD=SPALTE mit einem Feld aus {', '.join(COLUMNS)}.")
        renamed[name] = column
    return renamed


def _plain(problem: Problem) -> str:
    # Sentences quote what stands in a file, and that may be anything.
    return "".join(c if c.isprintable() else "�" for c in problem.sentence)[:400]
