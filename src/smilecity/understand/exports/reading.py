"""Reads what a file holds: the book of its survey, and the participations that were chosen, in an order by chance."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Feature, Kind
from smilecity.understand.exports.models import Export
from smilecity.understand.exports.rules import Book, Chosen
from smilecity.understand.results import queries as results

_AT_ONCE = 2_000
Row = tuple[Mapping[str, Any], Mapping[str, str]]


def book_of(survey: SurveyRow) -> Book:
    """Return what the files of a survey are about. At most 7 SQL."""
    questions = surveys.questions_of(survey.id)
    asks_place = any(question.kind is Kind.PLACE for question in questions)
    districts = results.labels_of(Feature.DISTRICT) if asks_place else {}
    return Book(questions, {feature: results.labels_of(feature) for feature in survey.features}, districts)


def chosen_rows(survey: SurveyRow, book: Book, chosen: Chosen) -> "QuerySet[Participation]":
    """Return the participations with one of the values chosen of each question and feature."""
    kinds = {question.id: question.kind for question in book.questions}
    parts = [_one_of(key, kinds.get(key), values) for key, values in chosen.items()]
    return Participation.objects.filter(*parts, survey=survey.id)


def _one_of(key: str, kind: Kind | None, values: Sequence[str]) -> Q:
    if kind is None:
        return Q(**{f"profile__{Feature(key).value}__in": values})
    if kind is Kind.SEVERAL:
        return reduce(or_, (Q(**{f"answers__{key}__contains": [value]}) for value in values))
    return Q(**{f"answers__{key}__in": [int(value) for value in values] if kind is Kind.SCALE else values})


def stream(rows: "QuerySet[Participation]") -> Iterator[Row]:
    """Yield answers and profile of each, some thousands in memory, by ids that were drawn by chance."""
    yield from rows.order_by("id").values_list("answers", "profile").iterator(chunk_size=_AT_ONCE)


def path_of(export: Export) -> Path:
    """Return where a file lies, or will."""
    return Path(settings.EXPORTS_FOLDER) / f"{export.pk}.{export.form}"
