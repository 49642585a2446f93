"""Registers the room with Django."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Notices, minimum ages, consents."""

    name = "smilecity.people.privacy"
    label = "privacy"
    verbose_name = "Datenschutz der Beteiligungen"

    def ready(self) -> None:
        """Say what is held of people here."""
        from smilecity.people.owndata.registry import hold
        from smilecity.people.privacy import own_data

        hold(own_data.HOLDING)
