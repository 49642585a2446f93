"""Merging is the right of the office whose contribution goes on elsewhere, also where it goes on elsewhere already."""

from datetime import timedelta

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.deliver.answers import actions
from smilecity.deliver.answers.actions import merging
from smilecity.deliver.answers.rules import rights
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from tests.factories import AT, make_staff
from tests.factories_answers import make_answering_office, make_case, make_clerk, seen
from tests.factories_contributions import make_call, make_office

pytestmark = pytest.mark.django_db
TEXT = "Beide wollen dasselbe."


def merge(row: Contribution, into: Contribution, by: User) -> object:
    return actions.merge(contribution=row.pk, into=into.pk, text=TEXT, by=by, at=AT)


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
