"""What hits of each kind are called, and where they lead. A room that lets its things be found gets a line here.

A hit whose kind nobody knows is shown without a link rather than lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smilecity.doors.web import words
from smilecity.doors.web.pages import tree
from smilecity.ground.search.queries import Hit
from smilecity.ground.text import Texts

Said = Callable[[Hit, datetime], str]
Words = str | Promise


@dataclass(frozen=True)
class Face:
    """`one`, `many`: names of the kind. `link`: the address of a hit. `line`: what is said below its title."""

    one: Words
    many: Words
    icon: str
    link: Said
    line: Said
    title: Callable[[str], str] = str


def _by(name: str, fact: str) -> Said:
    """Lead to the page of this name, with a fact of the hit in its address."""
    return lambda hit, _at: reverse(name, args=[hit.facts[fact]])


def _page(hit: Hit, _at: datetime) -> str:
    return tree.address(str(hit.facts.get("url_path", "")))


def _next_date(hit: Hit, at: datetime) -> tuple[str, datetime] | None:
    """Return the next date of an event, the last one where all are over: its number and when it begins."""
    pairs = (pair.split("=", 1) for pair in str(hit.facts.get("dates", "")).split())
    dates = [(number, datetime.fromisoformat(starts)) for number, starts in pairs]
    coming = [date for date in dates if date[1] >= at]
    return next(iter(coming or dates[-1:]), None)


def _event(hit: Hit, at: datetime) -> str:
    date = _next_date(hit, at)
    return reverse("web:event", args=[int(date[0])]) if date else reverse("web:calendar")


def _event_day(hit: Hit, at: datetime) -> str:
    date = _next_date(hit, at)
    return words.day(date[1]) if date else ""


def _day(hit: Hit, _at: datetime) -> str:
    return words.day(hit.at) if hit.at else ""


def _nothing(_hit: Hit, _at: datetime) -> str:
    return ""


def _survey(hit: Hit, at: datetime) -> str:
    raw = hit.facts.get("closes_at")
    ends = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    if hit.facts.get("closed") or (ends and ends <= at):
        return _("beendet")
    return _("offen {until}").format(until=words.until(ends)) if ends else _("offen")


def _base(hit: Hit, _at: datetime) -> str:
    base = int(hit.facts.get("base") or 0)
    return ngettext("{n} Teilnahme", "{n} Teilnahmen", base).format(n=words.number(base)) if base else ""


def _result_title(title: str) -> str:
    return _("Ergebnis: {title}").format(title=title)


FACES: Mapping[str, Face] = {
    "page": Face(gettext_lazy("Seite"), gettext_lazy("Seiten"), "info", _page, _nothing),
    "news": Face(gettext_lazy("Nachricht"), gettext_lazy("Nachrichten"), "info", _page, _day),
    "office": Face(
        gettext_lazy("Zuständige Stelle"),
        gettext_lazy("Zuständige Stellen"),
        "phone",
        _by("web:office", "slug"),
        _nothing,
    ),
    "survey": Face(gettext_lazy("Umfrage"), gettext_lazy("Umfragen"), "checklist", _by("web:survey", "slug"), _survey),
    "result": Face(
        gettext_lazy("Ergebnis"),
        gettext_lazy("Ergebnisse"),
        "success",
        _by("web:result", "slug"),
        _base,
        _result_title,
    ),
    "event": Face(gettext_lazy("Termin"), gettext_lazy("Termine"), "calendar-today", _event, _event_day),
    "idea": Face(gettext_lazy("Idee"), gettext_lazy("Ideen"), "comment", _by("web:idea", "number"), _day),
    "place": Face(gettext_lazy("Ort"), gettext_lazy("Orte"), "pin", _by("web:place", "number"), _day),
    "report": Face(gettext_lazy("Meldung"), gettext_lazy("Meldungen"), "flag", _by("web:report", "number"), _day),
    "thing": Face(
        gettext_lazy("Messstelle"),
        gettext_lazy("Messstellen"),
        "clock",
        _by("web:measured_thing", "id"),
        _nothing,
    ),
}
UNKNOWN = Face(gettext_lazy("Sonstiges"), gettext_lazy("Sonstiges"), "info", _nothing, _nothing)


def face(kind: str) -> Face:
    """Return what hits of a kind look like."""
    return FACES.get(kind, UNKNOWN)


def texts_of(hit: Hit, name: str) -> Texts:
    """Return one of the texts of a hit (title, lead, body) by language."""
    return {language: parts.get(name, "") for language, parts in hit.texts.items()}
