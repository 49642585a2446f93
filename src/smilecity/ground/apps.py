"""Registers the ground with Django."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """The ground: audit log and rate limits are its only tables."""

    name = "smilecity.ground"
    label = "ground"
