"""Registers the surveys with Django."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Surveys and their answers."""

    name = "smilecity.collect.surveys"
    label = "surveys"
    verbose_name = "Umfragen"
