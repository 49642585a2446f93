"""What was answered to the questions of categories, for who may read it. In: a report. Out: questions and answers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format

from smilecity.collect.reports import reading, rules
from smilecity.collect.reports.models import Report
from smilecity.collect.reports.reading import CategoryRow
from smilecity.collect.reports.rules import Answered, Attribute, Said
from smilecity.ground.text import pick


def answers(contribution: UUID) -> list[Answered]:
    """Return all that was answered, also to questions of a former category. At most 2 SQL."""
    kept = Report.objects.filter(contribution=contribution).values_list("category__code", "attributes").first()
    return answered(*kept, reading.tree(retired=True)) if kept and kept[1] else []


def answered(category: str, kept: Mapping[str, Any], tree: Collection[CategoryRow]) -> list[Answered]:
    """Return the same of a report that was read before; `tree`: with retired categories. No SQL."""
    own = [asked for row in tree if row.code == category for asked in row.attributes]
    others = [asked for row in tree if row.code != category for asked in row.attributes]
    return rules.answered(own, others, kept)


def told(one: Answered, language: str) -> tuple[str, str]:
    """Return a question and what was answered, for people."""
    question = one.question if isinstance(one.question, str) else pick(one.question, language)
    return question, ", ".join(_words(one.values, language))


def answer(asked: Attribute, kept: str | Sequence[str], language: str) -> list[str]:
    """Return what was answered to one question, for people."""
    return _words(rules.values_of(asked, kept), language)


def _words(values: Sequence[Said], language: str) -> list[str]:
    return [_word(value, language) for value in values]


def _word(value: Said, language: str) -> str:
    if isinstance(value, datetime):
        return date_format(value, "SHORT_DATETIME_FORMAT")
    return value if isinstance(value, str) else pick(value, language)
