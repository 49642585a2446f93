"""Registers the city's senses with Django."""

from django.apps import AppConfig


class ThingsConfig(AppConfig):
    """Things, datastreams, observations."""

    name = "smilecity.sense.things"
    label = "things"
    verbose_name = "Messwerte"
