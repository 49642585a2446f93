"""What a reader asks the map of everything for: kind, theme, district, state, words, time, a part of the city, a view.

In: the address. Out: the filter as the trunk knows it, and back. Written over `Kind`: whatever can be contributed and
has a list of its own is on the map.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from smilecity.city.queries import Names
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web.contribution_cards import LIST_URLS
from smilecity.doors.web.contribution_filters import Asked
from smilecity.ground.cells import NEAREST

KIND, TIME, REGION, VIEW = "art", "zeit", "bereich", "ausschnitt"
# What narrows map and list alike; the view only says where the map stands.
NARROWING = (KIND, TIME, *(name for name in filters.FILTERS if name != filters.CALL))
# The word of the address, many of them, one of them.
_WORDS: dict[str, tuple[str, Promise, Promise]] = {
    "idea": ("ideen", gettext_lazy("Ideen"), gettext_lazy("Idee")),
    "place": ("orte", gettext_lazy("Orte"), gettext_lazy("Ort")),
    "report": ("meldungen", gettext_lazy("Meldungen"), gettext_lazy("Meldung")),
}
KINDS = {_WORDS[kind.value][0]: kind for kind in Kind if kind.value in _WORDS and kind in LIST_URLS}
TIMES = {
    "woche": (7, gettext_lazy("in den letzten 7 Tagen")),
    "monat": (30, gettext_lazy("in den letzten 30 Tagen")),
    "jahr": (365, gettext_lazy("in den letzten 12 Monaten")),
}
_REGION_WORDS = gettext_lazy("Ausschnitt der Karte")
_VIEW = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)/(-?\d{1,2}(?:\.\d{1,6})?)/(-?\d{1,3}(?:\.\d{1,6})?)")
Box = tuple[float, float, float, float]


def many(kind: Kind) -> str:
    """Return what several of a kind are called: Ideen."""
    return str(_WORDS[kind.value][1])


def one(kind: Kind) -> str:
    """Return what one of a kind is called: Idee."""
    return str(_WORDS[kind.value][2])


def read(given: Mapping[str, str], names: Names, at: datetime) -> Asked:
    """Read an address; words that mean nothing (any more) are left out. Only what has a place is on the map."""
    kind, asked = _narrowed(KINDS.get(given.get(KIND, "")), given, names)
    time, box = given.get(TIME, ""), region(given.get(REGION, ""))
    known = {
        KIND: (_WORDS[kind.value][0] if kind else "", many(kind) if kind else ""),
        TIME: (time, str(TIMES[time][1]) if time in TIMES else ""),
        REGION: (given.get(REGION, ""), str(_REGION_WORDS) if box else ""),
        VIEW: (given.get(VIEW, ""), "" if view(given.get(VIEW, "")) is None else "-"),
    }
    return replace(
        asked,
        wanted=replace(asked.wanted, published_since=since(time, at), box=box, placed=True),
        query={key: raw for key, (raw, words) in known.items() if words} | asked.filters,
        words={key: words for key, (_raw, words) in known.items() if words and key != VIEW} | dict(asked.words),
    )


def _narrowed(kind: Kind | None, given: Mapping[str, str], names: Names) -> tuple[Kind | None, Asked]:
    """Return the kind with the filters of its list. A category of reports alone means the reports."""
    raw = {key: value for key, value in given.items() if key != filters.CALL}
    if kind is None and raw.get(filters.REPORTED):
        asked = filters.read(Kind.REPORT, raw, names)
        if filters.REPORTED in asked.query:
            return Kind.REPORT, asked
    return kind, filters.read(kind, raw, names)


def since(time: str, at: datetime) -> datetime | None:
    """Return from when on a time of the address counts: whole days, so that an answer holds until midnight."""
    if time not in TIMES:
        return None
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=TIMES[time][0])


def region(raw: str) -> Box | None:
    """Return west, south, east, north of a part of the city; None for anything else."""
    try:
        west, south, east, north = map(float, raw.split(","))
    except ValueError:
        return None
    there = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if there else None


def view(raw: str) -> tuple[float, float, float] | None:
    """Return zoom, latitude and longitude as in 13.5/54.0887/12.1313; None for anything else."""
    found = _VIEW.fullmatch(raw)
    if found is None:
        return None
    zoom, lat, lon = map(float, found.groups())
    there = zoom <= NEAREST and math.fabs(lat) <= 90 and math.fabs(lon) <= 180
    return (zoom, lat, lon) if there else None


def narrowed(asked: Asked, *more: str) -> dict[str, str]:
    """Return the part of the address that narrows, and `more` of it."""
    return {key: asked.query[key] for key in (*NARROWING, *more) if key in asked.query}
