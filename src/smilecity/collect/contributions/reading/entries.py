"""What a row of another platform means here. In: named values in the usual spellings. Out: a checked entry, or why not.

No names, addresses or accounts are taken over: what somebody said comes along, who it was does not.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.rules import Kind
from smilecity.ground import geo
from smilecity.ground.refusals import Refused
from smilecity.ground.text import LANGUAGES

TITLE_MOST = 300
# Longer than what is written here: what was said elsewhere is not cut.
TEXT_MOST = 50_000
_MOST_SUPPORTS = 10_000_000

# Which of our fields a column is, by what it is called elsewhere; the first that is there counts.
COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": ("source_id", "id", "nummer", "number", "reference", "url"),
    "title": ("title", "titel", "name", "betreff", "überschrift", "headline"),
    "text": ("text", "body", "beschreibung", "description", "inhalt"),
    "submitted_at": ("submitted_at", "created", "created_at", "date", "datum", "erstellt", "published_at"),
    "lon": ("lon", "lng", "long", "longitude", "länge", "laenge"),
    "lat": ("lat", "latitude", "breite"),
    "place": ("place", "ort", "adresse", "address", "location"),
    "themes": ("themes", "themen", "theme", "thema", "topics", "category", "kategorie"),
    "supports": ("supports", "votes", "stimmen", "unterstützungen", "unterstuetzungen"),
    "category": ("feeling", "gefühl", "gefuehl", "art", "category", "kategorie"),
    "language": ("language", "sprache"),
}
_SEPARATORS = re.compile(r"[;|]")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2}))?$")
_TRUE = frozenset({"1", "1.0", "true", "ja", "yes", "x", "wahr"})


@dataclass(frozen=True)
class Entry:
    """A checked row. `submitted_at` None: the file does not say. `lon`, `lat`: degrees (WGS 84)."""

    row: int
    source_id: str
    title: str
    text: str
    theme_ids: tuple[int, ...]
    category: str
    lon: float | None
    lat: float | None
    place: str
    submitted_at: datetime | None
    supports: int
    language: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row, as a German sentence."""

    row: int
    sentence: str


class _Bad(Exception):
    """A value that cannot be taken over; the message is a German sentence."""


@dataclass(frozen=True)
class Reader:
    """Knows how rows are to be read.

    `themes`: ids by name, slug and German key; `renamed`: our field -> the file's column; `theme_prefix`: columns
    that begin so hold 1 or 0 and are a theme each; `kind`: what the rows become, and so what they need.
    """

    themes: Mapping[str, int]
    zone: ZoneInfo
    at: datetime
    renamed: Mapping[str, str] = field(default_factory=dict)
    theme_prefix: str = ""
    kind: Kind = Kind.IDEA

    def entry(self, number: int, row: Mapping[str, Any]) -> Entry | Problem:
        """Return the entry of a row, or what is wrong with it."""
        named = {_key(name): value for name, value in row.items()}
        try:
            return self._entry(number, named)
        except (_Bad, geo.BadGeometry) as bad:
            return Problem(number, str(bad))
        except Refused as refused:
            return Problem(number, str(refused))

    def _entry(self, number: int, row: Mapping[str, Any]) -> Entry:
        title = rules.clean_line(self._text(row, "title"), TITLE_MOST)
        if not title:
            raise _Bad("Der Titel fehlt.")
        source_id = self._text(row, "source_id").strip()
        if not source_id:
            raise _Bad("Die Kennung fehlt. An ihr wird der Beitrag beim nächsten Einlesen wiedererkannt.")
        if len(source_id) > 200:
            raise _Bad("Die Kennung ist länger als 200 Zeichen.")
        lon, lat = self._point(row)
        place = rules.clean_line(self._text(row, "place"), rules.PLACE_MOST)
        if self.kind is Kind.PLACE and lon is None and not rules.has_words(place):
            raise _Bad("Der Ort fehlt. Nötig sind Länge und Breite oder Worte, wo er liegt.")
        return Entry(
            row=number,
            source_id=source_id,
            title=title,
            text=rules.clean_text(self._text(row, "text"), TEXT_MOST),
            theme_ids=self._themes(row),
            category=self._category(row),
            lon=lon,
            lat=lat,
            place=place,
            submitted_at=self._moment(row),
            supports=self._supports(row),
            language=self._language(row),
        )

    def _value(self, row: Mapping[str, Any], name: str) -> Any:
        columns = (self.renamed[name],) if name in self.renamed else COLUMNS[name]
        return next((row[_key(column)] for column in columns if row.get(_key(column)) not in (None, "")), None)

    def _text(self, row: Mapping[str, Any], name: str) -> str:
        value = self._value(row, name)
        if value is None or isinstance(value, dict | list | bool):
            return ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    def _point(self, row: Mapping[str, Any]) -> tuple[float | None, float | None]:
        if row.get("geometry"):
            # A line or an area has a point that lies on it.
            point = geo.parse_geometry(row["geometry"]).representative_point()
            return point.x, point.y
        lon, lat = self._number(row, "lon"), self._number(row, "lat")
        if (lon is None) != (lat is None):
            raise _Bad("Vom Ort ist nur eine Koordinate da.")
        if lon is None or lat is None:
            return None, None
        if abs(lon) > 180 or abs(lat) > 90:
            raise _Bad(f"Die Koordinate ({lon}, {lat}) liegt außerhalb von WGS 84. Bitte als Grad speichern.")
        return lon, lat

    def _number(self, row: Mapping[str, Any], name: str) -> float | None:
        text = self._text(row, name).strip()
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            raise _Bad(f"„{text[:40]}“ ist keine Zahl ({name}).") from None
        if not math.isfinite(number):
            raise _Bad(f"„{text[:40]}“ ist keine Zahl ({name}).")
        return number

    def _supports(self, row: Mapping[str, Any]) -> int:
        number = self._number(row, "supports") or 0
        if number != int(number) or not 0 <= number <= _MOST_SUPPORTS:
            raise _Bad(f"„{number:g}“ ist keine Anzahl von Unterstützungen.")
        return int(number)

    def _themes(self, row: Mapping[str, Any]) -> tuple[int, ...]:
        if self.theme_prefix:
            prefix = _key(self.theme_prefix)
            names = [
                name.removeprefix(prefix)
                for name, value in row.items()
                if name.startswith(prefix) and str(value).strip().casefold() in _TRUE
            ]
        else:
            value = self._value(row, "themes")
            names = [str(name) for name in value] if isinstance(value, list) else _SEPARATORS.split(str(value or ""))
        # In a column that is called category, feelings stand as well as themes.
        wanted = (name for name in names if name.strip() and not rules.category_of(self.kind, name))
        return tuple(sorted({self._theme(name) for name in wanted}))

    def _theme(self, name: str) -> int:
        found = self.themes.get(theme_key(name))
        if found is None:
            raise _Bad(f"Das Thema „{name.strip()[:60]}“ gibt es in dieser Stadt nicht.")
        return found

    def _category(self, row: Mapping[str, Any]) -> str:
        known = rules.CATEGORIES[self.kind]
        if not known:
            return ""
        said = self._text(row, "category").strip()
        found = rules.category_of(self.kind, said)
        if not found:
            wrong = f"Das Gefühl „{said[:40]}“ gibt es hier nicht." if said else "Das Gefühl fehlt."
            possible = ", ".join(f"{name} ({word})" for name, word in known.items())
            raise _Bad(f"{wrong} Möglich sind: {possible}.")
        return found

    def _moment(self, row: Mapping[str, Any]) -> datetime | None:
        text = self._text(row, "submitted_at").strip()
        if not text:
            return None
        moment = _parsed(text)
        if moment is None:
            raise _Bad(
                f"„{text[:40]}“ ist kein Datum. Gelesen werden 2026-03-02, 2026-03-02T14:30:00+01:00, 02.03.2026."
            )
        moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        if moment > self.at:
            raise _Bad(f"„{text[:40]}“ liegt in der Zukunft.")
        return moment

    def _language(self, row: Mapping[str, Any]) -> str:
        language = self._text(row, "language").strip() or "de"
        if language not in LANGUAGES:
            raise _Bad(f"Die Sprache „{language[:20]}“ gibt es hier nicht. Möglich sind: {', '.join(LANGUAGES)}.")
        return language


def _key(name: object) -> str:
    return unicodedata.normalize("NFC", str(name)).strip().casefold()


def theme_key(name: str) -> str:
    """Return the key by which a theme is found, by its name or its slug: small letters and digits only."""
    return "".join(c for c in _key(name) if c.isalnum())


def _parsed(text: str) -> datetime | None:
    german = _GERMAN_DAY.match(text)
    try:
        if german:
            day, month, year, hour, minute = (int(part or 0) for part in german.groups())
            return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the zone is the city's, added by the caller
        return datetime.fromisoformat(text)
    except ValueError:
        return None
