"""Registers the contributions with Django."""

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """The trunk of ideas and places."""

    name = "smilecity.collect.contributions"
    label = "contributions"
    verbose_name = "Beiträge"
