"""After a year nothing says who did what outside, and when by their clock; of what was erased no words stay."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Verb
from smilecity.deliver.answers.models import Note
from smilecity.deliver.fieldwork import actions, jobs
from smilecity.deliver.fieldwork.actions import Settled
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import NAMES_KEPT, State
from smilecity.people.owndata.registry import holdings
from smilecity.people.owndata.rules import Person
from tests.factories import AT, make_staff
from tests.factories_answers import make_answering_office, make_case, make_clerk
from tests.factories_fieldwork import make_crew, make_worker, ordered
from tests.jobs import waiting_jobs

pytestmark = pytest.mark.django_db
WORKED, HEARD = AT + timedelta(hours=1), AT + timedelta(hours=3)
OVER = HEARD + NAMES_KEPT
NOTE = "Schlüssel bei der Hausverwaltung, Tür 3."


class Spot:
    """A crew with somebody in it and an order whose note names somebody to ask."""

    def __init__(self) -> None:
        self.office = make_answering_office()
        self.crew = make_crew(self.office)
        self.worker = make_worker(self.crew)
        self.row, self.order = self.another()

    def another(self) -> tuple[Contribution, UUID]:
        row = make_case(self.office)
        return row, ordered(row, self.crew, note=NOTE)

    def sends(self, *, done: bool = True, said: str = "Fertig.", at: datetime = HEARD) -> Settled:
        return actions.settle(
            token=uuid4(), order=self.order, done=done, said=said, made_at=WORKED, by=self.worker, at=at
        )

    @property
    def now(self) -> WorkOrder:
        return WorkOrder.objects.get(pk=self.order)


def who_wrote(row: Contribution) -> set[UUID | None]:
    """Return the accounts of the notes about it and of the answer that it is done."""
    steps = Step.objects.filter(contribution=row, verb=Verb.REPLIED, text="Fertig.").values_list("by", flat=True)
    return {*steps, *Note.objects.filter(contribution=row, office=None).values_list("by", flat=True)}


@pytest.mark.parametrize("done", [True, False])
def test_the_case_names_who_worked_for_a_year_and_nobody_after(*, done: bool) -> None:
    spot = Spot()
    spot.sends(done=done)
    spot.sends(said="Noch einmal.")  # too late: a note
    actions.forget_names(at=OVER - timedelta(seconds=1))
    assert who_wrote(spot.row) == {spot.worker.pk}
    assert actions.forget_names(at=OVER) == 2
    assert who_wrote(spot.row) == {None}
    assert Note.objects.filter(contribution=spot.row, text__contains="Noch einmal.").exists()


def test_notes_and_answers_of_clerks_keep_their_names() -> None:
    spot = Spot()
    clerk = make_clerk(spot.office)
    Note.objects.create(contribution=spot.row, by=clerk, text="Bitte im Blick behalten.", at=WORKED)
    spot.sends()
    actions.forget_names(at=OVER)
    assert Note.objects.get(by=clerk).text == "Bitte im Blick behalten."
    assert Step.objects.filter(contribution=spot.row, verb=Verb.REPLIED).exclude(by=None).count() == 1


@pytest.mark.parametrize("done", [True, False])
def test_when_the_device_said_that_it_ended_gives_way_to_when_it_was_heard_of(*, done: bool) -> None:
    spot = Spot()
    spot.sends(done=done)
    spot.sends(at=HEARD + timedelta(hours=9))
    assert spot.now.settled_at == WORKED
    actions.forget_names(at=OVER)
    assert spot.now.settled_at == Entry.objects.earliest("received_at").received_at == HEARD
    actions.forget_names(at=OVER + timedelta(days=1))
    assert (spot.now.settled_at, spot.now.settled_by) == (HEARD, None)


def test_the_devices_clock_is_forgotten_although_its_owner_was_erased_before() -> None:
    spot = Spot()
    spot.sends()
    holding = next(one for one in holdings() if one.name == "fieldwork")
    holding.erase(Person(address=spot.worker.email, user=spot.worker.pk, contacts=frozenset()), HEARD)
    actions.forget_names(at=OVER)
    assert (Entry.objects.get().made_at, spot.now.settled_at) == (None, HEARD)


def test_what_a_former_crew_could_not_do_did_not_end_the_order() -> None:
    spot = Spot()
    south = make_crew(spot.office, "Team Süd")
    actions.change_crew(order=spot.order, crew=south, by=make_staff(), at=WORKED)
    spot.sends(done=False)
    spot.worker = make_worker(south)
    spot.sends(done=False, at=HEARD + timedelta(hours=1))
    actions.forget_names(at=OVER)
    assert spot.now.settled_at == HEARD + timedelta(hours=1)


def test_what_the_office_took_back_ended_when_it_said_so() -> None:
    spot = Spot()
    actions.withdraw_order(order=spot.order, by=make_staff(), at=WORKED)
    spot.sends()
    actions.forget_names(at=OVER)
    assert (spot.now.settled_at, spot.now.state) == (WORKED, State.WITHDRAWN)


def test_what_the_crew_was_told_goes_with_the_year_and_stays_while_the_order_is_open() -> None:
    spot = Spot()
    _row, waiting = spot.another()
    spot.sends()
    actions.forget_names(at=OVER)
    assert (spot.now.note, spot.now.said) == ("", "Fertig.")
    assert WorkOrder.objects.get(pk=waiting).note == NOTE


def test_of_a_contribution_that_was_erased_the_order_keeps_no_words() -> None:
    spot = Spot()
    other, kept = spot.another()
    spot.sends(done=False, said="Die Nachbarin von Nr. 5 hat keinen Schlüssel.")
    trunk.remove(contribution=spot.row.pk, by=make_staff(), reason="Ein Name stand darin.", at=HEARD)
    Note.objects.create(contribution=spot.row, by=None, text="Von der Stelle.", at=AT)
    assert waiting_jobs().count(jobs.forget_words.name) == 1
    jobs.forget_words(str(spot.row.pk))
    assert (spot.now.note, spot.now.said, spot.now.state) == ("", "", State.RETURNED)
    assert WorkOrder.objects.get(pk=kept).note == NOTE
    assert [note.text for note in Note.objects.filter(contribution=spot.row, office=None)] == ["Von der Stelle."]
    trunk.remove(contribution=other.pk, by=make_staff(), reason="Ein Name stand darin.", at=HEARD)
    jobs.forget_words(str(other.pk))
    assert (WorkOrder.objects.get(pk=kept).note, WorkOrder.objects.get(pk=kept).state) == ("", State.OPEN)


def test_orders_of_what_was_merged_into_it_keep_no_words_either() -> None:
    spot = Spot()
    other = make_case(spot.office, call=spot.row.call_id)
    trunk.merge(contribution=spot.row.pk, into=other.pk, by=make_staff(), at=AT)
    spot.sends(done=False, said="Die Nachbarin von Nr. 5 hat keinen Schlüssel.")
    assert Note.objects.filter(contribution=other).count() == 1
    trunk.remove(contribution=other.pk, by=make_staff(), reason="Ein Name stand darin.", at=HEARD)
    jobs.forget_words(str(other.pk))
    assert (spot.now.note, spot.now.said) == ("", "")
    assert not Note.objects.filter(contribution=other).exists()
