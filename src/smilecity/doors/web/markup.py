"""Pieces of HTML of which a page has so many that a template would take too long: list items, options. All escaped."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from smilecity.doors.web.spoken import spoken


def items(texts: Iterable[str], css: str = "") -> SafeString:
    """Return the items of a list; `css`: their class, one of our own words."""
    head = f'<li class="{css}">' if css else "<li>"
    return mark_safe("".join(f"{head}{spoken(text)}</li>" for text in texts))  # noqa: S308 - escaped piece by piece


def grouped(groups: Iterable[tuple[str, Iterable[tuple[str, str, bool]]]]) -> SafeString:
    """Return the options of a select in groups. `groups`: (name, options); those of a nameless one stand alone."""
    return mark_safe(  # noqa: S308 - escaped piece by piece
        "".join(
            f'<optgroup label="{escape(name)}">{options(rows)}</optgroup>' if name else options(rows)
            for name, rows in groups
        )
    )


def options(rows: Iterable[tuple[str, str, bool]]) -> SafeString:
    """Return the options of a select. `rows`: (key, text, selected)."""
    return mark_safe(  # noqa: S308 - escaped piece by piece
        "".join(
            f'<option value="{escape(key)}"{" selected" if selected else ""}>{escape(text)}</option>'
            for key, text, selected in rows
        )
    )
