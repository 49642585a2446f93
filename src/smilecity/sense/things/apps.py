"""Registers the city's senses with Django."""

from django.apps import AppConfig


class ThingsConfig(AppConfig):
    """Things, datastreams, observations."""

    name = "smilecity.sense.things"
    label = "things"
    verbose_name = "Messwerte"

    def ready(self) -> None:
        """Say what is held of people here, and what can be found."""
        from smilecity.ground.search.sources import Source, register
        from smilecity.people.owndata.registry import hold
        from smilecity.sense.things import findable, own_data

        hold(own_data.HOLDING)
        register(Source(findable.SOURCE, findable.read))
