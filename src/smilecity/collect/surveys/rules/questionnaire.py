"""A questionnaire as a document: written for others to read, read from what others wrote, with errors that say where.

The document is described in docs/standards/questionnaire.md; both directions keep everything but identities.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from smilecity.collect.surveys.rules.questions import (
    EXACTNESS,
    OPTIONS_MOST,
    PLACES_MOST,
    QUESTIONS_MOST,
    Condition,
    Feature,
    Kind,
    Limits,
    Option,
    Question,
    limits_of,
    of_kind,
)
from smilecity.ground.refusals import Refused
from smilecity.ground.text import LANGUAGES, Texts, sentence

FORMAT, VERSION = "smile-city-questionnaire", 1
NOT_OURS = sentence("Diese Datei ist kein Fragebogen, den wir lesen können.")
NEWER = sentence("Dieser Fragebogen ist in Fassung {version} geschrieben. Wir lesen Fassung {ours}.")
WRONG = sentence("An der Stelle „{place}“ steht etwas, das wir nicht lesen können.")
TOO_MANY = sentence("Der Fragebogen hat {given} Fragen. Mehr als {most} beantwortet niemand gern.")
TWINS = sentence("An der Stelle „{place}“ steht ein Name, den es schon gibt.")
_TEXTS = ("text", "hint", "help", "section", "intro", "low", "high")


@dataclass(frozen=True)
class Drawn:
    """A picture that travels with a document: the bytes of its file, and its words."""

    content: bytes
    alt: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Questionnaire:
    """What can be asked in a survey, and what it says of itself; `id` of a question is a name within the document.

    `pictures`: by the name of the question they stand above.
    """

    questions: tuple[Question, ...]
    title: Texts = field(default_factory=dict)
    summary: Texts = field(default_factory=dict)
    what_happens: Texts = field(default_factory=dict)
    features: tuple[Feature, ...] = ()
    pictures: Mapping[str, Drawn] = field(default_factory=dict)


def written(asked: Questionnaire) -> dict[str, Any]:
    """Return the document, with names of its own for the questions: q1, q2, ..."""
    names = {question.id: f"q{number}" for number, question in enumerate(asked.questions, 1)}
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": dict(asked.title),
        "summary": dict(asked.summary),
        "what_happens": dict(asked.what_happens),
        "features": [feature.value for feature in asked.features],
        "questions": [_question(question, names) | _picture(asked, question) for question in asked.questions],
    }


def _question(question: Question, names: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": names[question.id], "kind": question.kind.value}
    found |= {name: dict(texts) for name in _TEXTS if (texts := getattr(question, name))}
    found |= {name: True for name in ("required", "abstains") if getattr(question, name)}
    if question.options:
        found["options"] = [{"key": option.key, "text": dict(option.text)} for option in question.options]
    limits = question.limits.kept()
    if limits:
        found["limits"] = limits
    if question.condition:
        found["condition"] = question.condition.kept() | {"question": names[question.condition.question]}
    return found


def _picture(asked: Questionnaire, question: Question) -> dict[str, Any]:
    drawn = asked.pictures.get(question.id)
    if drawn is None:
        return {}
    return {"picture": {"content": b64encode(drawn.content).decode(), "alt": dict(drawn.alt)}}


# --- reading ---------------------------------------------------------------------------------------------------------


def read(document: object) -> Questionnaire:
    """Return the questionnaire of a document. Raises Refused, which names the place."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise Refused(NOT_OURS)
    if document.get("version") != VERSION:
        raise Refused(NEWER, version=str(document.get("version"))[:20], ours=VERSION)
    asked = _list(document.get("questions"), "questions")
    if len(asked) > QUESTIONS_MOST:
        raise Refused(TOO_MANY, given=len(asked), most=QUESTIONS_MOST)
    questions: list[Question] = []
    pictures: dict[str, Drawn] = {}
    for number, each in enumerate(asked, 1):
        place = f"questions/{number}"
        questions.append(_read_question(each, place, [question.id for question in questions]))
        if "picture" in each:
            pictures[questions[-1].id] = _drawn(each["picture"], f"{place}/picture")
    said = {name: _texts(document.get(name, {}), name) for name in ("title", "summary", "what_happens")}
    return Questionnaire(tuple(questions), features=tuple(_features(document)), pictures=pictures, **said)


def _features(document: Mapping[str, Any]) -> Iterator[Feature]:
    known = {feature.value: feature for feature in Feature}
    for number, name in enumerate(_list(document.get("features", []), "features"), 1):
        if not isinstance(name, str) or name not in known:
            raise Refused(WRONG, place=f"features/{number}")
        yield known[name]


def _read_question(given: object, place: str, before: Sequence[str]) -> Question:
    if not isinstance(given, Mapping):
        raise Refused(WRONG, place=place)
    name = given.get("id", f"q{len(before) + 1}")
    if not isinstance(name, str) or not 0 < len(name) <= 100:
        raise Refused(WRONG, place=f"{place}/id")
    if name in before:
        raise Refused(TWINS, place=f"{place}/id")
    kind = _kind(given.get("kind"), f"{place}/kind")
    return Question(
        id=name,
        kind=kind,
        options=tuple(_options(given.get("options", []), f"{place}/options")),
        limits=of_kind(_limits(given.get("limits", {}), f"{place}/limits", kind), kind),
        condition=_condition(given.get("condition"), f"{place}/condition", before),
        **{name: _texts(given.get(name, {}), f"{place}/{name}") for name in _TEXTS},  # type: ignore[arg-type] # texts only
        **{name: _flag(given.get(name, False), f"{place}/{name}") for name in ("required", "abstains")},  # type: ignore[arg-type] # flags only
    )


def _drawn(given: object, place: str) -> Drawn:
    content = given.get("content") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping) or not isinstance(content, str):
        raise Refused(WRONG, place=place)
    try:
        return Drawn(b64decode(content, validate=True), _texts(given.get("alt", {}), f"{place}/alt"))
    except ValueError:
        raise Refused(WRONG, place=f"{place}/content") from None


def _kind(given: object, place: str) -> Kind:
    if not isinstance(given, str) or given not in {kind.value for kind in Kind}:
        raise Refused(WRONG, place=place)
    return Kind(given)


def _list(given: object, place: str) -> list[Any]:
    if not isinstance(given, list):
        raise Refused(WRONG, place=place)
    return given


def _flag(given: object, place: str) -> bool:
    if not isinstance(given, bool):
        raise Refused(WRONG, place=place)
    return given


def _texts(given: object, place: str) -> Texts:
    known = isinstance(given, Mapping) and set(given) <= set(LANGUAGES)
    if not isinstance(given, Mapping) or not known or not all(isinstance(text, str) for text in given.values()):
        raise Refused(WRONG, place=place)
    return dict(given)


def _options(given: object, place: str) -> Iterator[Option]:
    options = _list(given, place)
    if len(options) > OPTIONS_MOST:
        raise Refused(WRONG, place=place)
    keys: set[str] = set()
    for number, each in enumerate(options, 1):
        here = f"{place}/{number}"
        key = each.get("key") if isinstance(each, Mapping) else None
        if not isinstance(key, str) or not 0 < len(key) <= 40:
            raise Refused(WRONG, place=f"{here}/key")
        if key in keys:
            raise Refused(TWINS, place=f"{here}/key")
        keys.add(key)
        yield Option(key, _texts(each.get("text", {}), f"{here}/text"))


def _limits(given: object, place: str, kind: Kind) -> Limits:
    kept = {"least": str, "most": str, "first": str, "last": str, "places": int, "by_year": bool, "unit": Mapping}
    if not isinstance(given, Mapping) or not all(isinstance(v, kept.get(k, ())) for k, v in given.items()):
        raise Refused(WRONG, place=place)
    _texts(given.get("unit", {}), f"{place}/unit")
    try:
        limits = limits_of(given)
    except (ArithmeticError, ValueError):
        raise Refused(WRONG, place=place) from None
    numbers = [limit for limit in (limits.least, limits.most) if limit is not None]
    offered = EXACTNESS if kind is Kind.PLACE else range(PLACES_MOST + 1)
    if limits.places not in offered or not all(Decimal(number).is_finite() for number in numbers):
        raise Refused(WRONG, place=place)
    return limits


def _condition(given: object, place: str, before: Sequence[str]) -> Condition | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or given.get("question") not in before:
        raise Refused(WRONG, place=place)
    keys = _list(given.get("keys"), f"{place}/keys")
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Refused(WRONG, place=f"{place}/keys")
    return Condition(given["question"], tuple(keys), _flag(given.get("negated", False), f"{place}/negated"))
