"""Real races on one contribution: supports, edits and mergers at the same moment; all counts agree, nobody is stuck."""

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Contribution, Draft, Revision, Support
from smilecity.collect.contributions.rules import Act, End, Publicity, Settled, Status
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.register.models import Pending
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.factories_taking import ask_comment, ask_support, confirm, make_draft, new_address, send_off
from tests.support.side_by_side import at_once, beside, not_yet_committed, wait_until_blocked


@pytest.fixture(scope="module", autouse=True)
def _committed_for_real(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the tests of this file commit, each on contributions of its own; a fresh database follows on the last."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined] # see tests.support.database


@pytest.fixture
def staff() -> User:
    return make_staff()


def _rows(staff: User, number: int) -> list[UUID]:
    call = make_call()
    return [make_contribution(call, by=staff).pk for _ in range(number)]


def _agrees(contribution: UUID) -> int:
    """Check that the count of the list is that of the people; return it."""
    row = Contribution.objects.get(pk=contribution)
    assert row.supports == Support.objects.filter(contribution=row).count()
    return row.supports


def test_one_person_by_every_way_at_once_counts_once(staff: User) -> None:
    (row,) = _rows(staff, 1)
    user = make_resident(email="max@gmail.com")
    asked = [ask_support(row, spelling) for spelling in ("max@gmail.com", "M.A.X@gmail.com")]
    acts: list[Callable[[], object]] = [partial(confirm, one) for one in asked]
    acts += [partial(actions.support_as_member, contribution=row, user=user, informed=False, at=AT)] * 3
    ends = at_once(*acts)
    won = [end for end in ends if end is True or end == Settled(End.DONE, Act.SUPPORT, row)]
    assert len(won) == 1
    assert _agrees(row) == 1


def test_many_people_at_once_are_all_counted(staff: User) -> None:
    (row,) = _rows(staff, 1)
    asked = [ask_support(row) for _ in range(6)]
    ends = at_once(*[partial(confirm, one) for one in asked])
    assert ends == [Settled(End.DONE, Act.SUPPORT, row)] * 6
    assert _agrees(row) == 6


def test_a_link_clicked_four_times_at_once_stores_one_idea(staff: User) -> None:
    mailed = send_off(make_call())
    ends = at_once(*[partial(confirm, mailed)] * 4)
    assert sorted(end.end for end in ends if isinstance(end, Settled)) == [End.DONE, End.USED, End.USED, End.USED]
    assert Contribution.objects.filter(pk=mailed.draft).count() == 1


def test_a_member_who_clicks_four_times_at_once_stores_one_idea() -> None:
    draft, user = make_draft(), make_resident()
    submit = partial(actions.submit_as_member, draft=draft, user=user, informed=True, at=AT)
    assert at_once(*[submit] * 4) == [draft] * 4


def test_sent_off_in_four_tabs_it_waits_once() -> None:
    draft = make_draft()
    submit = partial(actions.submit_as_guest, draft=draft, address=new_address(), informed=False, language="de", at=AT)
    assert at_once(*[submit] * 4) == [None] * 4
    assert Pending.objects.filter(reference=draft).count() == 1


def test_asked_for_by_a_double_click_a_support_waits_once(staff: User) -> None:
    (row,), once = _rows(staff, 1), uuid4()
    ask = partial(
        actions.support_as_guest,
        contribution=row,
        address=new_address(),
        informed=False,
        language="de",
        at=AT,
        once=once,
    )
    assert at_once(*[ask] * 4) == [once] * 4
    assert Pending.objects.filter(reference=once).count() == 1


def test_a_support_that_waits_while_it_is_merged_counts_for_what_it_was_merged_into(staff: User) -> None:
    one, other = _rows(staff, 2)
    mailed = ask_support(one)
    merge = partial(actions.merge, contribution=one, into=other, by=staff, at=AT)
    with not_yet_committed(merge) as commit, beside(partial(confirm, mailed)) as supporting:
        wait_until_blocked()
        commit()
    assert supporting.result() == Settled(End.DONE, Act.SUPPORT, other)
    assert [_agrees(one), _agrees(other)] == [0, 1]


def test_a_support_that_is_being_counted_comes_along_when_it_is_merged(staff: User) -> None:
    one, other = _rows(staff, 2)
    mailed = ask_support(one)
    merge = partial(actions.merge, contribution=one, into=other, by=staff, at=AT)
    with not_yet_committed(partial(confirm, mailed)) as commit, beside(merge) as merging:
        wait_until_blocked()
        commit()
    assert merging.result() == other
    assert [_agrees(one), _agrees(other)] == [1, 1]


def test_moderator_and_author_at_once_one_wins_and_the_other_is_told(staff: User) -> None:
    mailed = send_off(make_call())
    confirm(mailed)
    author = Contribution.objects.get(pk=mailed.draft).author_id
    edit = partial(actions.edit, contribution=mailed.draft, revision=1, at=AT)
    ends = at_once(
        partial(edit, content=Content(title="Vom Autor"), by=None, author=author),
        partial(edit, content=Content(title="Von der Moderation"), by=staff, reason="Lesbarer"),
    )
    assert sorted(type(end).__name__ for end in ends) == ["Refused", "bool"]
    assert "inzwischen geändert" in str(next(end for end in ends if isinstance(end, Refused)))
    assert Contribution.objects.get(pk=mailed.draft).revision == 2
    assert Revision.objects.filter(contribution=mailed.draft).count() == 1


def test_merged_crosswise_at_once_there_is_no_circle(staff: User) -> None:
    for _ in range(3):
        rows = _rows(staff, 3)
        pairs = [(0, 1), (1, 2), (2, 0)]
        ends = at_once(*[partial(actions.merge, contribution=rows[a], into=rows[b], by=staff, at=AT) for a, b in pairs])
        assert {type(end) for end in ends} <= {UUID, Refused}
        standing = Contribution.objects.filter(pk__in=rows, merged_into=None).count()
        assert 1 <= standing <= 3


def test_in_a_rush_of_everything_nobody_waits_in_a_circle_and_all_numbers_agree(staff: User) -> None:
    rows = _rows(staff, 3)
    user = make_resident()
    acts: list[Callable[[], object]] = [partial(confirm, ask_support(row)) for row in rows for _ in range(2)]
    acts += [partial(confirm, ask_comment(row)) for row in rows]
    acts += [partial(actions.support_as_member, contribution=row, user=user, informed=True, at=AT) for row in rows]
    acts += [partial(actions.merge, contribution=rows[0], into=rows[1], by=staff, at=AT)]
    acts += [partial(actions.merge, contribution=rows[1], into=rows[2], by=staff, at=AT)]
    acts += [partial(actions.set_status, contribution=row, status=Status.DONE, by=staff, at=AT) for row in rows]
    acts += [partial(actions.drop_expired, at=AT)]
    ends = at_once(*acts)
    assert {type(end) for end in ends} <= {Settled, Refused, UUID, bool, int}
    for row in rows:
        _agrees(row)


def test_hidden_while_somebody_confirms_it_is_supported_before_or_the_link_waits(staff: User) -> None:
    (row,) = _rows(staff, 1)
    mailed = ask_support(row)
    hide = partial(actions.set_publicity, contribution=row, publicity=Publicity.HIDDEN, by=staff, at=AT)
    with not_yet_committed(hide) as commit, beside(partial(confirm, mailed)) as supporting:
        wait_until_blocked()
        commit()
    assert supporting.result() == Settled(End.GONE, Act.SUPPORT, row)
    assert Draft.objects.filter(pk=mailed.draft).exists()
    assert _agrees(row) == 0
