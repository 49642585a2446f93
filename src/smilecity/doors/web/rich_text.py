"""What residents write, made safe to show: everything is escaped, only whole web addresses become links."""

import re
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from smilecity.ground.text import FALLBACK, Borrowed

_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
# What ends a sentence is no part of the address before it; a bracket is one only if it was opened within.
_TRAILING = ".,;:!?…–—*_"
_BLANK_LINE = re.compile(r"\n\s*\n")


def paragraphs(text: str) -> SafeString:
    """Return a text as paragraphs with its line breaks and with links that neither vouch for nor hand on anything.

    What was borrowed from German says so.
    """
    parts = (part.strip("\n") for part in _BLANK_LINE.split(text.replace("\r\n", "\n")))
    said = f' lang="{FALLBACK}"' if isinstance(text, Borrowed) else ""
    return mark_safe("".join(f'<p{said} dir="auto">{linked(part)}</p>' for part in parts if part.strip()))  # noqa: S308 - escaped piece by piece


def linked(text: str) -> SafeString:
    """Return a text with its line breaks and with links."""
    return mark_safe("".join(_pieces(text)).replace("\n", "<br>"))  # noqa: S308 - escaped piece by piece


def _pieces(text: str) -> Iterator[str]:
    """Cut the raw text at its addresses and escape each piece, so that no escape is ever cut in two."""
    done = 0
    for found in _ADDRESS.finditer(text):
        address = _without_trailing(found.group())
        yield escape(text[done : found.start()])
        yield f'<a href="{escape(address)}" rel="nofollow ugc noopener">{escape(address)}</a>'
        done = found.start() + len(address)
    yield escape(text[done:])


def _without_trailing(address: str) -> str:
    while address[-1] in _TRAILING or (address[-1] in ")]" and address.count("(") < address.count(")")):
        address = address[:-1]
    return address.rstrip("]") if "[" not in address else address
