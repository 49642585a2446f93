"""Registers the results with Django."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Published results of surveys."""

    name = "smilecity.understand.results"
    label = "results"
    verbose_name = "Ergebnisse"

    def ready(self) -> None:
        """Let them be found, and answer those who want single answers erased."""
        from smilecity.collect.surveys.events import AnswersDue
        from smilecity.ground.events import subscribe
        from smilecity.ground.search.sources import Source, register
        from smilecity.understand.results import findable, jobs

        register(Source(findable.SOURCE, findable.read))
        subscribe(AnswersDue, jobs.forget_now)
