"""Registers the web door with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The public pages."""

    name = "smilecity.doors.web"
    label = "web"
    verbose_name = "Öffentliche Seiten"

    def ready(self) -> None:
        """Check the settings of this door once, and hear of addresses that were changed."""
        from allauth.account.signals import email_changed

        from smilecity.doors.visitor import client
        from smilecity.doors.web import accounts, tiles

        client.check_settings()
        tiles.check_settings()
        email_changed.connect(accounts.bind_contact)
