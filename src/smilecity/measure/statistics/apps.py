"""Registers the statistics with Django."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Statistics by year, and the yearly report."""

    name = "smilecity.measure.statistics"
    label = "statistics"
    verbose_name = "Statistik"
