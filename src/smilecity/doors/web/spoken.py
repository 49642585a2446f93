"""Words in another language than their page (WCAG 3.1.2): marked, so that a screen reader speaks them as German."""

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from smilecity.ground.text import FALLBACK, Borrowed


def spoken(text: str) -> SafeString:
    """Return a text as a page shows it, marked where it was borrowed from German."""
    if isinstance(text, Borrowed):
        return format_html('<span lang="{}">{}</span>', FALLBACK, text)
    return conditional_escape(text)


def german(text: str) -> SafeString:
    """Return a text that is only there in German, marked as such on a page in another language."""
    shown = conditional_escape(text)
    if (get_language() or FALLBACK).startswith(FALLBACK):
        return shown
    return format_html('<span lang="{}">{}</span>', FALLBACK, shown)
