"""The law of moderation: who may do what, what can be decided about what, and how long it can be undone or appealed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.refusals import Refused
from smilecity.people.rules import DESK_ROLES, Role
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.rules import (
    GROUND_WORDS,
    NOT_BACK,
    REMEDY_WORDS,
    RIGHTS,
    Act,
    Ground,
    Outcome,
    Remedy,
    Seen,
)
from smilecity.understand.moderation.rules.samples import SAMPLES

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
_MODERATORS = {Role.MODERATOR, Role.ADMINISTRATOR}
MAY = {
    Act.LOOK: _MODERATORS | {Role.EDITOR},
    Act.DECIDE: _MODERATORS,
    Act.REMOVE: {Role.ADMINISTRATOR},
    Act.SETTLE: _MODERATORS,
    Act.TEMPLATES: _MODERATORS,
    Act.REPORT: set(DESK_ROLES),
}
WAITING, SHOWN, HIDDEN = Publicity.WAITING, Publicity.SHOWN, Publicity.HIDDEN
CAN = {
    Outcome.RELEASED: {WAITING, HIDDEN},
    Outcome.HIDDEN: {WAITING, SHOWN},
    Outcome.KEPT: {SHOWN, HIDDEN, Publicity.WITHDRAWN, Publicity.REMOVED},
    Outcome.EDITED: {WAITING, SHOWN, HIDDEN},
    Outcome.RESTORED: {WAITING, SHOWN, HIDDEN},
    Outcome.REMOVED: {WAITING, SHOWN, HIDDEN, Publicity.WITHDRAWN},
}
instants = st.integers(0, 100 * 365 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_who_may_do_what(act: Act, role: Role) -> None:
    allowed = role in MAY[act]
    assert rules.may(act, frozenset({role})) == allowed
    if not allowed:
        with pytest.raises(Refused, match="Berechtigung"):
            rules.require(act, frozenset({role}))


@pytest.mark.parametrize("act", Act)
def test_residents_may_do_nothing_here(act: Act) -> None:
    assert not rules.may(act, frozenset())


def test_every_act_has_its_right_and_every_ground_its_words() -> None:
    assert set(RIGHTS) == set(Act) == set(MAY)
    assert set(GROUND_WORDS) == set(Ground)


def test_every_remedy_has_its_words_and_only_what_can_be_taken_back_has_no_reason_against_it() -> None:
    assert set(REMEDY_WORDS) == set(Remedy)
    assert set(NOT_BACK) == {Remedy.ERASED, Remedy.BY_HAND, Remedy.NOTHING}


def test_the_reasons_to_begin_with_are_one_for_each_ground_that_can_be_said_the_same_every_time() -> None:
    assert {sample.ground for sample in SAMPLES} == set(Ground) - {Ground.ILLEGAL, Ground.OTHER}
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES) == 7
    assert all(len(sample.name) <= rules.TEMPLATE_NAME_MOST for sample in SAMPLES)


@pytest.mark.parametrize("publicity", Publicity)
@pytest.mark.parametrize("outcome", Outcome)
def test_what_can_be_decided_about_what(outcome: Outcome, publicity: Publicity) -> None:
    assert rules.possible(outcome, publicity) == (publicity in CAN[outcome])


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (Seen(SHOWN, 1), "schon entschieden"),
        (Seen(WAITING, 2), "gerade geändert"),
        (Seen(SHOWN, 2), "gerade geändert"),
    ],
)
def test_nobody_decides_about_what_they_have_not_seen(seen: Seen, sentence: str) -> None:
    rules.require_same(Seen(WAITING, 1), WAITING, 1)
    with pytest.raises(Refused, match=sentence):
        rules.require_same(seen, WAITING, 1)


def test_a_decision_can_be_undone_for_ten_minutes_to_the_second() -> None:
    assert rules.may_undo(AT, AT + timedelta(minutes=10) - timedelta(microseconds=1))
    assert not rules.may_undo(AT, AT + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("told", "until"),
    [
        (datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 9, 2, 12, tzinfo=UTC)),
        (datetime(2026, 8, 31, tzinfo=UTC), datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2027, 8, 31, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_complaint_is_possible_for_six_months(told: datetime, until: datetime) -> None:
    assert rules.appeal_until(told) == until


@given(instants, instants)
def test_nothing_is_forgotten_while_a_complaint_is_possible(told: datetime, at: datetime) -> None:
    if told <= rules.months_before(at):
        assert rules.appeal_until(told) <= at


@given(instants)
def test_six_months_are_never_less_than_180_days(told: datetime) -> None:
    assert rules.appeal_until(told) - told >= timedelta(days=180)


def test_nobody_judges_a_complaint_about_themselves_where_somebody_else_could() -> None:
    me, other = uuid4(), uuid4()
    rules.require_other(me, other, others=True)
    rules.require_other(None, me, others=True)
    rules.require_other(me, me, others=False)
    with pytest.raises(Refused, match="jemand anderes"):
        rules.require_other(me, me, others=True)
