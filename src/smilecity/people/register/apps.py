"""Registers the register with Django."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """One person, one participation."""

    name = "smilecity.people.register"
    label = "register"
    verbose_name = "Teilnahmeregister"

    def ready(self) -> None:
        """Say what is held of people here."""
        from smilecity.people.owndata.registry import hold
        from smilecity.people.register import own_data

        hold(own_data.HOLDING)
