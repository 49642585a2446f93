"""Registers the city with Django."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    """Profile, districts, population, themes and offices."""

    name = "smilecity.city"
    label = "city"
    verbose_name = "Stadt"
