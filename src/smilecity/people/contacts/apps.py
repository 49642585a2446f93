"""Registers the contacts with Django."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """People who can be reached."""

    name = "smilecity.people.contacts"
    label = "contacts"
    verbose_name = "Kontakte"
