"""Registers the calendar with Django."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Events, their dates, and who comes."""

    name = "smilecity.collect.calendar"
    label = "calendar"
    verbose_name = "Kalender"

    def ready(self) -> None:
        """Say what is held of people here, and what can be found."""
        from smilecity.collect.calendar import findable, own_data
        from smilecity.ground.search.sources import Source, register
        from smilecity.people.owndata.registry import hold

        hold(own_data.HOLDING)
        register(Source(findable.SOURCE, findable.read))
