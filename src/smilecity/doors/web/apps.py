"""Registers the web door with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The public pages."""

    name = "smilecity.doors.web"
    label = "web"
    verbose_name = "Öffentliche Seiten"

    def ready(self) -> None:
        """Check the networks that are exempt from limits, and the source of the map's tiles, once."""
        from smilecity.doors.web import client, tiles

        client.check_settings()
        tiles.check_settings()
