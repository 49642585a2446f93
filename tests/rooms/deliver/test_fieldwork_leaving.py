"""Who leaves a crew may still send for a while what waits on their device, and sees nothing of it any more."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Stage, Status
from smilecity.deliver.answers.models import Note
from smilecity.deliver.fieldwork import actions, queries
from smilecity.deliver.fieldwork.actions import CrewPhoto, Settled
from smilecity.deliver.fieldwork.models import CrewMember, WorkOrder
from smilecity.deliver.fieldwork.rules import LEFT_KEPT, State
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.owndata.registry import holdings
from smilecity.people.owndata.rules import Person
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_answers import make_answering_office, make_case
from tests.factories_fieldwork import make_crew, make_worker, ordered
from tests.support.pictures import photo

pytestmark = pytest.mark.django_db
NOON = AT + timedelta(hours=3)


class Leaver:
    """Somebody who has an order and is taken out of the crew at noon; `elsewhere`: they are in another one, too."""

    def __init__(self, *, elsewhere: bool = False) -> None:
        self.office = make_answering_office()
        self.crew = make_crew(self.office)
        self.row = make_case(self.office)
        self.order = ordered(self.row, self.crew)
        self.user = make_worker(self.crew, *([make_crew(self.office, "Team Süd")] if elsewhere else []))
        actions.remove_from_crew(crew=self.crew, user=self.user.pk, by=make_staff(), at=NOON)
        self.user = User.objects.get(pk=self.user.pk)

    def sends(self, *, done: bool = True, order: UUID | None = None, at: datetime = NOON) -> Settled:
        said = "Fertig." if done else "Zu tief."
        return actions.settle(
            token=uuid4(), order=order or self.order, done=done, said=said, made_at=AT, by=self.user, at=at
        )


@pytest.mark.parametrize("elsewhere", [False, True])
def test_work_that_was_done_counts_although_its_sender_has_left(*, elsewhere: bool) -> None:
    jo = Leaver(elsewhere=elsewhere)
    assert (Role.CREW in jo.user.role_set) is elsewhere
    assert jo.sends(at=NOON + LEFT_KEPT).step
    assert Contribution.objects.get(pk=jo.row.pk).status == Status.DONE
    assert WorkOrder.objects.get().state == State.DONE


def test_what_could_not_be_done_is_a_note_and_the_order_stays_with_the_crew() -> None:
    jo = Leaver()
    assert jo.sends(done=False).late
    assert (WorkOrder.objects.get().state, Note.objects.filter(text__contains="Zu tief.").count()) == (State.OPEN, 1)


def test_photos_of_how_it_was_found_still_come_in() -> None:
    jo = Leaver()
    picture = CrewPhoto(photo(), Stage.BEFORE)
    sent = actions.add_photos(token=uuid4(), order=jo.order, photos=[picture], made_at=AT, by=jo.user, at=NOON)
    assert len(sent.photos) == 1


def test_an_order_that_went_to_others_meanwhile_takes_it_too() -> None:
    jo = Leaver()
    south = make_crew(jo.office, "Team Süd")
    actions.change_crew(order=jo.order, crew=south, by=make_staff(), at=NOON)
    assert jo.sends().step


@pytest.mark.parametrize("elsewhere", [False, True])
def test_after_two_weeks_nothing_is_taken_any_more(*, elsewhere: bool) -> None:
    jo = Leaver(elsewhere=elsewhere)
    late = NOON + LEFT_KEPT + timedelta(seconds=1)
    with pytest.raises(Refused):
        jo.sends(at=late)
    assert queries.may_send(jo.user, at=late) is elsewhere


def test_an_order_that_was_given_after_somebody_left_was_never_theirs() -> None:
    jo = Leaver()
    order = ordered(make_case(jo.office), jo.crew)
    WorkOrder.objects.filter(pk=order).update(ordered_at=NOON + timedelta(minutes=1))
    with pytest.raises(Refused):
        jo.sends(order=order, at=NOON + timedelta(hours=1))


def test_who_left_sees_no_order_and_is_not_listed() -> None:
    jo = Leaver()
    assert queries.may_send(jo.user, at=NOON)
    assert queries.my_orders(jo.user, at=NOON) == []
    assert queries.my_order(jo.order, jo.user, at=NOON) is None
    assert [row.members for row in queries.crews(jo.office)] == [[]]


def test_who_comes_back_is_of_the_crew_as_before() -> None:
    jo = Leaver()
    actions.add_to_crew(crew=jo.crew, email=jo.user.email, by=None, at=NOON)
    jo.user = User.objects.get(pk=jo.user.pk)
    assert CrewMember.objects.get().left_at is None
    assert len(queries.my_orders(jo.user, at=NOON)) == 1
    assert not jo.sends(done=False).late


def test_leaving_twice_does_not_make_it_later() -> None:
    jo = Leaver()
    actions.remove_from_crew(crew=jo.crew, user=jo.user.pk, by=make_staff(), at=NOON + timedelta(days=9))
    assert CrewMember.objects.get().left_at == NOON


def test_who_left_is_forgotten_after_two_weeks_and_told_of_it_until_then() -> None:
    jo = Leaver()
    holding = next(one for one in holdings() if one.name == "fieldwork")
    person = Person(address=jo.user.email, user=jo.user.pk, contacts=frozenset())
    actions.forget_names(at=NOON + LEFT_KEPT)
    assert holding.export(person)["crews"] == [{"left_at": NOON, "of": "Team Nord"}]
    actions.forget_names(at=NOON + LEFT_KEPT + timedelta(seconds=1))
    assert not CrewMember.objects.exists()
