"""Registers the city with Django."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    """Profile, districts, population, themes and offices."""

    name = "smilecity.city"
    label = "city"
    verbose_name = "Stadt"

    def ready(self) -> None:
        """Let them be found."""
        from smilecity.city import findable
        from smilecity.ground.search.sources import Source, register

        register(Source(findable.SOURCE, findable.read))
