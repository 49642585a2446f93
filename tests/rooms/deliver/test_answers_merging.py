"""Merging is the right of the office whose contribution goes on elsewhere, also where it goes on elsewhere already."""

from datetime import datetime, timedelta

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.actions import merging
from smilecity.deliver.answers.queries.outcomes import Numbers
from smilecity.deliver.answers.rules import Outcome, rights
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk, seen
from tests.factories_contributions import make_call, make_contribution, make_office

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=40)
TEXT = "Beide wollen dasselbe."


def merge(row: Contribution, into: Contribution, by: User, at: datetime = AT) -> object:
    return actions.merge(contribution=row.pk, into=into.pk, text=TEXT, by=by, at=at)


def counted(at: datetime) -> Numbers:
    actions.count(at=at)
    return queries.numbers().total


def test_nobody_takes_another_offices_contribution_along_by_one_of_ones_own_that_became_part_of_it() -> None:
    call, mine, theirs = make_call(), make_answering_office(), make_office()
    own, foreign, target = make_case(mine, call=call), make_case(theirs, call=call), make_case(mine, call=call)
    clerk = make_clerk(mine)
    merge(own, foreign, clerk)
    with pytest.raises(Refused, match=rights.NOT_YOUR_OFFICE):
        merge(foreign, target, clerk)
    with pytest.raises(Refused) as refused:
        merge(own, target, clerk)
    assert str(refused.value) == merging.ELSEWHERE.format(number=foreign.number)
    foreign.refresh_from_db()
    assert foreign.merged_into is None


def test_merging_twice_into_the_same_changes_nothing_not_even_a_day_that_was_moved_since() -> None:
    call, office = make_call(), make_answering_office()
    own, target = make_case(office, call=call), make_case(office, call=call, at=AT + timedelta(days=3))
    clerk = make_clerk(office)
    assert merge(own, target, clerk) == target.pk
    target.refresh_from_db()
    later = (target.due_on or AT.date()) + timedelta(days=14)
    actions.extend(
        contribution=target.pk, due_on=later, text="Wir prüfen.", seen=seen(target.pk), by=make_staff(), at=AT
    )
    assert merge(own, target, clerk) == target.pk
    target.refresh_from_db()
    assert target.due_on == later


# --- no broken promise is merged away ------------------------------------------------------------------------------


def test_what_is_overdue_and_goes_on_as_part_of_something_answered_counts_as_late_and_stands_nowhere() -> None:
    call, office = make_call(), make_answering_office()
    own, target, clerk = make_case(office, call=call), make_case(office, call=call), make_clerk(office)
    answered(target, Status.ACCEPTED, by=clerk, at=AT)
    assert counted(LATE) == {Outcome.ON_TIME: 1, Outcome.OVERDUE: 1}
    merge(own, target, clerk, LATE)
    assert counted(LATE) == {Outcome.ON_TIME: 1, Outcome.LATE: 1}
    assert queries.numbers().by_office == {office: {Outcome.ON_TIME: 1, Outcome.LATE: 1}}
    assert queries.numbers().by_status == {(Kind.IDEA, Status.ACCEPTED): 1}
    assert queries.overdue(LATE.date())[0] == []


def test_what_is_parted_again_is_overdue_again_and_stays_late_when_it_is_answered() -> None:
    call, office = make_call(), make_answering_office()
    own, target, clerk = make_case(office, call=call), make_case(office, call=call), make_clerk(office)
    answered(target, Status.ACCEPTED, by=clerk, at=AT)
    merge(own, target, clerk, LATE)
    actions.part(contribution=own.pk, text="", by=clerk, at=LATE)
    assert counted(LATE) == {Outcome.ON_TIME: 1, Outcome.OVERDUE: 1}
    answered(own, Status.DONE, by=clerk, at=LATE)
    assert counted(LATE) == {Outcome.ON_TIME: 1, Outcome.LATE: 1}


def test_what_is_overdue_makes_the_open_one_overdue_that_it_becomes_part_of() -> None:
    call, office = make_call(), make_answering_office()
    own, target = make_case(office, call=call), make_case(office, call=call, at=LATE)
    clerk = make_clerk(office)
    merge(own, target, clerk, LATE)
    assert counted(LATE) == {Outcome.OVERDUE: 1}
    assert [row.number for row in queries.overdue(LATE.date())[0]] == [target.number]
    answered(target, Status.DONE, by=clerk, at=LATE)
    assert counted(LATE) == {Outcome.LATE: 1}


def test_a_promise_goes_on_also_where_the_other_has_none_yet() -> None:
    call = make_call()
    target = make_contribution(call)
    own = make_case(call=call)
    merge(own, target, make_clerk(own.office_id or 0))
    target.refresh_from_db()
    assert (target.office_id, target.due_on) == (own.office_id, own.due_on)


def test_what_was_answered_late_stays_late_when_it_becomes_part_of_another() -> None:
    call, office = make_call(), make_answering_office()
    own, target, clerk = make_case(office, call=call), make_case(office, call=call), make_clerk(office)
    answered(target, Status.ACCEPTED, by=clerk, at=AT)
    answered(own, Status.DONE, by=clerk, at=LATE)
    merge(own, target, clerk, LATE)
    assert counted(LATE) == {Outcome.ON_TIME: 1, Outcome.LATE: 1}


def test_what_is_in_time_counts_with_the_one_it_becomes_part_of() -> None:
    call, office = make_call(), make_answering_office()
    own, target, clerk = make_case(office, call=call), make_case(office, call=call), make_clerk(office)
    answered(target, Status.ACCEPTED, by=clerk, at=AT)
    merge(own, target, clerk)
    assert counted(LATE) == {Outcome.ON_TIME: 1}
