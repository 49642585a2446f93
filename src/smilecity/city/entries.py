"""From raw JSON to checked entries: profile, themes, offices.

In: what `reading` found. Out: frozen entries ready to be stored, or BadFile with a sentence for every bad one.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smilecity.city import colours
from smilecity.city.problems import Problems, is_printable, refuse_twice
from smilecity.city.rules import DEFAULT_ACCENT, LAND_BY_KEY, CityProfile, slug
from smilecity.ground import geo
from smilecity.ground.text import LANGUAGES

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9][0-9 /()–-]{2,}")


@dataclass(frozen=True)
class ThemeEntry:
    """A field of action. Themes overlap: a contribution may have several."""

    slug: str
    name: dict[str, str]
    description: dict[str, str]
    position: int


@dataclass(frozen=True)
class OfficeMore:
    """What residents are told beside; None: the file does not say."""

    everyday: dict[str, list[str]] | None = None
    opening: dict[str, str] | None = None
    accessibility: dict[str, str] | None = None
    serves: list[str] | None = None


@dataclass(frozen=True)
class OfficeEntry:
    """A part of the town hall that answers."""

    slug: str
    name: dict[str, str]
    responsibilities: dict[str, str]
    email: str
    phone: str
    address: str
    keywords: list[str]
    more: OfficeMore = field(default_factory=OfficeMore)


class _Fields:
    """The fields of one JSON object. Each reading returns a usable value and notes what is wrong."""

    def __init__(self, data: Mapping[str, object], row: int, problems: Problems, known: Iterable[str]) -> None:
        self._data, self._row, self._problems = data, row, problems
        known = tuple(known)
        for key in data.keys() - set(known):
            near = difflib.get_close_matches(key, known, n=1)
            self.wrong(key, "Dieses Feld gibt es nicht." + (f" Meinten Sie „{near[0]}“?" if near else ""))

    def wrong(self, key: str, sentence: str) -> None:
        """Note that a field is wrong."""
        self._problems.add(self._row, key, sentence)

    def text(self, key: str, *, most: int = 200, required: bool = False) -> str:
        """Return a text without blanks around it."""
        return self._text(key, self._data.get(key), most=most, required=required)

    def form(self, key: str, is_right: Callable[[str], object], expected: str) -> str:
        """Return a text that is empty or of a certain form."""
        text = self.text(key)
        if text and not is_right(text):
            self.wrong(key, f"„{text}“ passt nicht. Erwartet wird {expected}.")
            return ""
        return text

    def texts(self, key: str, *, most: int = 500, required: bool = False) -> dict[str, str]:
        """Return a text in several languages; a plain text is German."""
        value = self._data.get(key)
        value = value if isinstance(value, dict) else {"de": value}
        for language in value.keys() - set(LANGUAGES):
            self.wrong(key, f"Die Sprache „{language}“ kennt die Website nicht; möglich sind {', '.join(LANGUAGES)}.")
        found = {
            language: self._text(key, value.get(language), most=most, required=required and language == "de")
            for language in LANGUAGES
        }
        found = {language: text for language, text in found.items() if text}
        if found and "de" not in found and not required:
            self.wrong(key, "Der deutsche Text fehlt.")
        return found

    def has(self, key: str) -> bool:
        """Say whether the object says anything of this field."""
        return key in self._data

    def words_by_language(self, key: str) -> dict[str, list[str]]:
        """Return lists of words in several languages; a plain list is German."""
        value = self._data.get(key)
        value = value if isinstance(value, dict) else {"de": value}
        for language in value.keys() - set(LANGUAGES):
            self.wrong(key, f"Die Sprache „{language}“ kennt die Website nicht; möglich sind {', '.join(LANGUAGES)}.")
        found = {language: self._words(key, value.get(language)) for language in LANGUAGES}
        return {language: words for language, words in found.items() if words}

    def words(self, key: str) -> list[str]:
        """Return a list of words."""
        return self._words(key, self._data.get(key))

    def _words(self, key: str, value: object) -> list[str]:
        value = value or []
        if not isinstance(value, list):
            self.wrong(key, "Erwartet wird eine Liste von Wörtern.")
            return []
        return [word for word in (self._text(key, one, most=60) for one in value) if word]

    def _text(self, key: str, value: object, *, most: int, required: bool = False) -> str:
        if value is not None and not isinstance(value, str):
            self.wrong(key, "Erwartet wird ein Text.")
            return ""
        text = (value or "").strip()
        if required and not text:
            self.wrong(key, "Die Angabe fehlt.")
        elif len(text) > most:
            self.wrong(key, f"Der Text ist mit {len(text)} Zeichen zu lang; möglich sind {most}.")
        elif not is_printable(text):
            self.wrong(key, "Der Text enthält unsichtbare Steuerzeichen.")
        else:
            return text
        return ""


# --- profile -------------------------------------------------------------------------------------------------------

_LEGAL_TEXTS = (
    "legal_form",
    "represented_by",
    "vat_id",
    "content_responsible",
    "municipal_supervision",
    "responsible",
    "data_protection_officer",
    "supervisory_authority",
    "accessibility_contact",
    "enforcement_body",
    "accessibility_limits",
    "without_mail",
)
_PROFILE_FIELDS = (
    *("name", "official_name", "claim", "ags", "land", "email", "phone", "street", "postal_code", "town"),
    *("accent", "accent_dark", "bbox", "accessibility_stated_on", *_LEGAL_TEXTS),
)


def profile(data: Mapping[str, object]) -> CityProfile:
    """Return the checked profile of a city. Raises BadFile."""
    problems = Problems("Feld")
    fields = _Fields(data, 0, problems, _PROFILE_FIELDS)
    name = fields.text("name", most=100, required=True)
    ags = fields.form("ags", re.compile("[0-9]{5}|[0-9]{8}").fullmatch, "ein Gemeindeschlüssel mit 5 oder 8 Ziffern")
    accent, accent_dark = _accents(fields)
    box = _box(data.get("bbox"), fields)
    legal: dict[str, Any] = {key: fields.text(key, most=2000) for key in _LEGAL_TEXTS}
    checked = CityProfile(
        name=name,
        official_name=fields.text("official_name") or name,
        claim=fields.texts("claim", most=200),
        ags=ags,
        land=_land(fields, ags),
        email=fields.form("email", _EMAIL.fullmatch, "eine E-Mail-Adresse wie stadt@beispiel.de"),
        phone=fields.form("phone", _PHONE.fullmatch, "eine Telefonnummer aus Ziffern"),
        street=fields.text("street"),
        postal_code=fields.form("postal_code", re.compile("[0-9]{5}").fullmatch, "eine Postleitzahl mit 5 Ziffern"),
        town=fields.text("town"),
        accent=accent,
        accent_dark=accent_dark,
        **(box._asdict() if box else {}),
        accessibility_stated_on=fields.form("accessibility_stated_on", _is_day, "ein Tag wie 2026-12-31"),
        **legal,
    )
    problems.refuse()
    return checked


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _land(fields: _Fields, ags: str) -> str:
    told = LAND_BY_KEY.get(ags[:2], "")
    if ags and not told:
        fields.wrong("ags", f"Mit „{ags[:2]}“ beginnt kein Gemeindeschlüssel.")
    land = fields.form("land", set(LAND_BY_KEY.values()).__contains__, "ein Kürzel wie MV oder SH")
    if land and told and land != told:
        fields.wrong("land", f"Der Gemeindeschlüssel {ags} gehört zum Land {told}, nicht zu {land}.")
    return land or told


def _accents(fields: _Fields) -> tuple[str, str]:
    """Return the accents on light and on dark ground; a dark one that is not given is computed."""
    accent = fields.form("accent", colours.is_colour, "eine Farbe wie #00566b") or DEFAULT_ACCENT
    dark = fields.form("accent_dark", colours.is_colour, "eine Farbe wie #8ad3e2")
    _refuse_unreadable(fields, "accent", accent, colours.LIGHT_GROUND, "weißem")
    if dark:
        _refuse_unreadable(fields, "accent_dark", dark, colours.DARK_GROUND, "dunklem")
    return accent, dark or colours.readable(accent, colours.DARK_GROUND)


def _refuse_unreadable(fields: _Fields, key: str, colour: str, ground: str, ground_name: str) -> None:
    ratio = colours.contrast_on(ground, colour)
    if ratio < colours.READABLE:
        fields.wrong(
            key,
            f"Die Farbe {colour} ist auf {ground_name} Grund schlecht zu lesen (Kontrast {_german(ratio)}, nötig "
            f"{_german(colours.READABLE)}). Gut lesbar wäre {colours.readable(colour, ground)}.",
        )


def _german(number: float) -> str:
    return f"{int(number * 10) / 10:.1f}".replace(".", ",")


def _box(value: object, fields: _Fields) -> geo.Box | None:
    if value is None:
        return None
    try:
        west, south, east, north = value if isinstance(value, list) else []
        corners = geo.parse_geometry({"type": "MultiPoint", "coordinates": [[west, south], [east, north]]})
    except ValueError:
        fields.wrong("bbox", "Erwartet werden vier Zahlen in Grad: West, Süd, Ost, Nord.")
        return None
    box = geo.bbox(corners)
    if box != (west, south, east, north) or box.west == box.east or box.south == box.north:
        fields.wrong("bbox", "Die Reihenfolge ist West, Süd, Ost, Nord; West ist kleiner als Ost, Süd als Nord.")
    return box


# --- themes and offices --------------------------------------------------------------------------------------------


def themes(data: Sequence[object]) -> list[ThemeEntry]:
    """Return the checked themes in their order. Raises BadFile."""
    problems = Problems("Eintrag")
    checked = {}
    for row, fields in _objects(data, problems, ("slug", "name", "description")):
        name = fields.texts("name", most=100, required=True)
        checked[row] = ThemeEntry(_slug(fields, name), name, fields.texts("description"), row)
    refuse_twice(((row, "slug", entry.slug) for row, entry in checked.items()), problems)
    problems.refuse()
    return list(checked.values())


def offices(data: Sequence[object]) -> list[OfficeEntry]:
    """Return the checked offices. Raises BadFile."""
    problems = Problems("Eintrag")
    checked = {}
    known = ("slug", "name", "responsibilities", "email", "phone", "address", "keywords", *_MORE)
    for row, fields in _objects(data, problems, known):
        name = fields.texts("name", most=100, required=True)
        checked[row] = OfficeEntry(
            slug=_slug(fields, name),
            name=name,
            responsibilities=fields.texts("responsibilities", most=2000),
            email=fields.form("email", _EMAIL.fullmatch, "eine E-Mail-Adresse wie bauamt@beispiel.de"),
            phone=fields.form("phone", _PHONE.fullmatch, "eine Telefonnummer aus Ziffern"),
            address=fields.text("address", most=500),
            keywords=fields.words("keywords"),
            more=_more(fields),
        )
    refuse_twice(((row, "slug", entry.slug) for row, entry in checked.items()), problems)
    problems.refuse()
    return list(checked.values())


_MORE = ("everyday", "opening", "accessibility", "serves")


def _more(fields: _Fields) -> OfficeMore:
    return OfficeMore(
        everyday=fields.words_by_language("everyday") if fields.has("everyday") else None,
        opening=fields.texts("opening", most=2000) if fields.has("opening") else None,
        accessibility=fields.texts("accessibility", most=2000) if fields.has("accessibility") else None,
        serves=fields.words("serves") if fields.has("serves") else None,
    )


def _objects(data: Sequence[object], problems: Problems, known: Iterable[str]) -> Iterable[tuple[int, _Fields]]:
    if not data:
        problems.add(0, "", "Die Liste ist leer.")
    for row, item in enumerate(data, 1):
        if isinstance(item, dict):
            yield row, _Fields(item, row, problems, known)
        else:
            problems.add(row, "", "Erwartet wird ein Objekt mit Feldern.")


def _slug(fields: _Fields, name: Mapping[str, str]) -> str:
    made = slug(name.get("de", ""))[:60].strip("-")
    given = fields.form(
        "slug", lambda text: slug(text) == text and len(text) <= 60, "ein Kürzel wie verkehr-mobilitaet"
    )
    if name.get("de") and not (given or made):
        fields.wrong("name", "Der Name enthält keinen Buchstaben und keine Ziffer.")
    return given or made
