"""Registers the web door with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The public pages."""

    name = "smilecity.doors.web"
    label = "web"
    verbose_name = "Öffentliche Seiten"

    def ready(self) -> None:
        """Check the networks that are exempt from limits once."""
        from smilecity.doors.web import client

        client.check_settings()
