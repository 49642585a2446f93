"""Registers people with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts and roles."""

    name = "smilecity.people"
    label = "people"
    verbose_name = "Menschen"
