"""A published result for tests: answers of every kind, three districts, and a register that knows ways and days."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import translation

from smilecity.city.models import District
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.models import Participation, Survey
from smilecity.collect.surveys.rules import Feature, Kind, Limits, Option
from smilecity.people.register.models import Entry
from smilecity.people.register.rules import Way
from smilecity.understand.results import actions
from tests.factories import AT, CLOSES_AT, EVERY_KIND, Made, closed, make_survey
from tests.factories_contributions import LAT, LON, make_district

PUBLISHED_AT = CLOSES_AT + timedelta(days=7)
_OPTIONS = [Option("a", {"de": "Wege"}), Option("b", {"de": "Parks"})]
MATRIX = QuestionFields(
    kind=Kind.MATRIX, text={"de": "Wie zufrieden sind Sie?"}, options=_OPTIONS, low={"de": "gar nicht"}, abstains=True
)
RANKING = QuestionFields(kind=Kind.RANKING, text={"de": "Was zuerst?"}, options=_OPTIONS)
NUMBER = QuestionFields(
    kind=Kind.NUMBER, text={"de": "Wie weit ist es?"}, limits=Limits(least=Decimal(0), unit={"de": "Meter"})
)
DATE = QuestionFields(kind=Kind.DATE, text={"de": "Seit wann?"})
ALL_KINDS = (*EVERY_KIND, MATRIX, RANKING, NUMBER, DATE)


def count(survey: Made, answers: Mapping[UUID, Any], profile: Mapping[str, str], times: int) -> None:
    """Count so many participations with the same answers."""
    kept = {str(question): value for question, value in answers.items()}
    Participation.objects.bulk_create(
        Participation(survey_id=survey.id, answers=kept, profile=dict(profile)) for _ in range(times)
    )


def enter(survey: Made, way: Way, times: int, *, after: int = 0) -> None:
    """Have so many entered into the register, so many days after the first."""
    Entry.objects.bulk_create(
        Entry(process_id=survey.opened, key=uuid4().bytes * 2, way=way, on=(AT + timedelta(days=after)).date())
        for _ in range(times)
    )


def publish(survey: Made) -> None:
    """Close and publish a survey."""
    if Survey.objects.get(pk=survey.id).closed_at is None:
        closed(survey)
    actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)


def address(survey: Made, name: str = "result") -> str:
    """Return the address of the result, or of one of its files."""
    with translation.override("de"):
        return reverse(f"web:{name}", args=[Survey.objects.get(pk=survey.id).slug])


def answered_survey() -> Made:
    """Make a survey that 120 have answered, in three districts and by three ways."""
    for place, name in enumerate(("Hafen", "Markt", "Werft")):
        make_district(name, lon=LON + 0.05 * place, lat=LAT)
    survey = make_survey(open=True, questions=ALL_KINDS, features=[Feature.SEX, Feature.DISTRICT])
    one, several, scale, _short, long, matrix, ranking, number, date = survey.questions
    codes = list(District.objects.order_by("name").values_list("code", flat=True))
    for place, (code, times) in enumerate(zip(codes, (60, 40, 20), strict=True)):
        for turn, sex in enumerate(("female", "male")):
            answers = {
                one: ("bus", "bike", "car")[(place + turn) % 3],
                several: ["bench", "light"] if turn else ["tree"],
                scale: 3 + turn,
                long: "Mehr Bänke!",
                matrix: {"a": 2 + place, "b": 0},
                ranking: ["a", "b"] if turn else ["b", "a"],
                number: str(100 * (place + 1)),
                date: f"2026-0{1 + place}-15",
            }
            count(survey, answers, {"sex": sex, "district": code}, times // 2)
    for way, times, after in ((Way.GUEST, 50, 0), (Way.MEMBER, 40, 1), (Way.PAPER, 30, 9)):
        enter(survey, way, times, after=after)
    return survey
