"""Addresses of our own pages, each worked out once per language: a list needs several, and Django takes its time."""

from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language


def to(name: str) -> str:
    """Return the address of a page without a number in it."""
    return _to(name, get_language())


@cache
def _to(name: str, _language: str | None) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
