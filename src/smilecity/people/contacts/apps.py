"""Registers the contacts with Django."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """People who can be reached."""

    name = "smilecity.people.contacts"
    label = "contacts"
    verbose_name = "Kontakte"

    def ready(self) -> None:
        """Say what is held of people here."""
        from smilecity.people.contacts import own_data
        from smilecity.people.owndata.registry import hold

        hold(own_data.HOLDING)
