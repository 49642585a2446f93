"""A call ends, is given another end, and in a month nobody can tell any more who took part."""

from datetime import timedelta
from uuid import UUID

import pytest

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Kind
from smilecity.ground.refusals import Refused
from smilecity.people.register import actions as register
from smilecity.people.register.models import Entry, Process
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call
from tests.factories_taking import contribute, support

pytestmark = pytest.mark.django_db
END = AT + timedelta(days=7)
MONTH = timedelta(days=31)


def _extend(call: UUID) -> None:
    fields = CallFields(title={"de": "Ideen"}, opens_at=AT, closes_at=END + 3 * MONTH)
    actions.edit_call(call=call, fields=fields, by=make_staff(), at=END)


def _process(call: UUID) -> Process:
    return Call.objects.select_related("process").get(pk=call).process


def test_at_its_end_the_register_of_a_call_is_closed_once_and_a_month_later_it_forgets() -> None:
    call = make_call(closes_at=END)
    support(contribute(call))
    assert actions.close_due(at=END - timedelta(seconds=1)) == 0
    assert [actions.close_due(at=END), actions.close_due(at=END)] == [1, 0]
    assert register.forget_due(at=END + MONTH) == 1
    assert (_process(call).pepper, Entry.objects.count()) == (None, 0)
    assert Contribution.objects.get().supports == 1


def test_given_another_end_in_time_it_goes_on_with_the_same_people() -> None:
    call = make_call(closes_at=END)
    made = contribute(call)
    support(made, "max@example.org")
    actions.close_due(at=END)
    _extend(call)
    assert _process(call).forget_on is None
    assert support(made, "max@example.org", at=END) == "repeated"
    assert actions.close_due(at=END + MONTH) == 0


def test_once_it_has_forgotten_it_cannot_go_on() -> None:
    call = make_call(closes_at=END)
    actions.close_due(at=END)
    register.forget_due(at=END + MONTH)
    with pytest.raises(Refused, match="nicht wieder öffnen"):
        _extend(call)


def test_calls_are_found_by_kind_while_they_are_open() -> None:
    ending, staying, draft = make_call(closes_at=END), make_call(), make_call(opens_at=None)
    make_call(Kind.PLACE)
    assert {row.id for row in queries.open_calls(Kind.IDEA, AT)} == {ending, staying}
    assert {row.id for row in queries.open_calls(Kind.IDEA, END)} == {staying}
    assert {row.id for row in queries.all_calls()} >= {ending, staying, draft}
    row = queries.call_by_id(ending)
    assert row
    assert queries.call_by_slug(row.slug) == row
    assert [row.accepts(AT), row.accepts(END)] == [True, False]
