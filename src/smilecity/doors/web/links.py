"""Addresses of our own pages, each worked out once per language: a list needs several, and Django takes its time."""

import re
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

# A secret in an address is long and without a rhythm; what a page is called is not.
_SECRET = re.compile(r"[A-Za-z0-9_-]{30,}")
_PATH_MOST = 300


def without_secrets(path: str) -> str:
    """Return the address of a page without its query and without what only its owner may know."""
    return _SECRET.sub("…", path.partition("?")[0])[:_PATH_MOST]


def to(name: str) -> str:
    """Return the address of a page without a number in it."""
    return _to(name, get_language())


@cache
def _to(name: str, _language: str | None) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
