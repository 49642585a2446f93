"""Registers field work with Django, and what is held of people here."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """Work outside."""

    name = "smilecity.deliver.fieldwork"
    label = "fieldwork"
    verbose_name = "Außendienst"

    def ready(self) -> None:
        """Say what is held of people here."""
        from smilecity.deliver.fieldwork import own_data
        from smilecity.people.owndata.registry import hold

        hold(own_data.HOLDING)
