"""Registers parties and their keys with Django."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Parties and API keys."""

    name = "smilecity.people.keys"
    label = "keys"
    verbose_name = "Partner und Schlüssel"
