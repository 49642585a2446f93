"""Registers the library of questions with Django."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Questions to be used again."""

    name = "smilecity.collect.library"
    label = "library"
    verbose_name = "Fragensammlung"
