"""Signs and addresses. A page has dozens, so each is worked out once per process; known to every template."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from smilecity.doors.web import account_part as account
from smilecity.doors.web import links
from smilecity.doors.web.spoken import german, spoken

register = template.Library()
# What staff wrote and perhaps did not translate. Only for words that are shown: not within <title> and attributes.
register.filter("spoken", spoken)
# What the city says of itself: its profile knows one language.
register.filter("german", german)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a sign of the sprite, silent for screen readers. `name`: an id in vendor/icons.svg."""
    return _icon(name)


@register.simple_tag
def address(name: str) -> str:
    """Return the address of a page without a number in it."""
    return links.to(name)


@register.simple_tag(takes_context=True)
def account_part(context: template.Context) -> SafeString:
    """Return the part of the frame that is about the visitor's account."""
    return account.part(context.get("request"))


@register.filter
def without_secrets(path: str) -> str:
    """Return the address of a page without its query and without what only its owner may know."""
    return links.without_secrets(path)


@register.filter
def breakable(address: str) -> SafeString:
    """Return a mail address that a narrow line breaks before its @, not somewhere within a word."""
    name, at, host = address.partition("@")
    return format_html("{}<wbr>@{}", name, host) if at else format_html("{}", name)


@register.filter
def dialled(phone: str) -> SafeString:
    """Return a telephone number as a link that never breaks within it, for the middle of a sentence."""
    return format_html('<a class="number" href="tel:{}">{}</a>', phone.replace(" ", ""), phone)


@cache
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )
