"""For what residents write: paragraphs and safe links, in templates."""

from django import template
from django.utils.safestring import SafeString

from smilecity.doors.web import rich_text

register = template.Library()


@register.filter
def paragraphs(text: str) -> SafeString:
    """Return a text as paragraphs; only http and https become links."""
    return rich_text.paragraphs(text)
