"""The districts of a survey that runs are counted when enough have come, kept guarded, and gone after the close."""

import pytest

from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys.rules import Feature
from smilecity.ground import hashes
from smilecity.understand.results import actions, queries
from smilecity.understand.results.models import Standing
from tests.factories import AT, CLOSES_AT, SCALE, Made, closed, make_draft, make_survey

pytestmark = pytest.mark.django_db

NORTH, SOUTH = "north", "south"


def _from(survey: Made, district: str, number: int) -> None:
    for _ in range(number):
        draft = make_draft(survey, answers={}, profile={"district": district})
        surveys.submit_as_member(draft=draft, address=f"{draft}@example.org", secret=hashes.new_secret(), at=AT)


@pytest.fixture
def survey() -> Made:
    return make_survey(open=True, questions=[SCALE], features=[Feature.DISTRICT])


def test_nothing_is_counted_before_twenty_have_come(survey: Made) -> None:
    _from(survey, NORTH, 19)
    assert actions.count_districts(at=AT) == 0
    assert queries.standing(survey.id) is None


def test_districts_stand_in_steps_and_small_ones_not_at_all(survey: Made) -> None:
    _from(survey, NORTH, 17)
    _from(survey, SOUTH, 3)
    assert actions.count_districts(at=AT) == 1
    stood = queries.standing(survey.id)
    assert stood
    assert (stood.districts, stood.base, stood.taken_at) == ({NORTH: 15}, 20, AT)


def test_one_more_neighbour_changes_nothing(survey: Made) -> None:
    _from(survey, NORTH, 24)
    actions.count_districts(at=AT)
    before = queries.standing(survey.id)
    _from(survey, NORTH, 1)
    assert actions.count_districts(at=AT) == 0
    assert queries.standing(survey.id) == before


def test_whoever_does_not_ask_for_districts_has_none_counted() -> None:
    survey = make_survey(open=True, questions=[SCALE], features=[])
    _from(survey, NORTH, 20)
    assert actions.count_districts(at=AT) == 0


def test_after_the_close_they_are_gone(survey: Made) -> None:
    _from(survey, NORTH, 20)
    actions.count_districts(at=AT)
    closed(survey)
    assert actions.count_districts(at=CLOSES_AT) == 0
    assert not Standing.objects.exists()
