"""Registers the room with Django."""

from django.apps import AppConfig


class BarriersConfig(AppConfig):
    """Barriers that people told us of."""

    name = "smilecity.people.barriers"
    label = "barriers"
    verbose_name = "Gemeldete Barrieren"

    def ready(self) -> None:
        """Say what is held of people here."""
        from smilecity.people.barriers import own_data
        from smilecity.people.owndata.registry import hold

        hold(own_data.HOLDING)
