"""Signs and addresses. A page has dozens, so each is worked out once per process; known to every template."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from smilecity.doors.web import links

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a sign of the sprite, silent for screen readers. `name`: an id in vendor/icons.svg."""
    return _icon(name)


@register.simple_tag
def address(name: str) -> str:
    """Return the address of a page without a number in it."""
    return links.to(name)


@cache
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )
