"""What was answered to the questions of a category, with the questions. In: answers as a report keeps them, by code.

A report may have moved to another category since, and questions may have been changed: no answer is lost by that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smilecity.collect.reports.rules.asking import Attribute, AttributeKind, attributes_read
from smilecity.ground.text import Texts

# Free words were read by no moderator, so that only the town hall sees them.
_PUBLIC = frozenset({AttributeKind.ONE, AttributeKind.SEVERAL, AttributeKind.NUMBER, AttributeKind.DATETIME})

Kept = str | Sequence[str]
Said = Texts | str | datetime


@dataclass(frozen=True)
class Answered:
    """A question with what was answered: in all languages, or bare where that is all there is.

    A question that nobody asks any more is its code, and so is a choice that nobody offers any more. `public`: whoever
    may read the report may read this.
    """

    question: Texts | str
    values: Sequence[Said]
    public: bool


def answered(own: Sequence[Attribute], others: Sequence[Attribute], kept: Mapping[str, Kept]) -> list[Answered]:
    """Return all answers in words, in the order of the questions, those that nobody asks any more last.

    `own`: what the category of the report asks; `others`: what all other categories ask, for reports that came from
    there. Two may ask different things by the same code: the first that this can be an answer to is meant.
    """
    asked: dict[str, list[Attribute]] = {}
    for one in (*own, *others):
        asked.setdefault(one.code, []).append(one)
    order = [*(code for code in asked if kept.get(code)), *(code for code in kept if code not in asked)]
    return [_answered(code, asked.get(code, ()), own, kept[code]) for code in order if kept[code]]


def _answered(code: str, asked: Sequence[Attribute], own: Sequence[Attribute], kept: Kept) -> Answered:
    meant = next((one for one in asked if _fits(one, kept)), None)
    known = meant or next(iter(asked), None)
    if known is None:
        return Answered(code, _parts(kept), public=False)
    # What does not fit its question may be free words that answered another one.
    return Answered(known.label, values_of(known, kept), public=meant in own and known.kind in _PUBLIC)


def _fits(asked: Attribute, kept: Kept) -> bool:
    return not attributes_read([asked], {asked.code: kept}).refused


def values_of(asked: Attribute, kept: Kept) -> list[Said]:
    """Return what was answered to a question: choices by their labels, days and times as such."""
    if asked.kind is AttributeKind.DATETIME:
        return [_moment(part) for part in _parts(kept)]
    labels = {option.key: option.label for option in asked.options}
    return [labels.get(part, part) for part in _parts(kept)]


def _parts(kept: Kept) -> list[str]:
    return [part for part in ([kept] if isinstance(kept, str) else kept) if part]


def _moment(part: str) -> datetime | str:
    try:
        return datetime.fromisoformat(part)
    except ValueError:
        return part
