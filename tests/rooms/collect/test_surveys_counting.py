"""Participations by day, by way and by district: what the register and the answers know in numbers."""

from datetime import timedelta

import pytest

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.queries import counting
from smilecity.ground import hashes
from smilecity.people.register import actions as register
from smilecity.people.register.rules import Way
from tests.factories import AT, CLOSES_AT, closed, make_draft, make_survey, take_part, take_part_as_member
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_participations_are_counted_by_day_and_by_way_in_two_statements() -> None:
    survey = make_survey(open=True)
    take_part(survey, "a@example.org")
    take_part(survey, "b@example.org", at=AT + DAY)
    take_part_as_member(survey, "c@example.org", at=AT + DAY)
    with statements() as sent:
        found = counting.taken(survey.opened)
    assert len(sent) == 2
    assert found.by_day == {AT.date(): 1, AT.date() + DAY: 2}
    assert found.by_way == {Way.GUEST: 2, Way.MEMBER: 1}


def test_a_survey_that_was_never_opened_has_nobody() -> None:
    assert counting.participations_by_day(None) == {}
    assert counting.participations_by_way(None) == {}


def test_the_day_is_the_citys_day() -> None:
    survey = make_survey(open=True)
    take_part(survey, "late@example.org", at=AT.replace(hour=23, minute=30))
    assert counting.participations_by_day(survey.opened) == {AT.date() + DAY: 1}


def test_the_counts_outlive_the_hashes() -> None:
    survey = make_survey(open=True)
    take_part(survey, "a@example.org")
    take_part_as_member(survey, "b@example.org", at=AT + DAY)
    before = counting.taken(survey.opened)
    closed(survey)
    assert register.forget_due(at=CLOSES_AT + timedelta(days=30)) == 1
    assert counting.taken(survey.opened) == before


def test_districts_are_counted_among_those_who_told_theirs() -> None:
    survey = make_survey(open=True)
    for number in range(2):
        draft = make_draft(survey, profile={"district": "de-rostock-17"})
        member = f"m{number}@example.org"
        actions.submit_as_member(draft=draft, address=member, secret=hashes.new_secret(), at=AT)
    take_part(survey, "untold@example.org")
    with statements() as sent:
        assert counting.participations_by_district(survey.id) == {"de-rostock-17": 2}
    assert len(sent) == 1
