"""Registers the room with Django."""

from django.apps import AppConfig


class OwnDataConfig(AppConfig):
    """One's own data."""

    name = "smilecity.people.owndata"
    label = "owndata"
    verbose_name = "Eigene Daten"

    def ready(self) -> None:
        """Say what this room itself holds of people."""
        from smilecity.people.owndata import holding
        from smilecity.people.owndata.registry import hold

        hold(holding.HOLDING)
