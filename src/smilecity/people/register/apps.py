"""Registers the register with Django."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """One person, one participation."""

    name = "smilecity.people.register"
    label = "register"
    verbose_name = "Teilnahmeregister"
