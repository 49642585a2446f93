"""Registers the search with Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The index of everything that can be found, and its words."""

    name = "smilecity.ground.search"
    label = "search"
    verbose_name = "Suche"
