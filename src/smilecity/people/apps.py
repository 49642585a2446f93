"""Registers people with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts and roles."""

    name = "smilecity.people"
    label = "people"
    verbose_name = "Menschen"

    def ready(self) -> None:
        """Say what is held of people here."""
        from smilecity.people import own_data
        from smilecity.people.owndata.registry import hold

        hold(own_data.HOLDING)
