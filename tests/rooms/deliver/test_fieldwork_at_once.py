"""The same entry from two threads counts once; of two colleagues one ends the order; nobody overtakes the office."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Photo, Step
from smilecity.collect.contributions.rules import Stage, Status, Verb
from smilecity.deliver.answers.models import Note
from smilecity.deliver.fieldwork import actions
from smilecity.deliver.fieldwork.actions import CrewPhoto, Settled
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import State
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from tests.factories import AT, make_staff
from tests.factories_answers import make_answering_office, make_case, seen
from tests.factories_fieldwork import make_crew, make_worker, ordered
from tests.support.pictures import photo
from tests.support.side_by_side import at_once, not_yet_committed, wait_until_blocked

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(hours=3)


def settling(order: UUID, token: UUID, by: User, said: str = "Fertig.", *, done: bool = True) -> Callable[[], Settled]:
    photos = [CrewPhoto(photo(), Stage.AFTER)]

    def act() -> Settled:
        return actions.settle(
            token=token, order=order, done=done, said=said, photos=photos, made_at=None, by=by, at=LATER
        )

    return act


def a_spot() -> tuple[Contribution, int, User, UUID]:
    office = make_answering_office()
    row, crew = make_case(office), make_crew(office)
    return row, crew, make_worker(crew), ordered(row, crew)


def files() -> set[Path]:
    return set(Path(settings.MEDIA_ROOT).rglob("*.webp"))


@pytest.mark.parametrize("number", [2, 4])
def test_the_same_entry_sent_at_the_same_moment_counts_once(number: int) -> None:
    row, _, worker, order = a_spot()
    before, token = files(), uuid4()
    ended = at_once(*[settling(order, token, worker) for _ in range(number)])
    assert [type(one) for one in ended] == [Settled] * number, ended
    settled = [one for one in ended if isinstance(one, Settled)]
    assert sorted(one.again for one in settled) == [False] + [True] * (number - 1)
    assert len({one.step for one in settled}) == 1
    assert (Entry.objects.count(), Photo.objects.count()) == (1, 1)
    assert Step.objects.filter(contribution=row, status=Status.DONE).count() == 1
    assert len(files() - before) == 2  # what the slower ones wrote is erased


def test_of_two_colleagues_one_ends_the_order_and_the_others_words_are_kept() -> None:
    row, crew, worker, order = a_spot()
    colleague = make_worker(crew)
    ended = at_once(settling(order, uuid4(), worker), settling(order, uuid4(), colleague, "Auch fertig."))
    assert sorted(one.late for one in ended if isinstance(one, Settled)) == [False, True]
    assert WorkOrder.objects.get().state == State.DONE
    assert Step.objects.filter(contribution=row, verb=Verb.REPLIED, status=Status.DONE).count() == 1
    assert Note.objects.filter(contribution=row, text__contains="schickte zu spät").count() == 1
    assert (Entry.objects.count(), Photo.objects.count()) == (2, 2)


def test_one_token_for_two_orders_at_the_same_moment_is_one_entry() -> None:
    row, crew, worker, order = a_spot()
    second = make_case(row.office_id, call=row.call_id)
    other, token, before = ordered(second, crew), uuid4(), files()
    ended = at_once(settling(order, token, worker), settling(other, token, worker))
    assert sorted(type(one).__name__ for one in ended) == ["Refused", "Settled"], ended
    assert sorted(WorkOrder.objects.values_list("state", flat=True)) == [State.DONE, State.OPEN]
    assert (Entry.objects.count(), len(files() - before)) == (1, 2)


def test_an_order_taken_back_at_the_same_moment_is_waited_for() -> None:
    row, _, worker, order = a_spot()
    office = make_staff()

    def withdraw() -> None:
        actions.withdraw_order(order=order, by=office, at=LATER)

    with not_yet_committed(withdraw) as commit:
        with_lock: list[Settled | Exception] = []

        def later() -> None:
            with_lock.extend(at_once(settling(order, uuid4(), worker)))

        from threading import Thread

        thread = Thread(target=later)
        thread.start()
        wait_until_blocked()
        commit()
        thread.join(60)
    assert [one.late for one in with_lock if isinstance(one, Settled)] == [True], with_lock
    row.refresh_from_db()
    assert (row.status, WorkOrder.objects.get().state) == (Status.ACCEPTED, State.WITHDRAWN)


def test_two_clerks_order_at_the_same_moment_and_one_order_is_given() -> None:
    office = make_answering_office()
    row, crew, known, by = make_case(office), make_crew(office), 0, make_staff()
    known = seen(row.pk)

    def order() -> UUID:
        return actions.order_work(contribution=row.pk, crew=crew, note="", urgent=False, seen=known, by=by, at=AT)

    ended = at_once(order, order)
    assert sorted(type(one).__name__ for one in ended) == ["Refused", "UUID"], ended
    assert WorkOrder.objects.count() == 1


def test_merging_and_ending_at_the_same_moment_get_in_nobodys_way() -> None:
    row, _, worker, order = a_spot()
    other = make_case(row.office_id, call=row.call_id)
    moderator = make_staff()

    def merge() -> Settled:
        trunk.merge(contribution=row.pk, into=other.pk, by=moderator, at=LATER)
        return Settled()

    ended = at_once(settling(order, uuid4(), worker), merge)
    assert not [one for one in ended if isinstance(one, Exception) and not isinstance(one, Refused)], ended
    assert WorkOrder.objects.get().state == State.DONE
    assert Step.objects.filter(status=Status.DONE).count() == 1
