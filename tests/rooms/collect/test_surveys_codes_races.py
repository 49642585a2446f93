"""Real races for one code: whoever comes first counts, nobody else, and making it void waits for who redeems."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft
from smilecity.collect.surveys.rules import End, Settled
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.codes.models import Sheet
from smilecity.people.codes.rules import USED, VOID
from smilecity.people.register import queries as register
from smilecity.people.register.models import Entry
from smilecity.people.register.rules import Way
from tests.factories import AT, Made, make_draft, make_staff, make_survey
from tests.factories_codes import allow, make_codes
from tests.support.side_by_side import at_once, beside, not_yet_committed, wait_until_blocked


@pytest.fixture(scope="module", autouse=True)
def _committed_for_real(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the tests of this file commit, each in a survey of its own; a fresh database follows on the last."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined] # see tests.support.database


@pytest.fixture
def survey() -> Made:
    made = make_survey(open=True, by=make_staff())
    allow(made, *Way)
    return made


def submit(survey: Made, code: str, *, address: str = "") -> partial[Settled]:
    key = actions.read_code(survey=survey.id, typed=code, at=AT)
    return partial(
        actions.submit_by_code,
        draft=make_draft(survey),
        key=key,
        address=address,
        secret=hashes.new_secret(),
        at=AT,
    )


def paper(survey: Made, code: str) -> partial[bool]:
    answers = {str(survey.questions[0]): "bus"}
    return partial(
        actions.enter_paper,
        survey=survey.id,
        answers=answers,
        profile={},
        form=hashes.new_secret(),
        code=code,
        by=survey.staff,
        at=AT,
    )


def test_of_eight_who_redeem_one_code_at_once_one_counts(survey: Made) -> None:
    code = make_codes(survey)[0]
    results = at_once(*(submit(survey, code) for _ in range(8)))
    assert sum(isinstance(result, Settled) and result.end is End.COUNTED for result in results) == 1
    assert {result.sentence for result in results if isinstance(result, Refused)} == {USED}
    assert register.counts(survey.opened) == {Way.CODE: 1}
    assert queries.participations(survey.id) == 1
    # Whoever came too late keeps their answers.
    assert Draft.objects.filter(survey=survey.id).count() == 7


def test_paper_and_a_resident_race_for_one_code(survey: Made) -> None:
    code = make_codes(survey)[0]
    results = at_once(submit(survey, code), paper(survey, code))
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert sum(register.counts(survey.opened).values()) == 1
    assert queries.participations(survey.id) == 1


def test_one_account_with_two_codes_at_once_counts_once_and_burns_one(survey: Made) -> None:
    codes = make_codes(survey)
    results = at_once(*(submit(survey, code, address="max@example.org") for code in codes))
    ends = sorted(result.end.value for result in results if isinstance(result, Settled))
    assert ends == ["counted", "repeated", "repeated"]
    assert Entry.objects.filter(process=survey.opened).count() == 2
    assert queries.participations(survey.id) == 1


def test_making_codes_void_waits_for_who_redeems_one(survey: Made) -> None:
    code = make_codes(survey)[0]
    sheet = Sheet.objects.get(batch__process=survey.opened).pk
    void = partial(actions.void_codes, survey=survey.id, sheet=sheet, by=survey.staff, at=AT)
    with not_yet_committed(submit(survey, code)) as commit, beside(void) as voiding:
        wait_until_blocked()
        commit()
    assert not isinstance(voiding.result(), Exception)
    assert register.counts(survey.opened) == {Way.CODE: 1}


def test_who_redeems_while_codes_become_void_is_told(survey: Made) -> None:
    code = make_codes(survey)[0]
    sheet = Sheet.objects.get(batch__process=survey.opened).pk
    redeeming = submit(survey, code)
    void = partial(actions.void_codes, survey=survey.id, sheet=sheet, by=survey.staff, at=AT)
    with not_yet_committed(void) as commit, beside(redeeming) as ended:
        wait_until_blocked()
        commit()
    result = ended.result()
    assert isinstance(result, Refused)
    assert result.sentence == VOID
    assert queries.participations(survey.id) == 0
