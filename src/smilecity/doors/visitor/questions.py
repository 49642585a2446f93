"""Prepared values of one question: as components/answer.html takes it, for the page that asks it and for a preview."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Answer, Kind, Limits, Question
from smilecity.doors.visitor import places
from smilecity.ground.text import pick

# The value of the radio button "Keine Angabe"; other kinds have a box of their own to tick.
ABSTAIN = "keine-angabe"


@dataclass(frozen=True)
class Sent:
    """What was said in the fields of a question: their raw values, and whether somebody would rather not say.

    Of a place: `kept`, the answer that filled the fields before, and whether its name is only to be looked for.
    """

    raw: Sequence[str] = ()
    abstains: bool = False
    kept: Sequence[str] = ()
    looks: bool = False

    def of(self, key: str) -> str:
        """Return what was given to one line of a matrix, or to one option of a ranking."""
        return next((value.rpartition("=")[2] for value in self.raw if value.rpartition("=")[0] == key), "")

    @property
    def says(self) -> bool:
        """Whether anything was said."""
        return self.abstains or any(value and not value.endswith("=") for value in self.raw)


def line_id(asked: Question, key: str) -> str:
    """Return the id of the first control of a line: that of the first line is the one that errors lead to."""
    return "answer" if key == asked.keys[0] else f"answer-{key}"


_NOTHING = Sent()
# "Keine Angabe" is a box below these, which have no list of choices it could stand in.
_BOXED = rules.TEXTS | {Kind.NUMBER, Kind.DATE, Kind.PLACE}
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_NO_ERRORS: Mapping[str, str] = {}

Shown = dict[str, object]


def question(asked: Question, language: str, sent: Sent = _NOTHING, errors: Mapping[str, str] = _NO_ERRORS) -> Shown:
    """Return a question with what was said so far. `errors`: the sentences by the id of the control."""
    return {
        "id": "answer",
        "name": "answers" if asked.kind is Kind.SEVERAL else "answer",
        "kind": asked.kind.value,
        "field": "text" if asked.kind is Kind.SHORT else asked.kind.value,
        "boxed": asked.kind in _BOXED,
        "text": pick(asked.text, language),
        "hint": _hint(asked, language),
        "help": pick(asked.help, language),
        "required": asked.required,
        "options": _options(asked, language, sent),
        "none": _none(asked, says=sent.says),
        "abstain": _("Keine Angabe") if asked.abstains else "",
        "abstain_key": ABSTAIN,
        "abstained": sent.abstains,
        "lines": _lines(asked, language, sent, errors),
        "value": sent.raw[0] if sent.raw else "",
        "limit": int(asked.limits.most or rules.LONG_MOST),
        "scale_low": pick(asked.low, language),
        "scale_high": pick(asked.high, language),
        "unit": pick(asked.limits.unit, language),
        "day": _day(asked.limits, sent) if asked.kind is Kind.DATE else {},
        "picture": _picture(asked, language),
        "place": places.shown(asked, sent.raw, sent.kept) if asked.kind is Kind.PLACE else {},
    }


def _picture(asked: Question, language: str) -> Shown:
    """Return the picture above a question: the addresses of its files, the size of the small one, its words."""
    picture = asked.picture
    if picture is None:
        return {}
    small, large = (reverse("web:question_picture", args=[picture.id, size]) for size in ("small", "large"))
    alt = pick(picture.alt, language)
    return {"small": small, "large": large, "width": picture.width, "height": picture.height, "alt": alt}


def for_preview(asked: Question, language: str) -> Shown:
    """Return a question beside others on one page, with names of its own."""
    own = f"frage-{asked.id}"
    shown = question(asked, language)
    lines = [line | {"id": f"{own}-{line['key']}", "name": f"{own}-{line['key']}"} for line in _lines_of(shown)]
    return shown | {"id": own, "name": own, "lines": lines, "optional": not asked.required}


def _lines_of(shown: Shown) -> list[dict[str, object]]:
    lines = shown["lines"]
    return lines if isinstance(lines, list) else []


def _none(asked: Question, *, says: bool) -> str:
    # A radio button once pressed cannot be released; what was given freely must be free to be taken back.
    return _("Keine Antwort") if says and not asked.required else ""


def _options(asked: Question, language: str, sent: Sent) -> list[tuple[str, str, bool]]:
    if asked.kind is Kind.SCALE:
        return _steps(sent.raw)
    return [(option.key, pick(option.text, language), option.key in sent.raw) for option in asked.options]


def _steps(chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    return [(str(step), str(step), str(step) in chosen) for step in rules.SCALE_STEPS]


def _lines(asked: Question, language: str, sent: Sent, errors: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the lines of a matrix with their steps, or the options of a ranking with their places."""
    if asked.kind not in {Kind.MATRIX, Kind.RANKING}:
        return []
    lines = []
    for option in asked.options:
        here, given = line_id(asked, option.key), sent.of(option.key)
        places = [(str(place), str(place), str(place) == given) for place in range(1, asked.ranks + 1)]
        lines.append(
            {
                "key": option.key,
                "id": here,
                "name": f"answer-{option.key}",
                "label": pick(option.text, language),
                "options": places if asked.kind is Kind.RANKING else _steps([given]),
                "none": _none(asked, says=bool(given)),
                "abstain": _("Keine Angabe") if asked.abstains else "",
                "abstained": given == "0",
                "error": errors.get(here, ""),
            }
        )
    return lines


# --- what has to be known before answering -------------------------------------------------------------------------


def _hint(asked: Question, language: str) -> str:
    """Return what staff wrote below the question, and what an answer has to keep to."""
    hint, rule = pick(asked.hint, language), _rule(asked)
    if asked.kind is Kind.SEVERAL and not rule and not hint:
        return _("Sie können mehrere Antworten ankreuzen.")
    # What was borrowed from German stays marked so.
    return type(hint)(f"{hint} {rule}") if hint and rule else hint or rule


def _rule(asked: Question) -> str:
    match asked.kind:
        case Kind.SEVERAL:
            return _how_many(asked.limits)
        case Kind.RANKING:
            return _ranks(asked)
        case Kind.NUMBER:
            return _from_to(asked.limits)
        case Kind.DATE:
            return _days(asked.limits)
        case _:
            return ""


def _how_many(limits: Limits) -> str:
    least, most = int(limits.least or 0), int(limits.most or 0)
    if least > 1 and least == most:
        return _("Bitte wählen Sie genau {number} Antworten.").format(number=least)
    if least > 1 and most:
        return _("Bitte wählen Sie {least} bis {most} Antworten.").format(least=least, most=most)
    if least > 1:
        return _("Bitte wählen Sie mindestens {least} Antworten.").format(least=least)
    if most == 1:
        return _("Bitte wählen Sie höchstens eine Antwort.")
    return _("Bitte wählen Sie höchstens {most} Antworten.").format(most=most) if most else ""


def _ranks(asked: Question) -> str:
    if asked.ranks == 1:
        return _("Bitte geben Sie einer Antwort den Platz 1. Die anderen lassen Sie frei.")
    if asked.ranks < len(asked.options):
        return _("Bitte vergeben Sie die Plätze 1 bis {most}, jeden einmal. Die anderen lassen Sie frei.").format(
            most=asked.ranks
        )
    return _("Bitte vergeben Sie die Plätze 1 bis {most}, jeden einmal. 1 ist am wichtigsten.").format(most=asked.ranks)


def _from_to(limits: Limits) -> str:
    least = _decimal(limits.least) if limits.least is not None else ""
    most = _decimal(limits.most) if limits.most is not None else ""
    if least and most:
        return _("Eine Zahl von {least} bis {most}.").format(least=least, most=most)
    if least:
        return _("Eine Zahl ab {least}.").format(least=least)
    return _("Eine Zahl bis {most}.").format(most=most) if most else ""


def _days(limits: Limits) -> str:
    first = rules.german_day(limits.first) if limits.first else ""
    last = rules.german_day(limits.last) if limits.last else ""
    if first and last:
        return _("Zwischen {first} und {last}. Schreiben Sie: TT.MM.JJJJ.").format(first=first, last=last)
    if first:
        return _("Ab {first}. Schreiben Sie: TT.MM.JJJJ.").format(first=first)
    if last:
        return _("Bis {last}. Schreiben Sie: TT.MM.JJJJ.").format(last=last)
    return _("Zum Beispiel: 31.12.2026")


def _day(limits: Limits, sent: Sent) -> Shown:
    """Return how a day is asked for. What is no day goes back into a plain field, where it can be put right."""
    typed = sent.raw[0] if sent.raw else ""
    return {
        "native": not typed or _ISO.fullmatch(typed) is not None,
        "first": limits.first.isoformat() if limits.first else "",
        "last": limits.last.isoformat() if limits.last else "",
    }


# --- an answer in words --------------------------------------------------------------------------------------------


def in_words(language: str, asked: Question, value: Answer | None) -> list[str]:
    """Return an answer as a person reads it: the texts of the options, a scale with its size, the text itself."""
    if rules.has_abstained(value):
        return [_("Keine Angabe")]
    texts = {option.key: pick(option.text, language) for option in asked.options}
    match value:
        case dict():
            return _by_key(asked, value, texts)
        case list():
            named = [texts.get(key, key) for key in value]
            return _ranked(named) if asked.kind is Kind.RANKING else named
        case int():
            return [_step(value)]
        case str():
            return [_one(language, asked, value, texts)]
    return []


def _by_key(asked: Question, value: Mapping[str, int] | Mapping[str, str], texts: Mapping[str, str]) -> list[str]:
    if asked.kind is Kind.PLACE:
        return [places.in_words(value)]
    return [f"{texts.get(line, line)}: {_step(int(step))}" for line, step in value.items()]


def _ranked(named: Sequence[str]) -> list[str]:
    told = _("Platz {place}: {answer}")
    return [told.format(place=place, answer=answer) for place, answer in enumerate(named, 1)]


def _step(step: int) -> str:
    return _("{step} von {most}").format(step=step, most=rules.SCALE_STEPS[-1]) if step else _("Keine Angabe")


def _one(language: str, asked: Question, value: str, texts: Mapping[str, str]) -> str:
    if asked.kind is Kind.NUMBER:
        return " ".join(filter(None, [_decimal(Decimal(value)), pick(asked.limits.unit, language)]))
    if asked.kind is Kind.DATE:
        return _on_day(date.fromisoformat(value))
    return texts.get(value, value)


def _decimal(number: Decimal) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _on_day(day: date) -> str:
    return _("{day}. {month} {year}").format(day=day.day, month=MONTHS[day.month], year=day.year)
