"""What is held of people here: answers that were begun or wait. Whose the counted ones are, nobody knows (ADR 3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from smilecity.city import queries as city
from smilecity.collect.surveys.models import Draft
from smilecity.collect.surveys.models import Question as QuestionRow
from smilecity.collect.surveys.rules import DISTRICT, Answer, Question, has_abstained
from smilecity.collect.surveys.rules import Kind as QuestionKind
from smilecity.ground.text import FALLBACK, pick, sentence
from smilecity.people.owndata.reading import of_address
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.people.register import queries as register

_ABSTAINED = "Keine Angabe"


def _drafts(person: Person) -> QuerySet[Draft]:
    """Return what they began: with their address, waiting for its mail, or in the browser they ask from.

    Not what changes counted answers: that would join the answers to the person.
    """
    _entries, waiting = register.own(person.address)
    named = of_address(Draft.objects.exclude(address=""), "address", person.address).values_list("pk", flat=True)
    theirs = {*named, *(row.reference for row in waiting), *person.begun}
    return Draft.objects.filter(pk__in=theirs, change_hash=None)


def _export(person: Person) -> Mapping[str, Rows]:
    drafts = list(_drafts(person).select_related("survey").order_by("erase_at", "id"))
    rows = QuestionRow.objects.filter(survey__in=[row.survey_id for row in drafts])
    asked = {str(row.pk): row.as_rule() for row in rows}
    asks_place = any(question.kind is QuestionKind.PLACE for question in asked.values())
    districts = {row.code: row.name for row in city.districts()} if asks_place else {}
    return {
        "drafts": [
            {
                "survey": pick(row.survey.title, FALLBACK),
                "answers": dict(_said(asked.get(key), key, value, districts) for key, value in row.answers.items()),
                "profile": row.profile,
                "address": row.address,
                "waits": row.submitted,
                "erase_at": row.erase_at,
            }
            for row in drafts
        ]
    }


def _said(question: Question | None, key: str, value: Answer, districts: Mapping[str, str]) -> tuple[str, Any]:
    """Return a question with its answer, both in words where they have any."""
    if question is None:
        return key, value
    words = {option.key: pick(option.text, FALLBACK) for option in question.options}
    text = pick(question.text, FALLBACK)
    if has_abstained(value):
        return text, _ABSTAINED
    match value:
        case dict() if question.kind is QuestionKind.PLACE:
            return text, value | {DISTRICT: districts.get(str(value[DISTRICT]), value[DISTRICT])}
        case dict():
            return text, {words.get(line, line): step for line, step in value.items()}
        case list():
            return text, [words.get(each, each) for each in value]
        case _:
            return text, words.get(str(value), value)


def _erase(person: Person, at: datetime) -> None:
    _drafts(person).delete()


HOLDING = Holding(
    name="surveys",
    sections=[
        Section(
            "drafts",
            sentence("Angefangene Antworten"),
            [
                Field("survey", sentence("Umfrage")),
                Field("answers", sentence("Antworten"), Kind.OBJECT),
                Field("profile", sentence("Angaben zur Person"), Kind.OBJECT),
                Field("address", sentence("E-Mail-Adresse")),
                Field("waits", sentence("wartet auf Bestätigung"), Kind.YES_NO),
                Field("erase_at", sentence("wird gelöscht"), Kind.MOMENT),
            ],
        )
    ],
    export=_export,
    erase=_erase,
    covers={"surveys.Draft.address"},
)
