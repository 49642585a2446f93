"""Registers the surveys with Django."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Surveys and their answers."""

    name = "smilecity.collect.surveys"
    label = "surveys"
    verbose_name = "Umfragen"

    def ready(self) -> None:
        """Say what is held of people here, and what can be found."""
        from smilecity.collect.surveys import findable, own_data
        from smilecity.ground.search.sources import Source, register
        from smilecity.people.owndata.registry import hold

        hold(own_data.HOLDING)
        register(Source(findable.SOURCE, findable.read))
