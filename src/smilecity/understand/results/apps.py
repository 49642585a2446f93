"""Registers the results with Django."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Published results of surveys."""

    name = "smilecity.understand.results"
    label = "results"
    verbose_name = "Ergebnisse"
