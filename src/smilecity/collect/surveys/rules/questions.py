"""What a question is: kind, options, the limits of its answers, when it is asked; and the statistical profile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from smilecity.ground.text import Texts

SHORT_MOST = 200
LONG_MOST = 5_000
SCALE_STEPS = (1, 2, 3, 4, 5)
OPTIONS_MOST = 30
QUESTIONS_MOST = 60
PLACES_MOST = 2
# How exactly a place is kept, in places of its degrees: the district only, about a hundred metres, about one metre.
DISTRICT_ONLY, HUNDRED_METRES, EXACT = 0, 3, 5
EXACTNESS = (DISTRICT_ONLY, HUNDRED_METRES, EXACT)
# Numbers beyond this are slips of the keyboard, and no chart could show them beside others.
NUMBER_MOST = Decimal(10) ** 12


class Kind(StrEnum):
    """The kind of a question."""

    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    MATRIX = "matrix"
    RANKING = "ranking"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    SHORT = "short"
    LONG = "long"


CHOICES = frozenset({Kind.ONE, Kind.SEVERAL})
TEXTS = frozenset({Kind.SHORT, Kind.LONG})
# What is chosen from, put in order, or rated line by line: these kinds have options.
OPTIONED = CHOICES | {Kind.RANKING, Kind.MATRIX}
SCALED = frozenset({Kind.SCALE, Kind.MATRIX})
# Whether a later question is asked can hang on the answers to these.
DECIDING = CHOICES | {Kind.SCALE}


class Feature(StrEnum):
    """A feature of the statistical profile. Each is optional."""

    AGE_GROUP = "age_group"
    SEX = "sex"
    DISTRICT = "district"


# Bounds that official statistics know too, so that participants can be set beside the population.
AGE_GROUPS: dict[str, tuple[int, int | None]] = {
    "0-14": (0, 14),
    "15-29": (15, 29),
    "30-44": (30, 44),
    "45-64": (45, 64),
    "65-74": (65, 74),
    "75-": (75, None),
}
SEXES = ("female", "male", "diverse")


@dataclass(frozen=True)
class Option:
    """One answer to choose (of a matrix: one line to rate), with its text in each language."""

    key: str
    text: Texts


@dataclass(frozen=True)
class Limits:
    """What an answer has to keep to; which of it counts depends on the kind.

    `least` and `most`: a number's value; how many options may be ticked; how many places a ranking gives; how many
    letters a text has. `places`: of a number after its point; of the degrees of a place (see EXACTNESS). `first` and
    `last`: the days a date may be.
    """

    least: Decimal | None = None
    most: Decimal | None = None
    places: int = 0
    unit: Texts = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    by_year: bool = False

    def kept(self) -> dict[str, Any]:
        """Return the limits as JSON can hold them, only what is set."""
        told: dict[str, Any] = {
            "least": None if self.least is None else str(self.least),
            "most": None if self.most is None else str(self.most),
            "places": self.places,
            "unit": dict(self.unit),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "by_year": self.by_year,
        }
        return {name: value for name, value in told.items() if value}


def limits_of(kept: Mapping[str, Any]) -> Limits:
    """Return limits that were kept as JSON."""
    return Limits(
        least=Decimal(kept["least"]) if "least" in kept else None,
        most=Decimal(kept["most"]) if "most" in kept else None,
        places=kept.get("places", 0),
        unit=kept.get("unit", {}),
        first=date.fromisoformat(kept["first"]) if "first" in kept else None,
        last=date.fromisoformat(kept["last"]) if "last" in kept else None,
        by_year=kept.get("by_year", False),
    )


def of_kind(limits: Limits, kind: Kind) -> Limits:
    """Return only those limits that mean something for a kind."""
    match kind:
        case Kind.NUMBER:
            return Limits(limits.least, limits.most, min(limits.places, PLACES_MOST), limits.unit)
        case Kind.DATE:
            return Limits(first=limits.first, last=limits.last, by_year=limits.by_year)
        case Kind.SEVERAL:
            return Limits(limits.least, limits.most)
        case Kind.PLACE:
            return Limits(places=limits.places if limits.places in EXACTNESS else DISTRICT_ONLY)
        case Kind.RANKING | Kind.SHORT | Kind.LONG:
            return Limits(most=limits.most)
        case _:
            return Limits()


@dataclass(frozen=True)
class Condition:
    """A question is asked only where the answer to an earlier one is (`negated`: is not) among `keys`."""

    question: str
    keys: tuple[str, ...]
    negated: bool = False

    def kept(self) -> dict[str, Any]:
        """Return the condition as JSON can hold it."""
        return {"question": self.question, "keys": list(self.keys), "negated": self.negated}


def condition_of(kept: Mapping[str, Any]) -> Condition | None:
    """Return a condition that was kept as JSON; None: none was."""
    return Condition(kept["question"], tuple(kept["keys"]), kept["negated"]) if kept else None


@dataclass(frozen=True)
class Picture:
    """A picture above a question. `id`: a random name that is another one whenever the picture is; `alt`: its words.

    `width`, `height`: of the small file in pixels.
    """

    id: str
    width: int
    height: int
    alt: Texts = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Return the picture as JSON can hold it."""
        return {"id": self.id, "width": self.width, "height": self.height, "alt": dict(self.alt)}


def picture_of(kept: Mapping[str, Any]) -> Picture | None:
    """Return a picture that was kept as JSON; None: none was."""
    return Picture(**kept) if kept else None


@dataclass(frozen=True)
class Question:
    """A question as the rules see it. `low` and `high` name the ends of a scale.

    `abstains`: whoever would rather not say may say so, and has answered. `section` and `intro` stand before the
    question and begin a part of the survey that lasts until the next one begins.
    """

    id: str
    kind: Kind
    text: Texts
    hint: Texts = field(default_factory=dict)
    required: bool = False
    options: tuple[Option, ...] = ()
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    section: Texts = field(default_factory=dict)
    intro: Texts = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    abstains: bool = False
    condition: Condition | None = None
    picture: Picture | None = None

    @property
    def keys(self) -> list[str]:
        """The keys that an answer chooses from: of the options, or the steps of a scale."""
        return [str(s) for s in SCALE_STEPS] if self.kind is Kind.SCALE else [option.key for option in self.options]

    @property
    def ranks(self) -> int:
        """How many places a ranking gives."""
        return min(len(self.options), int(self.limits.most or len(self.options)))
