"""`smilecity reports import`: brings the reports of a Klarschiff into a call, as often as you like.

In: a file with the columns of Klarschiff's open data. Out: every bad row by name; exit code 1 if there was one.
"""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from smilecity.collect.contributions.actions.importing import Tally
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.reading import BadFile, rows
from smilecity.collect.reports.actions.importing import codes, import_lines
from smilecity.collect.reports.rules.klarschiff import BadLine, Line, read
from smilecity.ground import clock
from smilecity.ground.refusals import Refused

_MOST_NAMED = 200


class Command(BaseCommand):
    """Imports reports from Klarschiff's CSV."""

    help = "Meldungen aus einem Klarschiff einlesen (CSV wie in den offenen Daten von Rostock)."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the call, and which categories are called otherwise."""
        reading = parser.add_subparsers(dest="verb", required=True, metavar="import").add_parser(
            "import", help="eine Datei einlesen; was schon da ist, wird an seiner Nummer erkannt"
        )
        reading.add_argument("file", type=Path, metavar="DATEI", help="CSV oder GeoJSON mit den Spalten von Klarschiff")
        reading.add_argument("--call", required=True, metavar="KÜRZEL", help="der Aufruf, zu dem die Meldungen gehören")
        reading.add_argument("--source", default="klarschiff", metavar="NAME", help="woher sie kommen")
        reading.add_argument(
            "--category",
            action="append",
            default=[],
            metavar="HAUPT>UNTER=KÜRZEL",
            help="welche Rubrik hier gemeint ist, wenn sie dort anders heißt",
        )
        reading.add_argument("--waiting", action="store_true", help="erst zeigen, wenn die Moderation sie freigibt")
        reading.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts einlesen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file, batch by batch."""
        call = Call.objects.filter(slug=options["call"]).first()
        if call is None:
            raise CommandError(f"Den Aufruf „{options['call']}“ gibt es nicht.")
        tally, named = Tally(), 0
        try:
            for done in import_lines(
                call=call.pk,
                source=options["source"],
                lines=_lines(options["file"], codes(_renamed(options["category"]))),
                shown=not options["waiting"],
                dry_run=options["dry_run"],
                at=clock.now(),
            ):
                tally = done.tally
                for problem in done.problems[: max(0, _MOST_NAMED - named)]:
                    self.stderr.write(f"Zeile {problem.row}: {_plain(problem.sentence)}")
                named += len(done.problems)
                if self.stderr.isatty():
                    self.stderr.write(f"{tally.rows} Zeilen gelesen …")
        except (BadFile, Refused) as bad:
            raise CommandError(str(bad)) from None
        self._tell(tally, dry_run=options["dry_run"])

    def _tell(self, tally: Tally, *, dry_run: bool) -> None:
        kept = f", {tally.kept} hier bearbeitet und so gelassen" if tally.kept else ""
        self.stdout.write(
            f"{tally.added} neu, {tally.changed} geändert, {tally.unchanged} unverändert{kept}, {tally.bad} fehlerhaft"
        )
        if dry_run:
            self.stdout.write("Das war nur eine Prüfung; nichts wurde eingelesen.")
        if tally.bad:
            raise CommandError(f"{tally.bad} Meldungen sind fehlerhaft und kommen nicht mit.")


def _lines(file: Path, known: Mapping[str, str]) -> Iterator[tuple[int, Line | BadLine]]:
    zone = ZoneInfo(settings.TIME_ZONE)
    for number, row in rows(file):
        try:
            yield number, read({str(name).strip().casefold(): value for name, value in row.items()}, known, zone)
        except BadLine as bad:
            yield number, bad


def _renamed(pairs: list[str]) -> dict[str, str]:
    known = set(codes({}).values())
    renamed = {}
    for pair in pairs:
        name, _, code = pair.rpartition("=")
        if ">" not in name or code not in known:
            raise CommandError(f"--category {pair}: erwartet wird HAUPT>UNTER=KÜRZEL mit einer Rubrik von hier.")
        renamed[name] = code
    return renamed


def _plain(sentence: str) -> str:
    # Sentences quote what stands in a file, and that may be anything.
    return "".join(c if c.isprintable() else "�" for c in sentence)[:400]
