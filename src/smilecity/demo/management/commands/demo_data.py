"""`smilecity demo_data`: load the demo's town once; a second call does nothing."""

from django.core.management.base import BaseCommand

from smilecity.demo import load
from smilecity.ground import clock


class Command(BaseCommand):
    """Load the demo's town."""

    help = "Lädt die Beispielstadt, falls noch keine Umfrage da ist."

    def handle(self, *args: object, **options: object) -> None:
        """Load, once."""
        if not load.is_loaded():
            load.load(at=clock.now())
