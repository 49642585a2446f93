"""Registers the one-time codes with Django."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    """Codes for letters and for people on site."""

    name = "smilecity.people.codes"
    label = "codes"
    verbose_name = "Codes"
