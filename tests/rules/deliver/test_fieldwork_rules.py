"""Who may do what outside, as a truth table; what counts of what comes late; which clock is believed."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions.rules import Status
from smilecity.deliver.fieldwork.rules import (
    Act,
    Place,
    Sort,
    Standing,
    State,
    Weight,
    days_late,
    digest,
    happened_at,
    look_back,
    may,
    may_send,
    may_work_outside,
    weigh,
    why_not_act,
    why_not_settle,
)
from smilecity.deliver.fieldwork.rules.rights import (
    NOT_OF_A_CREW,
    NOT_THE_HEAD,
    NOT_YOUR_CREW,
    NOT_YOUR_OFFICE,
    ORDERED_ALREADY,
    OVER,
)
from smilecity.people.rules import Role

OURS, THEIRS, CREWS = 1, 2, 3
OUR_CREW, OTHER_CREW, FORMER_CREW = 10, 20, 30
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
OUTSIDE = {Act.SEE, Act.PHOTO, Act.SETTLE}
PHASES = [None, *State]


def who(
    *roles: Role, office: int | None = None, head: int | None = None, crew: int | None = None, left: int | None = None
) -> Standing:
    def only(found: int | None) -> frozenset[int]:
        return frozenset({found} if found else ())

    return Standing(frozenset(roles), only(office), only(head), only(crew), only(left))


def place(state: State | None) -> Place:
    return Place(OURS, OUR_CREW if state else None, frozenset({FORMER_CREW}) if state else frozenset(), state, CREWS)


OPEN: set[State | None] = {State.OPEN}
ANY: set[State | None] = set(PHASES)
AT_DESK = {Act.ORDER: ANY - OPEN, Act.MOVE: OPEN, Act.WITHDRAW: OPEN}
# who: act -> phases in which it may be done. What is not named may never be done.
TABLE: dict[str, tuple[Standing, dict[Act, set[State | None]]]] = {
    "a resident": (who(), {}),
    "a crew's member": (
        who(Role.CREW, crew=OUR_CREW),
        {act: set(State) for act in OUTSIDE},
    ),
    "a member of the crew that had it": (
        who(Role.CREW, crew=FORMER_CREW),
        {Act.PHOTO: set(State), Act.SETTLE: set(State)},
    ),
    "a member of another crew": (who(Role.CREW, crew=OTHER_CREW), {}),
    "somebody who left the crew": (who(left=OUR_CREW), {Act.PHOTO: set(State), Act.SETTLE: set(State)}),
    "somebody who left the crew that had it": (who(left=FORMER_CREW), {Act.PHOTO: set(State), Act.SETTLE: set(State)}),
    "somebody who left it for another": (
        who(Role.CREW, crew=OTHER_CREW, left=OUR_CREW),
        {Act.PHOTO: set(State), Act.SETTLE: set(State)},
    ),
    "somebody who left another crew": (who(left=OTHER_CREW), {}),
    "somebody with the role and no crew": (who(Role.CREW), {}),
    "a member without the role": (who(crew=OUR_CREW), {}),
    "the crew's role and the office's list": (who(Role.CREW, office=OURS), {}),
    "a clerk": (who(Role.CLERK, office=OURS), AT_DESK),
    "a clerk of another office": (who(Role.CLERK, office=THEIRS), {}),
    "a clerk of the office of the crew, which has the case no more": (
        who(Role.CLERK, office=CREWS),
        {Act.WITHDRAW: OPEN},
    ),
    "the head of the office of the crew": (who(Role.CLERK, head=CREWS), {Act.WITHDRAW: OPEN}),
    "somebody of the office of the crew without the role": (who(office=CREWS, head=CREWS), {}),
    "a clerk of no office": (who(Role.CLERK), {}),
    "the head": (who(Role.CLERK, head=OURS), AT_DESK | {Act.CREWS: ANY}),
    "the head of another office": (who(Role.CLERK, head=THEIRS), {}),
    "a head who lost the role": (who(head=OURS), {}),
    "a clerk who works outside, too": (
        who(Role.CLERK, Role.CREW, office=OURS, crew=OUR_CREW),
        AT_DESK | {act: set(State) for act in OUTSIDE},
    ),
    "a clerk on the list of a crew": (who(Role.CLERK, office=THEIRS, crew=OUR_CREW), {}),
    "administration": (who(Role.ADMINISTRATOR), AT_DESK | {Act.CREWS: ANY}),
    "administration that works outside": (
        who(Role.ADMINISTRATOR, Role.CREW, crew=OUR_CREW),
        AT_DESK | {Act.CREWS: ANY} | {act: set(State) for act in OUTSIDE},
    ),
}
CASES = list(product(TABLE, Act, PHASES))


@pytest.mark.parametrize(("name", "act", "phase"), CASES)
def test_who_may_do_what_in_which_phase(name: str, act: Act, phase: State | None) -> None:
    standing, allowed = TABLE[name]
    expected = phase in allowed.get(act, set())
    assert may(act, standing, place(phase)) is expected
    assert (why_not_act(act, standing, place(phase)) is None) is expected


@pytest.mark.parametrize("role", set(Role) - {Role.CLERK, Role.CREW, Role.ADMINISTRATOR})
def test_other_roles_have_no_right_wherever_they_stand(role: Role) -> None:
    standing = Standing(frozenset({role}), frozenset({OURS}), frozenset({OURS}), frozenset({OUR_CREW}))
    assert not [act for act, phase in product(Act, PHASES) if may(act, standing, place(phase))]


@pytest.mark.parametrize("role", Role)
def test_only_crews_have_pages_outside(role: Role) -> None:
    assert may_work_outside(frozenset({role})) is (role is Role.CREW)


@pytest.mark.parametrize("role", Role)
def test_devices_are_heard_of_those_who_work_outside_or_have_just_left(role: Role) -> None:
    assert may_send(who(role)) is (role is Role.CREW)
    assert may_send(who(role, left=OTHER_CREW))
    assert not may_send(who(crew=OUR_CREW))


@pytest.mark.parametrize(
    ("act", "standing", "phase", "reason"),
    [
        (Act.SETTLE, who(Role.CREW, crew=OTHER_CREW), State.OPEN, NOT_YOUR_CREW),
        (Act.SETTLE, who(Role.ADMINISTRATOR), State.OPEN, NOT_OF_A_CREW),
        (Act.CREWS, who(Role.CLERK, office=OURS), None, NOT_THE_HEAD),
        (Act.ORDER, who(Role.CLERK, office=THEIRS), None, NOT_YOUR_OFFICE),
        (Act.ORDER, who(Role.CLERK, office=OURS), State.OPEN, ORDERED_ALREADY),
        (Act.WITHDRAW, who(Role.CLERK, office=OURS), State.DONE, OVER),
        (Act.WITHDRAW, who(Role.CLERK, office=CREWS), State.DONE, OVER),
        (Act.WITHDRAW, who(Role.CLERK, office=THEIRS), State.OPEN, NOT_YOUR_OFFICE),
        (Act.MOVE, who(Role.CLERK, office=CREWS), State.OPEN, NOT_YOUR_OFFICE),
        (Act.MOVE, who(Role.CREW, crew=OUR_CREW), State.OPEN, NOT_YOUR_OFFICE),
    ],
)
def test_a_refusal_says_why(act: Act, standing: Standing, phase: State | None, reason: str) -> None:
    assert why_not_act(act, standing, place(phase)) == reason


# done, state, still their order, shown -> weight; the report's status: waiting or not
@pytest.mark.parametrize(
    ("done", "state", "of_crew", "shown", "closed"),
    list(product((True, False), State, (True, False), (True, False), (True, False))),
)
def test_what_an_entry_does_when_it_arrives(
    *, done: bool, state: State, of_crew: bool, shown: bool, closed: bool
) -> None:
    if state is not State.OPEN:
        expected = Weight.NOTE
    elif done:
        unread = Weight.ANSWERED if closed else Weight.HIDDEN
        expected = Weight.PUBLIC if shown and not closed else unread
    else:
        expected = Weight.BACK if of_crew else Weight.NOTE
    for status in Status:
        if (status in {Status.DONE, Status.DECLINED}) is closed:
            assert weigh(done=done, state=state, of_crew=of_crew, shown=shown, status=status) is expected


@pytest.mark.parametrize(
    ("told", "shown", "status", "expected"),
    [
        (True, True, Status.DONE, Weight.PUBLIC),
        (True, False, Status.DONE, Weight.NOTE),
        (True, True, Status.DECLINED, Weight.NOTE),
        (True, True, Status.ACCEPTED, Weight.NOTE),
        (False, True, Status.DONE, Weight.ANSWERED),
        (False, False, Status.DECLINED, Weight.ANSWERED),
        (False, False, Status.ACCEPTED, Weight.HIDDEN),
        (False, True, Status.ACCEPTED, Weight.NOTE),
    ],
)
def test_what_is_said_of_work_that_was_done_is_true_now(
    *, told: bool, shown: bool, status: Status, expected: Weight
) -> None:
    assert look_back(told=told, shown=shown, status=status) is expected


def test_giving_back_needs_words_and_doing_needs_none() -> None:
    assert why_not_settle(done=True, has_words=False, photos=0) is None
    assert why_not_settle(done=False, has_words=True, photos=4) is None
    assert why_not_settle(done=False, has_words=False, photos=1)
    assert why_not_settle(done=True, has_words=True, photos=5)


@given(made=st.none() | st.timedeltas(min_value=timedelta(days=-9), max_value=timedelta(days=9)))
def test_a_devices_clock_is_believed_only_between_order_and_arrival(made: timedelta | None) -> None:
    received = AT + timedelta(days=2)
    said = None if made is None else AT + made
    found = happened_at(said, ordered_at=AT, received_at=received)
    assert AT <= found <= received
    assert found in {said, received}
    assert (found == said) or said is None or not AT <= said <= received


@given(days=st.integers(-40, 40))
def test_days_late_count_from_the_promised_day(days: int) -> None:
    today = date(2026, 3, 2)
    assert days_late(today - timedelta(days=days), today) == max(days, 0)
    assert days_late(None, today) == 0


_photos = st.lists(st.tuples(st.sampled_from(["before", "after"]), st.binary(max_size=4)), max_size=3)
_content = st.tuples(st.uuids(), st.sampled_from(Sort), st.text(max_size=3), _photos)


@given(first=_content, second=_content)
def test_two_entries_have_one_digest_only_if_they_say_the_same(
    first: tuple[UUID, Sort, str, list[tuple[str, bytes]]], second: tuple[UUID, Sort, str, list[tuple[str, bytes]]]
) -> None:
    assert (digest(*first) == digest(*second)) is (first == second)


def test_a_digest_tells_apart_what_only_reads_alike_in_a_row() -> None:
    order = uuid4()
    one = digest(order, Sort.DONE, "a", [("after", b"bc")])
    assert one != digest(order, Sort.DONE, "ab", [("after", b"c")])
    assert one != digest(order, Sort.DONE, "a", [("before", b"bc")])
