"""Registers the API with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Open data for programs."""

    name = "smilecity.doors.api"
    label = "api"
    verbose_name = "Schnittstelle"
