"""Registers the demo with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A believable town to look around in."""

    name = "smilecity.demo"
    label = "demo"
