"""Klarschiff's open data (CSV, as Rostock publishes it), row by row, in both directions.

In: named values as they stand in a file. Out: a Line in our words, or BadLine with a German sentence. Each of the five
words for a status has one of ours, so that what goes out comes back the same.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from smilecity.collect.contributions.rules import Status

COLUMNS = (
    "latitude", "longitude", "nummer", "typ", "hauptkategorie", "unterkategorie", "status", "statusinformation",
    "unterstuetzungen", "beschreibung", "erstellungsdatum", "letztes_aenderungsdatum", "aktuelle_zustaendigkeit",
)  # fmt: skip
KIND = "Problem"
WORDS = {
    Status.RECEIVED: "offen",
    Status.IN_REVIEW: "(erst-)gesichtet",
    Status.ACCEPTED: "in Bearbeitung",
    Status.DONE: "gelöst",
    Status.DECLINED: "nicht lösbar",
}
_STATUSES = {word: status for status, word in WORDS.items()} | {"gesichtet": Status.IN_REVIEW}
_DELEGATED = re.compile(r"^(?P<office>.*?)\s*\[delegiert an:\s*(?P<to>[^\]]*)\]\s*$", re.DOTALL)
_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})$")
_SUPPORTS_MOST = 10_000_000


class BadLine(Exception):
    """A row that cannot be taken over; the message is a German sentence."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A report of Klarschiff. `category`: its code here. `note`: what the town hall said, `office`: by its name."""

    number: str
    category: str
    lon: float | None
    lat: float | None
    text: str
    status: Status
    note: str
    supports: int
    submitted_at: datetime
    changed_at: datetime
    office: str
    delegated_to: str


def category_key(main: str, sub: str) -> str:
    """Return the name by which a category is found: both levels, whatever the case and the spaces."""
    return " > ".join(" ".join(word.casefold().split()) for word in (main, sub))


def read(row: Mapping[str, object], codes: Mapping[str, str], zone: ZoneInfo) -> Line:
    """Return what a row says. `codes`: of categories by `category_key`. Raises BadLine."""
    said = {name: _text(row.get(name)) for name in COLUMNS}
    if not said["nummer"]:
        raise BadLine("Die Nummer fehlt. An ihr wird die Meldung beim nächsten Einlesen wiedererkannt.")
    if said["typ"] not in {"", KIND}:
        raise BadLine(f"Typ „{said['typ'][:40]}“: Hier werden nur Probleme eingelesen.")
    category = codes.get(category_key(said["hauptkategorie"], said["unterkategorie"]))
    if category is None:
        named = f"{said['hauptkategorie'][:60]} > {said['unterkategorie'][:60]}"
        raise BadLine(f"Die Rubrik „{named}“ gibt es hier nicht. --category ordnet sie einer anderen zu.")
    lon, lat = _point(said["longitude"], said["latitude"])
    office, delegated_to = agency(said["aktuelle_zustaendigkeit"])
    submitted_at = _moment(said["erstellungsdatum"], "erstellungsdatum", zone)
    changed = said["letztes_aenderungsdatum"]
    return Line(
        number=said["nummer"],
        category=category,
        lon=lon,
        lat=lat,
        text=said["beschreibung"],
        status=_status(said["status"]),
        note=said["statusinformation"],
        supports=_supports(said["unterstuetzungen"]),
        submitted_at=submitted_at,
        changed_at=max(submitted_at, _moment(changed, "letztes_aenderungsdatum", zone) if changed else submitted_at),
        office=office,
        delegated_to=delegated_to,
    )


def agency(said: str) -> tuple[str, str]:
    """Return office and third party of „Amt [delegiert an: Firma]“; without a third party the second is empty."""
    found = _DELEGATED.match(said)
    return (found["office"], found["to"].strip()) if found else (said, "")


def agency_of(office: str, delegated_to: str) -> str:
    """Return office and third party as Klarschiff writes them."""
    return f"{office} [delegiert an: {delegated_to}]".strip() if delegated_to else office


def written_day(moment: datetime, zone: ZoneInfo) -> str:
    """Return a day as Klarschiff writes it: 2026/09/04."""
    return moment.astimezone(zone).strftime("%Y/%m/%d")


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _point(lon: str, lat: str) -> tuple[float | None, float | None]:
    if not lon and not lat:
        return None, None
    try:
        point = float(lon.replace(",", ".")), float(lat.replace(",", "."))
    except ValueError:
        raise BadLine(f"„{lon[:20]}“ und „{lat[:20]}“ sind kein Ort.") from None
    if not (abs(point[0]) <= 180 and abs(point[1]) <= 90):
        raise BadLine(f"({lon[:20]}, {lat[:20]}) liegt außerhalb von WGS 84.")
    return point


def _status(said: str) -> Status:
    found = _STATUSES.get(said)
    if found is None:
        raise BadLine(f"Den Status „{said[:40]}“ gibt es nicht. Möglich sind: {', '.join(WORDS.values())}.")
    return found


def _supports(said: str) -> int:
    if not said:
        return 0
    if not (said.isascii() and said.isdigit() and int(said) <= _SUPPORTS_MOST):
        raise BadLine(f"„{said[:20]}“ ist keine Zahl von Unterstützungen.")
    return int(said)


def _moment(said: str, column: str, zone: ZoneInfo) -> datetime:
    day = _DAY.match(said)
    try:
        if day:
            return datetime.combine(date(*map(int, day.groups())), time.min, zone)
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise BadLine(f"{column}: „{said[:40]}“ ist kein Datum. Gelesen wird zum Beispiel 2026/09/04.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
