"""The yearly report on paper: a tagged PDF (PDF/UA-1) that says what the page says, for councils and files.

In: a counted year, the city. Out: the file, and a digest of what is in it: a report is printed again only when its
numbers, names, words or its design have changed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smilecity.city.rules import CityProfile
from smilecity.doors.web import printed, words
from smilecity.doors.web import statistics_screens as screens
from smilecity.doors.web import statistics_times as times
from smilecity.doors.web.statistics_groups import groups_of, names
from smilecity.measure.statistics.queries import Year

_TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class Report:
    """What is to be printed. `digest`: the same as long as nothing but the day has changed."""

    data: Mapping[str, object]
    digest: str

    def draw(self) -> bytes:
        """Return it as PDF."""
        return printed.compiled(_TEMPLATE, self.data)


def written(year: Year, city: CityProfile, language: str, at: datetime) -> Report:
    """Return the report of a year in a language, as of a moment. 3 SQL."""
    with translation.override(language):
        data = _data(year, city, language, at)
        dated = _dated(year, at)
    digest = hashlib.sha256(printed.source(_TEMPLATE) + json.dumps(data, default=str, sort_keys=True).encode())
    return Report(data | dated, digest.hexdigest())


def _dated(year: Year, at: datetime) -> dict[str, object]:
    """Return what changes from day to day without anything having changed."""
    day = timezone.localdate(at)
    return {"day": [day.year, day.month, day.day], "counted": screens.counted(year)}


def _data(year: Year, city: CityProfile, language: str, at: datetime) -> dict[str, object]:
    shown: dict[str, Any] = screens.values(year, groups_of(year, names(year.kind)), at)
    url = settings.BASE_URL + reverse(f"web:{year.kind}_statistics_year", args=[year.year])
    return {
        "language": language[:2],
        "accent": city.accent,
        "city": city.official_name or city.name,
        "title": f"{screens.title(year.kind)} {year.year}",
        "finding": shown["finding"],
        "warning": shown["unfinished"],
        "facts": _facts(year, url, at),
        "words": _words(),
        "states": _barred(shown["states"]),
        "months": shown["months"],
        "categories": _table(shown["categories"]),
        "times": shown["times"],
        "by_category": _timed(shown["by_category"]),
        "by_office": _timed(shown["by_office"]),
        "where": {
            **{name: shown["where"][name] for name in ("sentence", "head", "rows")},
            "map": printed.map_of(shown["where"]["map"], city.accent),
        },
        "method": shown["method"],
        "url": url,
        **printed.imprint(city),
    }


def _facts(year: Year, url: str, at: datetime) -> list[tuple[str, str]]:
    total = year.figures.total
    ends = _("noch nicht zu Ende") if screens.is_unfinished(year, at) else _("abgeschlossen")
    return [
        (_("Jahr"), f"{year.year} ({ends})"),
        (_("Eingegangen"), words.number(total.number)),
        (_("Datum eingehalten"), times.kept_text(total) if total.promised else "–"),
        (_("Im Internet"), url),
    ]


def _barred(part: Mapping[str, Any]) -> dict[str, Any]:
    return {"head": part["head"], "rows": printed.lines(part["rows"], part["bars"])}


def _table(part: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: part[name] for name in ("title", "head", "rows")} if part else None


def _timed(part: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return how long groups took: bars to the first answer, half and nine out of ten, and a table of everything."""
    if part is None:
        return None
    rows = printed.lines([(bar.label, bar.share_text) for bar in part["bars"]], part["bars"])
    head = [part["head"][0], _("Erste Antwort: Hälfte · neun von zehn")]
    return {**{name: part[name] for name in ("title", "few", "head", "rows")}, "bars": rows, "bars_head": head}


def _words() -> dict[str, str]:
    return {
        "kicker": _("Jahresbericht"),
        "contents": _("Inhalt"),
        "how_many": _("Wie viele?"),
        "states": _("Was daraus wurde"),
        "months": _("Nach Monaten"),
        "how_long": _("Wie lange?"),
        "where": _("Wo?"),
        "method": _("So haben wir gezählt"),
        "contact": _("Kontakt und Lizenz"),
        "page": _("Seite {number} von {all}"),
    }
