"""`smilecity search rebuild`: reads anew what can be found. In: names of sources, none for all. Out: progress."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smilecity.ground.search import actions, sources


class Command(BaseCommand):
    """Rebuilds the index of the search while it is in use."""

    help = "Das Verzeichnis der Suche neu aufbauen; die Suche läuft währenddessen weiter."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the sources."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="rebuild")
        rebuild = verbs.add_parser("rebuild", help="alles neu lesen, was gefunden werden kann")
        rebuild.add_argument("source", nargs="*", metavar="QUELLE", help=f"nur diese: {', '.join(sources.names())}")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read source by source."""
        unknown = sorted(set(options["source"]) - set(sources.names()))
        if unknown:
            raise CommandError(
                f"Diese Quelle gibt es nicht: {', '.join(unknown)}. Es gibt: {', '.join(sources.names())}."
            )
        for state in actions.rebuild(options["source"]):
            self._tell(state)
        self._learn()
        self.stdout.write(f"Vergessene Wörter: {actions.forget_words()}")

    def _tell(self, state: actions.Rebuilt) -> None:
        end = "\n" if state.done else "\r"
        gone = f", {state.removed} entfernt" if state.removed else ""
        self.stdout.write(f"{state.source}: {state.things} gelesen{gone}", ending=end)
        self.stdout.flush()

    def _learn(self) -> None:
        read = 0
        while found := actions.learn():
            read += found
        self.stdout.write(f"Wörter gelernt aus {read} Einträgen")
