"""Addresses of pages by name, for as long as not every page is there: empty where one is not."""

from django.urls import NoReverseMatch, reverse


def to(name: str, *args: object) -> str:
    """Return the address of a page, or an empty text."""
    try:
        return reverse(f"web:{name}", args=args)
    except NoReverseMatch:
        return ""
