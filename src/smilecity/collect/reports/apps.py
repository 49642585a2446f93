"""Registers the reports with Django and with the trunk."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports with categories that know their office."""

    name = "smilecity.collect.reports"
    label = "reports"
    verbose_name = "Meldungen"

    def ready(self) -> None:
        """Keep what a report has beside the trunk, and say what is held of people here."""
        from smilecity.collect.contributions.actions.storing import register_growth
        from smilecity.collect.contributions.findable import register_names
        from smilecity.collect.contributions.rules import Kind
        from smilecity.collect.reports import jobs, own_data
        from smilecity.collect.reports.actions.keeping import GROWTH
        from smilecity.collect.reports.events import PhotoReceived
        from smilecity.collect.reports.queries.titles import names_by_code
        from smilecity.ground.events import subscribe
        from smilecity.people.owndata.registry import hold

        register_growth(Kind.REPORT, GROWTH)
        register_names(Kind.REPORT, names_by_code)
        hold(own_data.HOLDING)
        subscribe(PhotoReceived, jobs.develop_photo)
