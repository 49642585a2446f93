"""The law of the calendar: who may register, who moves up, what a text may be, who may do what."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.calendar import rules
from smilecity.collect.calendar.rules import Intake, Span, Standing, State, rights
from smilecity.collect.calendar.rules.rights import Act
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role

STARTS = datetime(2026, 3, 12, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


def intake(
    *,
    registration: bool = True,
    state: State = State.PLANNED,
    closes_hours: int = 0,
    capacity: int | None = 10,
    taken: int = 0,
    waiting_list: bool = True,
) -> Intake:
    return Intake(registration, state, STARTS, closes_hours, capacity, taken, waiting_list)


@pytest.mark.parametrize(
    ("offered", "at", "reason"),
    [
        (intake(), STARTS - HOUR, None),
        (intake(), STARTS, rules.TOO_LATE),
        (intake(closes_hours=24), STARTS - 23 * HOUR, rules.TOO_LATE),
        (intake(closes_hours=24), STARTS - 25 * HOUR, None),
        (intake(registration=False), STARTS - HOUR, rules.NOT_OFFERED),
        (intake(state=State.CANCELLED), STARTS - HOUR, rules.IS_CANCELLED),
        (intake(taken=10), STARTS - HOUR, None),
        (intake(taken=10, waiting_list=False), STARTS - HOUR, rules.FULL),
        (intake(taken=9, waiting_list=False), STARTS - HOUR, None),
        (intake(capacity=None, taken=5000, waiting_list=False), STARTS - HOUR, None),
    ],
)
def test_why_nobody_can_register(offered: Intake, at: datetime, reason: str | None) -> None:
    assert rules.why_closed(offered, at) == reason


@pytest.mark.parametrize(
    ("offered", "seats", "somebody_waits", "standing"),
    [
        (intake(taken=8), 2, False, Standing.BOOKED),
        (intake(taken=9), 2, False, Standing.WAITING),
        (intake(taken=9, waiting_list=False), 2, False, None),
        (intake(taken=9), 1, True, Standing.WAITING),
        (intake(capacity=None), 6, False, Standing.BOOKED),
    ],
)
def test_where_a_new_registration_stands(
    offered: Intake, seats: int, *, somebody_waits: bool, standing: Standing | None
) -> None:
    assert rules.standing_for(offered, seats, somebody_waits=somebody_waits) is standing


def test_who_waits_longest_moves_up_first_and_who_does_not_fit_keeps_the_place() -> None:
    large, small, last = uuid4(), uuid4(), uuid4()
    assert rules.moving_up(2, [(large, 3), (small, 1), (last, 1)]) == [small, last]


@given(st.integers(0, 30) | st.none(), st.lists(st.integers(1, rules.SEATS_MOST), max_size=20))
def test_moving_up_never_gives_away_more_than_is_free_and_leaves_nobody_out_who_fits(
    free: int | None, parties: list[int]
) -> None:
    waiting: list[tuple[UUID, int]] = [(uuid4(), seats) for seats in parties]
    moved = rules.moving_up(free, waiting)
    order = [booking for booking, _seats in waiting]
    assert moved == sorted(moved, key=order.index)
    given_away = sum(seats for booking, seats in waiting if booking in moved)
    if free is None:
        assert moved == order
    else:
        assert given_away <= free
        assert all(seats > free - given_away for booking, seats in waiting if booking not in moved)


@pytest.mark.parametrize("seats", [0, -1, rules.SEATS_MOST + 1])
def test_nobody_asks_for_no_places_or_too_many(seats: int) -> None:
    with pytest.raises(Refused):
        rules.check_seats(seats)


@pytest.mark.parametrize(
    ("length", "reason"),
    [(-HOUR, rules.ENDS_FIRST), (rules.LONGEST + HOUR, rules.LASTS_TOO_LONG), (HOUR, None), (timedelta(0), None)],
)
def test_a_date_ends_after_it_begins_and_within_a_year(length: timedelta, reason: str | None) -> None:
    span = Span(STARTS, STARTS + length)
    if reason is None:
        rules.check_span(span)
        return
    with pytest.raises(Refused) as refused:
        rules.check_span(span)
    assert refused.value.sentence == reason


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        ("https://www.example.org/a?b=1", True),
        ("http://example.org", True),
        ("", True),
        ("javascript:alert(1)", False),
        ("www.example.org", False),
        ("https://", False),
        ("https://a b.example", False),
    ],
)
def test_only_whole_web_addresses_are_links(link: str, *, taken: bool) -> None:
    if taken:
        assert rules.clean_link(link) == link
        return
    with pytest.raises(Refused):
        rules.clean_link(link)


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = rules.clean_text(text, 500)
    assert rules.clean_text(once, 500) == once


MAY = {
    Act.LOOK: {Role.EDITOR, Role.MODERATOR, Role.CLERK, Role.ANALYST, Role.ADMINISTRATOR},
    Act.WRITE: {Role.EDITOR, Role.ADMINISTRATOR},
    Act.STEER: {Role.EDITOR, Role.ADMINISTRATOR},
    Act.DOCUMENT: {Role.EDITOR, Role.ADMINISTRATOR},
    Act.IMPORT: {Role.EDITOR, Role.ADMINISTRATOR},
    Act.GUESTS: {Role.EDITOR, Role.CLERK, Role.ADMINISTRATOR},
}


@pytest.mark.parametrize(("act", "role"), list(product(Act, Role)))
def test_who_may_do_what(act: Act, role: Role) -> None:
    assert rights.may(act, frozenset({role})) is (role in MAY[act])


@pytest.mark.parametrize("act", list(Act))
def test_residents_may_do_nothing_at_the_desk(act: Act) -> None:
    assert not rights.may(act, frozenset())
