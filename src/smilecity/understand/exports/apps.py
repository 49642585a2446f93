"""Registers the files with Django."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Files of answers for staff."""

    name = "smilecity.understand.exports"
    label = "exports"
    verbose_name = "Dateien"

    def ready(self) -> None:
        """Have a file made when it is asked for, and erased with the answers it holds."""
        from smilecity.collect.surveys.events import AnswersErased
        from smilecity.ground.events import subscribe
        from smilecity.understand.exports import jobs
        from smilecity.understand.exports.events import ExportAsked

        subscribe(ExportAsked, jobs.make)
        subscribe(AnswersErased, jobs.forget_survey)
