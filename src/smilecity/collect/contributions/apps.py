"""Registers the contributions with Django."""

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """The trunk of ideas and places."""

    name = "smilecity.collect.contributions"
    label = "contributions"
    verbose_name = "Beiträge"

    def ready(self) -> None:
        """Say what is held of people here, and what can be found."""
        from smilecity.collect.contributions import findable, own_data
        from smilecity.ground.search.sources import Source, register
        from smilecity.people.owndata.registry import hold

        hold(own_data.HOLDING)
        register(Source(findable.SOURCE, findable.read))
