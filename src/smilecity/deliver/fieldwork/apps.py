"""Registers field work with Django and with the events of the trunk, and what is held of people here."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """Work outside."""

    name = "smilecity.deliver.fieldwork"
    label = "fieldwork"
    verbose_name = "Außendienst"

    def ready(self) -> None:
        """Subscribe, and say what is held of people here."""
        from smilecity.collect.contributions.events import ContributionRemoved
        from smilecity.deliver.fieldwork import jobs, own_data
        from smilecity.ground.events import subscribe
        from smilecity.people.owndata.registry import hold

        subscribe(ContributionRemoved, jobs.forget_words)
        hold(own_data.HOLDING)
