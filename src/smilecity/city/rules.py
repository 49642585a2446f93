"""What a city is to the program: age groups and sexes as statistics and surveys know them, and its profile.

In: plain values. Out: values, or a refusal with a German sentence.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import inf

from smilecity.ground.text import Texts, pick

# --- sex -----------------------------------------------------------------------------------------------------------


class Sex(StrEnum):
    """Sexes as surveys ask for them. Population statistics in Germany know the first two only."""

    FEMALE = "female"
    MALE = "male"
    DIVERSE = "diverse"

    def label(self, language: str = "de") -> str:
        """Return the word for it in a language of the site."""
        return pick(_SEX_LABELS[self], language)


POPULATION_SEXES = (Sex.FEMALE, Sex.MALE)

_SEX_LABELS: dict[Sex, Texts] = {
    Sex.FEMALE: {"de": "weiblich", "en": "female", "de-simple": "Frau"},
    Sex.MALE: {"de": "männlich", "en": "male", "de-simple": "Mann"},
    Sex.DIVERSE: {"de": "divers", "en": "diverse", "de-simple": "divers"},
}
_SEX_WORDS = {
    Sex.FEMALE: ("weiblich", "w", "frau", "frauen", "female", "f", "women"),
    Sex.MALE: ("männlich", "maennlich", "m", "mann", "männer", "male", "men"),
    Sex.DIVERSE: ("divers", "d", "diverse"),
}
_SEX_BY_WORD = {word: sex for sex, words in _SEX_WORDS.items() for word in words}


class UnknownSex(ValueError):
    """A word that names no sex."""


def parse_sex(text: str) -> Sex:
    """Return the sex a German or English word names. Raises UnknownSex."""
    sex = _SEX_BY_WORD.get(text.strip().casefold())
    if sex is None:
        raise UnknownSex(f"„{text}“ ist kein Geschlecht. Erwartet wird „weiblich“ oder „männlich“.")
    return sex


# --- age -----------------------------------------------------------------------------------------------------------

OLDEST = 150


class UnknownAgeGroup(ValueError):
    """Words or bounds that make no age group."""


@dataclass(frozen=True)
class AgeGroup:
    """Ages from `lower` to below `upper` in completed years; `upper` None: no end. Raises UnknownAgeGroup."""

    lower: int
    upper: int | None

    def __post_init__(self) -> None:
        upper = OLDEST + 1 if self.upper is None else self.upper
        if not 0 <= self.lower < upper <= OLDEST + 1:
            raise UnknownAgeGroup(f"Ein Alter von {self.lower} bis unter {upper} Jahre gibt es nicht.")

    @property
    def end(self) -> float:
        """The first age beyond the group, infinite where it has no end."""
        return inf if self.upper is None else self.upper

    @property
    def code(self) -> str:
        """The group in one word, both ages included: "18-24", "20" or "75+"."""
        if self.upper is None:
            return f"{self.lower}+"
        last = self.upper - 1
        return str(last) if last == self.lower else f"{self.lower}-{last}"

    def label(self, language: str = "de") -> str:
        """Return the group in words, both ages included, in a language of the site."""
        words = _AGE_WORDS.get(language, _AGE_WORDS["de"])
        if self.upper is None:
            return (words.older if self.lower else words.any).format(self.lower)
        if self.lower == 0:
            return words.younger.format(self.upper)
        last = self.upper - 1
        return (words.one if last == self.lower else words.between).format(self.lower, last)

    def contains(self, other: "AgeGroup") -> bool:
        """Say whether every age of the other group belongs to this one."""
        return self.lower <= other.lower and other.end <= self.end

    def overlaps(self, other: "AgeGroup") -> bool:
        """Say whether some age belongs to both groups."""
        return self.lower < other.end and other.lower < self.end


ANY_AGE = AgeGroup(0, None)

# Groups that suit a survey and fit the bounds that German statistics publish (Destatis, table 12411).
SURVEY_AGE_GROUPS = (
    AgeGroup(0, 15),
    AgeGroup(15, 18),
    AgeGroup(18, 25),
    AgeGroup(25, 35),
    AgeGroup(35, 45),
    AgeGroup(45, 55),
    AgeGroup(55, 65),
    AgeGroup(65, 75),
    AgeGroup(75, None),
)


@dataclass(frozen=True)
class _AgeWords:
    younger: str
    between: str
    one: str
    older: str
    any: str


_AGE_WORDS = {
    "de": _AgeWords("unter {} Jahre", "{} bis {} Jahre", "{} Jahre", "{} Jahre und älter", "jedes Alter"),
    "en": _AgeWords("under {} years", "{} to {} years", "{} years", "{} years and older", "any age"),
    "de-simple": _AgeWords("jünger als {} Jahre", "{} bis {} Jahre", "{} Jahre", "{} Jahre oder älter", "jedes Alter"),
}

_UNITS = re.compile(r"\b(jahren?|years?( old)?|jr?)\b\.?")
_READINGS: list[tuple[re.Pattern[str], Callable[[int, int], AgeGroup]]] = [
    (re.compile(pattern), make)
    for pattern, make in (
        (r"(?:bis )?(?:unter|under|<|jünger als|younger than) ?([0-9]{1,3})", lambda a, _: AgeGroup(0, a)),
        (r"(?:bis|bis einschließlich|up to) ([0-9]{1,3})", lambda a, _: AgeGroup(0, a + 1)),
        (r"([0-9]{1,3}) ?(?:bis|to|-) ?(?:unter|under) ([0-9]{1,3})", AgeGroup),
        (r"([0-9]{1,3}) ?(?:bis|to|-) ?([0-9]{1,3})", lambda a, b: AgeGroup(a, b + 1)),
        (r"(?:ab|from|>=|≥) ?([0-9]{1,3})", lambda a, _: AgeGroup(a, None)),
        (
            r"([0-9]{1,3}) ?(?:\+|(?:und|oder|u\.|and|or) (?:mehr|älter|over|older|more))",
            lambda a, _: AgeGroup(a, None),
        ),
        (r"([0-9]{1,3})", lambda a, _: AgeGroup(a, a + 1)),
        (r"(?:jedes|any) (?:alter|age)()", lambda a, _: ANY_AGE),
    )
]


def parse_age_group(text: str) -> AgeGroup:
    """Return the group that German or English words name, such as "3 bis unter 6 Jahre", "75 Jahre und mehr", "18-24".

    Raises UnknownAgeGroup.
    """
    plain = " ".join(_UNITS.sub(" ", text.casefold().replace("–", "-")).split())
    for pattern, make in _READINGS:
        found = pattern.fullmatch(plain)
        if found:
            first, last = (int(number or 0) for number in (found.group(1), found.groups()[-1]))
            try:
                return make(first, last)
            except UnknownAgeGroup:
                break
    raise UnknownAgeGroup(
        f"„{text}“ ist keine Altersgruppe. Erwartet wird etwa „18 bis unter 25 Jahre“ oder „75 Jahre und mehr“."
    )


class CannotRegroup(ValueError):
    """Counts by one set of age groups do not tell the counts by another; the message names the groups in the way."""


def regroup(counts: Mapping[AgeGroup, int], into: Sequence[AgeGroup]) -> dict[AgeGroup, int]:
    """Return the counts by the coarser groups `into`; ages in none of these are left out.

    Nothing is estimated: raises CannotRegroup where a finer group lies across a bound, where some age of a coarser
    group is not counted, or where groups overlap.
    """
    for groups in (counts, into):
        _refuse_overlap(groups)
    return {target: sum(counts[part] for part in _parts(target, counts)) for target in into}


def _refuse_overlap(groups: Iterable[AgeGroup]) -> None:
    ordered = sorted(groups, key=lambda group: group.lower)
    for one, next_one in pairwise(ordered):
        if one.overlaps(next_one):
            raise CannotRegroup(f"Die Altersgruppen „{one.label()}“ und „{next_one.label()}“ überschneiden sich.")


def _parts(target: AgeGroup, groups: Iterable[AgeGroup]) -> list[AgeGroup]:
    """Return the groups that make up the target without gap or overhang."""
    parts = sorted((group for group in groups if group.overlaps(target)), key=lambda group: group.lower)
    reached: float = target.lower
    for part in parts:
        if not target.contains(part):
            raise CannotRegroup(f"Die Altersgruppe „{part.label()}“ liegt nur teilweise in „{target.label()}“.")
        if part.lower != reached:
            break
        reached = part.end
    if reached != target.end:
        raise CannotRegroup(f"Für „{target.label()}“ fehlen Zahlen ab {reached:.0f} Jahren.")
    return parts


def common_groups(tables: Iterable[Iterable[AgeGroup]]) -> list[AgeGroup]:
    """Return the finest groups into which every table can be regrouped, in order of age."""
    bounds = [{bound for group in table for bound in (group.lower, group.end)} for table in tables]
    shared = sorted(set.intersection(*bounds)) if bounds else []
    return [AgeGroup(int(lower), None if upper == inf else int(upper)) for lower, upper in pairwise(shared)]


# --- the profile ---------------------------------------------------------------------------------------------------

# The first two digits of every official municipality key (AGS) name the land.
LAND_BY_KEY = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}
DEFAULT_ACCENT = "#00566b"
DEFAULT_ACCENT_DARK = "#8ad3e2"


@dataclass(frozen=True, kw_only=True)
class CityProfile:
    """What the pages say about the city itself. Empty text: not told yet; legal pages mark such a gap."""

    name: str = ""
    official_name: str = ""
    claim: Texts = field(default_factory=dict)
    ags: str = ""
    land: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    accent: str = DEFAULT_ACCENT
    accent_dark: str = DEFAULT_ACCENT_DARK
    west: float | None = None
    south: float | None = None
    east: float | None = None
    north: float | None = None
    # Impressum (§ 5 DDG, § 18 MStV)
    legal_form: str = ""
    represented_by: str = ""
    vat_id: str = ""
    content_responsible: str = ""
    municipal_supervision: str = ""
    # Datenschutz (Art. 13 DSGVO)
    responsible: str = ""
    data_protection_officer: str = ""
    supervisory_authority: str = ""
    # Barrierefreiheit (§ 12b BGG and the laws of the Länder)
    accessibility_contact: str = ""
    enforcement_body: str = ""
    accessibility_stated_on: str = ""
    accessibility_limits: str = ""
    # For every form: where somebody gets the same done without e-mail
    without_mail: str = ""

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees; None where neither profile nor districts tell."""
        if self.west is None or self.south is None or self.east is None or self.north is None:
            return None
        return self.west, self.south, self.east, self.north

    def gaps(self) -> list[str]:
        """Return the names of the legal fields that are still empty."""
        return [name for name in LEGAL_FIELDS if not getattr(self, name)]


# What staff may word at the desk.
LEGAL_TEXTS = (
    *("legal_form", "represented_by", "vat_id", "content_responsible", "municipal_supervision", "responsible"),
    *("data_protection_officer", "supervisory_authority", "accessibility_contact", "enforcement_body"),
    *("accessibility_stated_on", "accessibility_limits", "without_mail"),
)
# The VAT id is named only by cities that have one, so its absence is no gap.
LEGAL_FIELDS = (
    "legal_form",
    "represented_by",
    "content_responsible",
    "municipal_supervision",
    "responsible",
    "data_protection_officer",
    "supervisory_authority",
    "accessibility_contact",
    "enforcement_body",
    "accessibility_stated_on",
    "without_mail",
)


class LayerKind(StrEnum):
    """What a layer of the city's own map shows."""

    OUTLINE = "outline"
    WATER = "water"
    PARK = "park"
    STREET = "street"
    # House numbers: found by the search for addresses, not drawn.
    ADDRESS = "address"


_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def slug(name: str) -> str:
    """Return the name as a word for addresses and codes: "Groß Klein" -> "gross-klein"; empty without a letter."""
    return re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFC", name).casefold().translate(_SPELLED)).strip("-")
