"""The queue: everything once, the oldest first, a page at a time, for a fixed number of statements."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.queries import queue, things
from smilecity.understand.moderation.queries.queue import Filter
from smilecity.understand.moderation.rules import Target, Why
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.factories_moderation import hidden, make_comment, make_flag, make_waiting, seen
from tests.factories_reports import make_category
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def test_it_holds_what_waits_what_is_reported_and_what_is_public_unread() -> None:
    first, reported, unread = make_waiting(), make_contribution(), make_contribution()
    make_flag(reported.pk)
    actions.notice(target=Target(unread.pk), at=AT + timedelta(minutes=1))
    found = {item.id: item.why for item in queue.page(Filter())}
    assert found == {first.pk: Why.WAITING, reported.pk: Why.FLAGGED, unread.pk: Why.UNSEEN}
    assert queue.counts(Filter()) == {Why.WAITING: 1, Why.FLAGGED: 1, Why.UNSEEN: 1}


def test_nothing_stands_in_it_twice() -> None:
    row = make_contribution()
    actions.notice(target=Target(row.pk), at=AT)
    for _n in range(3):
        make_flag(row.pk)
    [item] = queue.page(Filter())
    assert (item.why, item.flags) == (Why.FLAGGED, 3)


def test_what_is_decided_leaves_it() -> None:
    row = make_contribution()
    make_flag(row.pk)
    hidden(row.pk)
    assert queue.page(Filter()) == []


def test_what_its_author_withdrew_unread_needs_no_look() -> None:
    from smilecity.collect.contributions.actions import set_publicity
    from smilecity.collect.contributions.rules import Publicity

    row = make_contribution()
    actions.notice(target=Target(row.pk), at=AT)
    set_publicity(contribution=row.pk, publicity=Publicity.WITHDRAWN, by=None, at=AT)
    assert queue.page(Filter()) == []


@pytest.mark.parametrize("kind", ["", "idea", "place", "report", "comment"])
@pytest.mark.parametrize("why", [None, *Why])
def test_a_filter_shows_what_it_names(kind: str, why: Why | None) -> None:
    expected: set[tuple[str, Why]] = set()
    make_category("loch")
    for each in Kind:
        category = "loch" if each is Kind.REPORT else ""
        make_contribution(make_call(each, moderation=Moderation.BEFORE), category=category)
        shown = make_contribution(make_call(each), category=category)
        actions.notice(target=Target(shown.pk), at=AT)
        make_comment(shown, before=True)
        flagged = make_contribution(make_call(each), category=category)
        make_flag(flagged.pk)
        expected |= {(each.value, Why.WAITING), (each.value, Why.UNSEEN), (each.value, Why.FLAGGED)}
    expected.add(("comment", Why.WAITING))
    found = queue.page(Filter(kind=kind, why=why), most=50)
    wanted = {pair for pair in expected if kind in {"", pair[0]} and why in {None, pair[1]}}
    assert {("comment" if item.comment else item.kind, item.why) for item in found} == wanted


def test_a_call_can_be_read_by_itself() -> None:
    row = make_waiting()
    make_waiting()
    assert [item.id for item in queue.page(Filter(call=row.call_id))] == [row.pk]


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    call = make_call(moderation=Moderation.BEFORE)
    staff = make_staff()
    rows = [make_contribution(call, by=staff, at=AT + timedelta(minutes=n // 3)) for n in range(9)]
    make_flag(make_contribution(by=staff).pk, at=AT + timedelta(minutes=1))
    found, after = [], None
    while page := queue.page(Filter(), after=after, most=2):
        found += page
        after = (page[-1].since, page[-1].id)
    assert len(found) == len({item.id for item in found}) == 10
    assert [item.since for item in found] == sorted(item.since for item in found)
    assert {row.pk for row in rows} < {item.id for item in found}


def test_twice_as_much_takes_as_many_statements() -> None:
    def cost(act: Callable[[], object]) -> int:
        with statements() as sent:
            act()
        return len(sent)

    for _n in range(2):
        for _m in range(4):
            make_waiting()
        assert cost(lambda: queue.page(Filter())) == 1
        assert cost(lambda: queue.counts(Filter())) == 1


def test_one_thing_with_all_around_it_costs_the_same_however_much_there_is() -> None:
    row, staff = make_contribution(), make_staff(Role.MODERATOR)

    def cost() -> int:
        with statements() as sent:
            found = things.thing(row.pk)
            assert found
            things.around(found.target)
        return len(sent)

    make_flag(row.pk)
    actions.keep(target=Target(row.pk), seen=seen(row.pk), by=staff, at=AT)
    few = cost()
    for n in range(3):
        actions.keep(target=Target(row.pk), seen=seen(row.pk), by=staff, at=AT + timedelta(minutes=n))
        make_flag(row.pk)
    assert cost() == few <= 8
