"""Measured values in words: numbers, units, ages, quality, licences. In: what was sent. Out: text for templates."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smilecity.doors.web import words
from smilecity.sense.things.queries.rows import Reading, Unit
from smilecity.sense.things.rules import quantities
from smilecity.sense.things.rules.pace import Pace
from smilecity.sense.things.rules.words import DOUBTFUL, Quality

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
# More digits than this say nothing to anybody.
DIGITS_MOST = 6
_LARGE, _SMALL = 1e15, 1e-6
_TEXT_MOST = 80
# Older than this nothing is said to be so now, even where values come seldom.
_JUST_NOW, _THIS_MOMENT = timedelta(hours=2), timedelta(minutes=1)

PACE_LABELS = {
    Pace.FRESH: gettext_lazy("aktuell"),
    Pace.STALE: gettext_lazy("veraltet"),
    Pace.MISSING: gettext_lazy("noch kein Wert"),
    Pace.FUTURE: gettext_lazy("Zeit in der Zukunft"),
}
# How each state looks (components/status.html).
PACE_KINDS = {Pace.FRESH: "done", Pace.STALE: "stale", Pace.MISSING: "info", Pace.FUTURE: "soon"}
QUALITY_LABELS = {
    Quality.UNCHECKED: gettext_lazy("ungeprüft"),
    Quality.GOOD: gettext_lazy("gut"),
    Quality.PROBABLY_GOOD: gettext_lazy("wahrscheinlich gut"),
    Quality.PROBABLY_BAD: gettext_lazy("wahrscheinlich falsch"),
    Quality.BAD: gettext_lazy("falsch"),
    Quality.CHANGED: gettext_lazy("berichtigt"),
    Quality.NOMINAL: gettext_lazy("Nennwert"),
    Quality.INTERPOLATED: gettext_lazy("aus Nachbarwerten berechnet"),
    Quality.MISSING: gettext_lazy("Wert fehlt"),
}
QUALITY_MEANINGS = {
    Quality.UNCHECKED: gettext_lazy("Der Wert kommt so vom Gerät. Niemand hat ihn geprüft."),
    Quality.GOOD: gettext_lazy("Der Wert ist geprüft und stimmt."),
    Quality.PROBABLY_GOOD: gettext_lazy("Der Wert passt zu seinen Nachbarn."),
    Quality.PROBABLY_BAD: gettext_lazy("Der Wert passt nicht zu seinen Nachbarn. In Mitteln zählt er nicht."),
    Quality.BAD: gettext_lazy("Der Wert ist geprüft und stimmt nicht. In Mitteln zählt er nicht."),
    Quality.CHANGED: gettext_lazy("Der Wert wurde nach einer Prüfung berichtigt."),
    Quality.NOMINAL: gettext_lazy("Der Wert ist eine Vorgabe, keine Messung."),
    Quality.INTERPOLATED: gettext_lazy("Hier fehlte ein Wert. Er ist aus seinen Nachbarn berechnet."),
    Quality.MISSING: gettext_lazy("Das Gerät hat gemeldet, dass es keinen Wert hat."),
}


# --- numbers and units -----------------------------------------------------------------------------------------------


def digits_of(value: float) -> int:
    """Return how many decimal places a number was sent with, at most DIGITS_MOST."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return min(max(-exponent, 0), DIGITS_MOST) if isinstance(exponent, int) else 0


def number(value: float, digits: int | None = None) -> str:
    """Return a number in the reader's language: 0,42. `digits`: decimal places; None: those it was sent with."""
    size = abs(value)
    if not math.isfinite(value):
        return _("keine Zahl")
    if size >= _LARGE or 0 < size < _SMALL:
        return number_format(f"{value:.2e}", use_l10n=True).replace("-", MINUS)
    places = digits_of(value) if digits is None else digits
    rounded = Decimal(f"{value:.{places}f}")
    # What is rounded to nothing has no sign.
    said = number_format(rounded or abs(rounded), decimal_pos=places, use_l10n=True, force_grouping=True)
    return said.replace("-", MINUS)


def symbol(unit: Unit) -> str:
    """Return what stands behind a number; empty for counts."""
    return quantities.sign(unit.symbol)


def with_unit(said: str, unit: Unit) -> str:
    """Return a number with its unit, which no line break parts."""
    sign = symbol(unit)
    return said + ("" if sign in {"", "°"} else NBSP) + sign


def value(result: Any, units: Sequence[Unit], digits: int | None = None) -> str:
    """Return a result in words. Single: 0,42 m. Multi: each part with its unit."""
    if isinstance(result, list) and len(units) > 1:
        return "; ".join(part(one, unit, digits) for one, unit in zip(result, units, strict=False))
    return part(result, units[0] if units else Unit("", ""), digits)


def part(result: Any, unit: Unit, digits: int | None = None) -> str:
    """Return one result in words."""
    if result is None:
        return _("kein Wert")
    if isinstance(result, bool):
        return _("ja") if result else _("nein")
    if isinstance(result, int | float):
        return with_unit(number(result, digits), unit)
    return _shortened(result if isinstance(result, str) else json.dumps(result, ensure_ascii=False))


def _shortened(text: str) -> str:
    return text if len(text) <= _TEXT_MOST else f"{text[: _TEXT_MOST - 1].rstrip()}…"


# --- times -----------------------------------------------------------------------------------------------------------


def ago(then: datetime, at: datetime) -> str:
    """Return how long ago something was: vor 12 Minuten; after two months its day."""
    past = at - then
    if past < _THIS_MOMENT:
        return _("gerade eben")
    if past < timedelta(hours=2):
        minutes = past // timedelta(minutes=1)
        return ngettext("vor {n} Minute", "vor {n} Minuten", minutes).format(n=minutes)
    if past < timedelta(days=2):
        hours = past // timedelta(hours=1)
        return ngettext("vor {n} Stunde", "vor {n} Stunden", hours).format(n=hours)
    if past < timedelta(days=60):
        return ngettext("vor {n} Tag", "vor {n} Tagen", past.days).format(n=past.days)
    return _("am {day}").format(day=words.day(then))


def gap(apart: timedelta) -> str:
    """Return how often values come, roughly: alle 10 Minuten."""
    seconds = max(round(apart / timedelta(seconds=1)), 1)
    if seconds < 50:
        return ngettext("jede Sekunde", "alle {n} Sekunden", seconds).format(n=seconds)
    minutes = max(round(seconds / 60), 1)
    if minutes < 90 and minutes != 60:
        return ngettext("jede Minute", "alle {n} Minuten", minutes).format(n=minutes)
    hours = round(minutes / 60)
    if hours < 36 and hours != 24:
        return ngettext("jede Stunde", "alle {n} Stunden", hours).format(n=hours)
    days = max(round(hours / 24), 1)
    return ngettext("jeden Tag", "alle {n} Tage", days).format(n=words.number(days))


def moment(instant: datetime) -> str:
    """Return day and time in the city's zone, short enough for a table: 3. Oktober 2026, 14:00."""
    return _("{day}, {time}").format(day=words.day(instant), time=f"{timezone.localtime(instant):%H:%M}")


def times(reading: Reading) -> str:
    """Return when a value was measured; of a time with an end both."""
    if reading.until is None or reading.until == reading.at:
        return moment(reading.at)
    return _("{start} bis {end}").format(start=moment(reading.at), end=moment(reading.until))


# --- the finding -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """What a series says now: the value, how old it is, whether that is to be trusted, and all of it as a sentence."""

    value: str
    age: str
    state: Pace
    label: str
    kind: str
    sentence: str
    note: str = ""


def finding(latest: Reading | None, units: Sequence[Unit], state: Pace, at: datetime) -> Finding:
    """Return the latest value as a finding. `state`: see rules.pace."""
    label, kind = str(PACE_LABELS[state]), PACE_KINDS[state]
    if latest is None:
        return Finding("", "", Pace.MISSING, label, kind, _("Hier kam noch kein Wert an."))
    said, age = value(latest.result, units), ago(latest.at, at)
    note = _note(latest)
    if is_gap(latest):
        sentence = _("Zuletzt kam kein gültiger Wert ({ago}).").format(ago=age)
    elif state is Pace.FUTURE:
        age = _("für {moment}").format(moment=times(latest))
        sentence = _("{value} – {age}. Dieser Zeitpunkt liegt in der Zukunft.").format(value=said, age=age)
    elif state is Pace.STALE:
        sentence = _("Zuletzt {value} – {ago} gemessen. Seitdem kam nichts Neues.").format(value=said, ago=age)
    elif at - latest.at >= _JUST_NOW:
        sentence = _("Zuletzt {value} – {ago} gemessen.").format(value=said, ago=age)
    elif at - latest.at < _THIS_MOMENT:
        sentence = _("Gerade eben gemessen: {value}").format(value=said)
    else:
        sentence = _("Gerade {value} – {ago} gemessen").format(value=said, ago=age)
    return Finding(said, age, state, label, kind, sentence, note)


def is_gap(latest: Reading) -> bool:
    """Say whether the device reported that it has no value."""
    return latest.result is None or latest.quality == Quality.MISSING


def _note(latest: Reading) -> str:
    if latest.quality in DOUBTFUL and latest.quality != Quality.MISSING:
        return _("Dieser Wert ist als zweifelhaft gekennzeichnet.")
    return ""


def quality(flag: int | None) -> str:
    """Return a quality flag in words; empty for none or one that is unknown."""
    try:
        return str(QUALITY_LABELS[Quality(flag)]) if flag is not None else ""
    except (ValueError, KeyError):
        return ""


# --- where it comes from ---------------------------------------------------------------------------------------------

# Short names and addresses by which licences are known, with the name people read.
_LICENCES = (
    (
        r"dl-?de[/-](?:by|namensnennung)",
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
    ),
    (
        r"dl-?de[/-]zero",
        "Datenlizenz Deutschland – Zero – Version 2.0",
        "https://www.govdata.de/dl-de/zero-2-0",
    ),
    (r"cc-?0|publicdomain/zero", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    (
        r"(?:cc[- ]by|licenses/by)[-/ ]?4\.0",
        "Creative Commons Namensnennung 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    (
        r"(?:cc[- ]by|licenses/by)-sa[-/ ]?4\.0",
        "Creative Commons Namensnennung, gleiche Bedingungen 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
)


@dataclass(frozen=True)
class Named:
    """A text that may lead somewhere; `url` is empty where it does not."""

    text: str
    url: str


def licence(said: str) -> Named:
    """Return a licence by its full name with its address; one that is unknown as it was written."""
    said = said.strip()
    for pattern, name, url in _LICENCES:
        if re.search(pattern, said, re.IGNORECASE):
            return Named(name, url)
    return linked(said)


def linked(said: str) -> Named:
    """Return a text with the address it is; only pages and mail addresses become links."""
    said = said.strip()
    if re.fullmatch(r"https?://[^\s\"'<>]+", said):
        return Named(said, said)
    if re.fullmatch(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+", said):
        return Named(said, f"mailto:{said}")
    return Named(said, "")
