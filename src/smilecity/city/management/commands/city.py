"""`smilecity city import`: brings the files of a city into the database, all of them or none.

In: paths. Out: what came in, or every bad row of every file; exit code 1 if anything was refused.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from smilecity.city import actions, reading
from smilecity.city.actions import Imported
from smilecity.city.problems import BadFile
from smilecity.city.rules import LayerKind
from smilecity.ground import clock

# Label, option and help of each layer of the map.
_LAYERS = {
    LayerKind.OUTLINE: ("Stadtgrenze", "outline", "Umriss der Stadt für die Karte"),
    LayerKind.WATER: ("Gewässer", "water", "Wasserflächen für die Karte"),
    LayerKind.PARK: ("Parks", "parks", "Grünflächen für die Karte"),
    LayerKind.STREET: ("Straßen", "streets", "Straßen mit Namen, für die Karte und die Suche nach Adressen"),
}
# Its rows refer to districts, and its municipality is the city's.
_POPULATION = "Bevölkerung"
Step = tuple[str, Path, Callable[[], Imported | None]]


class Command(BaseCommand):
    """Imports districts, population, themes, offices, the profile and the map of a city."""

    help = "Daten der Stadt einlesen: Profil, Ortsteile, Bevölkerung, Themen, zuständige Stellen, Karte."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files and how to read them."""
        read = parser.add_subparsers(dest="verb", required=True, metavar="import").add_parser(
            "import", help="Dateien prüfen und einlesen: alle oder, wenn eine fehlerhaft ist, keine"
        )
        files = read.add_argument_group("Dateien")
        files.add_argument("--profile", type=Path, metavar="JSON", help="Stadtprofil")
        files.add_argument("--districts", type=Path, metavar="GEOJSON", help="Ortsteile mit Umriss (WGS 84)")
        files.add_argument("--population", type=Path, metavar="CSV", help="Bevölkerung nach Alter und Geschlecht")
        files.add_argument("--themes", type=Path, metavar="JSON", help="Themen (Handlungsfelder)")
        files.add_argument("--offices", type=Path, metavar="JSON", help="zuständige Stellen")
        for _label, option, what in _LAYERS.values():
            files.add_argument(f"--{option}", type=Path, metavar="GEOJSON", help=f"{what} (WGS 84)")
        files.add_argument(
            "--addresses", type=Path, metavar="CSV", help="Hausnummern mit Punkt (CSV oder GeoJSON, WGS 84)"
        )
        read.add_argument("--street-property", default="", metavar="NAME", help="Eigenschaft mit dem Namen der Straße")
        read.add_argument("--name-property", default="", metavar="NAME", help="Eigenschaft mit dem Namen des Ortsteils")
        read.add_argument("--code-property", default="", metavar="NAME", help="Eigenschaft mit seinem Kürzel")
        read.add_argument(
            "--drop-population",
            action="store_true",
            help="Ortsteile, die in der Datei fehlen, samt ihren Bevölkerungszahlen entfernen",
        )
        read.add_argument("--ags", default="", help="Gemeindeschlüssel, wenn die CSV-Datei mehrere Gemeinden enthält")
        read.add_argument("--year", type=int, metavar="JAHR", help="Jahr, wenn die CSV-Datei keine solche Spalte hat")
        read.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts einlesen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import every file that is named within one transaction."""
        steps = list(_steps(options))
        if not steps:
            raise CommandError("Bitte mindestens eine Datei nennen, etwa --districts ortsteile.geojson.")
        told: list[str] = []
        refused = False
        with transaction.atomic():
            for label, path, run in steps:
                if refused and label == _POPULATION:
                    self.stderr.write(f"{label}: nicht geprüft, weil Profil oder Ortsteile fehlerhaft sind.")
                    continue
                try:
                    told.append(f"{label}: {_told(run())}")
                except BadFile as bad:
                    refused = True
                    self._name_problems(label, path, bad)
            transaction.set_rollback(refused or options["dry_run"])
        if refused:
            raise CommandError("Nichts wurde eingelesen. Bitte die genannten Stellen berichtigen und neu starten.")
        self.stdout.write("\n".join(told))
        if options["dry_run"]:
            self.stdout.write("Alles in Ordnung. Das war nur eine Prüfung; nichts wurde eingelesen.")

    def _name_problems(self, label: str, path: Path, bad: BadFile) -> None:
        self.stderr.write(f"{label}: {path} ist fehlerhaft.")
        for problem in bad.problems:
            self.stderr.write(f"  {problem.sentence}")


def _steps(options: dict[str, Any]) -> Iterator[Step]:
    """Yield what is to be done, upstream first: figures refer to districts, and districts lie in the city."""
    at = clock.now()

    def step(label: str, name: str, run: Callable[[bytes], Imported | None]) -> Iterator[Step]:
        if options[name]:
            yield label, options[name], lambda: run(reading.read(options[name]))

    yield from step("Stadtprofil", "profile", lambda raw: actions.set_profile(data=reading.fields(raw), by=None, at=at))
    yield from step(
        "Ortsteile",
        "districts",
        lambda raw: actions.import_districts(
            features=reading.features(raw),
            name_property=options["name_property"],
            code_property=options["code_property"],
            drop_population=options["drop_population"],
            by=None,
            at=at,
        ),
    )
    for kind, (label, name, _what) in _LAYERS.items():
        yield from step(label, name, partial(_import_layer, kind, options, at))
    if options["addresses"]:
        yield "Hausnummern", options["addresses"], partial(_import_addresses, options["addresses"], at)
    yield from step(
        _POPULATION,
        "population",
        lambda raw: actions.import_population(
            table=reading.table(raw), ags=options["ags"], year=options["year"], by=None, at=at
        ),
    )
    yield from step(
        "Themen",
        "themes",
        lambda raw: actions.import_themes(items=reading.entries(raw, "themes"), by=None, at=at),
    )
    yield from step(
        "Zuständige Stellen",
        "offices",
        lambda raw: actions.import_offices(items=reading.entries(raw, "offices"), by=None, at=at),
    )


def _import_layer(kind: LayerKind, options: dict[str, Any], at: datetime, raw: bytes) -> Imported:
    return actions.import_layer(
        kind=kind,
        features=reading.features(raw),
        name_property=options["street_property"] if kind is LayerKind.STREET else "",
        source=reading.source(raw),
        by=None,
        at=at,
    )


def _import_addresses(path: Path, at: datetime) -> Imported:
    with reading.opened(path) as file:
        return actions.import_addresses(file=file, by=None, at=at)


def _told(imported: Imported | None) -> str:
    if imported is None:
        return "gesetzt"
    parts = [
        f"{imported.added} neu",
        f"{imported.changed} geändert",
        f"{imported.removed} entfernt",
        f"{imported.unchanged} unverändert",
        *([f"{imported.retired} aufgelöst (nur noch im Verlauf genannt)"] if imported.retired else []),
    ]
    skipped = f" ({imported.skipped} Zeilen ohne Nummer, mit Summen oder für andere Gemeinden übergangen)"
    return ", ".join(parts) + (skipped if imported.skipped else "")
