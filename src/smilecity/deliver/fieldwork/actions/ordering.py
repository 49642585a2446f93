"""An office orders a crew, orders another one instead, or takes the order back.

Locks: contribution, then crew, then order.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import OPEN, Status, clean_text
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.answers.actions.acting import require_public, require_unchanged
from smilecity.deliver.fieldwork import reading, rules
from smilecity.deliver.fieldwork.models import Crew, WorkOrder
from smilecity.deliver.fieldwork.rules import Act, Place, State
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

NO_CREW = sentence("Dieses Team bekommt keine Aufträge mehr. Bitte wählen Sie ein anderes.")
OTHER_OFFICE = sentence("Dieses Team gehört zu einer anderen Stelle. Bitte übergeben Sie ihr zuerst den Beitrag.")
SAME_CREW = sentence("Dieses Team hat den Auftrag schon.")
ORDER_GONE = sentence("Diesen Auftrag gibt es nicht mehr.")
CLOSED = sentence("Dieser Beitrag ist abgeschlossen. Bitte öffnen Sie ihn zuerst wieder.")
NO_OFFICE = sentence("Noch ist keine Stelle zuständig. Bitte wählen Sie zuerst eine.")


@transaction.atomic
def order_work(*, contribution: UUID, crew: int, note: str, urgent: bool, seen: int, by: User, at: datetime) -> UUID:
    """Order a crew of the office to see to a contribution; return the order. Raises Refused.

    Who waits for an answer is told that somebody comes: what was open is accepted. `seen`: as for an answer.
    """
    row = held(contribution)
    taken = WorkOrder.objects.filter(contribution=row, state=State.OPEN).exists()
    _require_right(Act.ORDER, Place(row.office_id, crew, state=State.OPEN if taken else None), by, at)
    require_public(row)
    require_unchanged(row, seen)
    _require_open(row)
    said = clean_text(note, rules.NOTE_MOST)
    ordered = _crew(crew, row)
    if Status(row.status) in OPEN:
        text, status = rules.ORDERED_SENTENCE, Status.ACCEPTED
        answers.answer(contribution=row.pk, text=text, status=status, seen=seen, by=by, at=at)
    made = WorkOrder.objects.create(
        contribution=row, crew=ordered, note=said, urgent=urgent, ordered_by=by, ordered_at=at
    )
    _record("order_work", made, by, at, crew=ordered.name)
    return made.pk


@transaction.atomic
def change_crew(*, order: UUID, crew: int, by: User, at: datetime) -> None:
    """Give an order to another crew of the office; the one that had it may still send what it did. Raises Refused."""
    row, contribution = _held(order, crew)
    _require_right(Act.MOVE, reading.place_of(row, contribution.office_id), by, at)
    if row.crew_id == crew:
        raise Refused(SAME_CREW)
    ordered = _crew(crew, contribution)
    row.former = sorted({*row.former, row.crew_id} - {crew})
    row.crew = ordered
    row.save(update_fields=["crew", "former"])
    _record("change_crew", row, by, at, crew=ordered.name)


@transaction.atomic
def withdraw_order(*, order: UUID, by: User, at: datetime) -> None:
    """Take an order back; what the public reads stays as it is. Raises Refused."""
    row, contribution = _held(order)
    _require_right(Act.WITHDRAW, reading.place_of(row, contribution.office_id, row.crew.office_id), by, at)
    _withdraw(row, by, at)


def withdraw_forgotten(*, crew: Crew, by: User, at: datetime) -> None:
    """Take back what a crew, held by the caller, does not see any more though nobody ended it."""
    for row in WorkOrder.objects.select_for_update().filter(crew=crew, state=State.OPEN).order_by("pk"):
        _withdraw(row, by, at)


def _withdraw(row: WorkOrder, by: User, at: datetime) -> None:
    row.state, row.settled_by, row.settled_at = State.WITHDRAWN, by, at
    row.save(update_fields=["state", "settled_by", "settled_at"])
    _record("withdraw_order", row, by, at)


def _held(order: UUID, crew: int | None = None) -> tuple[WorkOrder, Contribution]:
    """Return an order with its contribution, both locked, the contribution first. Raises Refused.

    `crew`: the one that is to have it, locked in between, as whoever closes it does.
    """
    about = WorkOrder.objects.filter(pk=order).values_list("contribution", flat=True).first()
    if about is None:
        raise Refused(ORDER_GONE)
    contribution = held(about)
    if crew is not None:
        Crew.objects.select_for_update().filter(pk=crew).first()
    return WorkOrder.objects.select_for_update().get(pk=order), contribution


def _crew(crew: int, row: Contribution) -> Crew:
    """Return the crew, locked, so that nobody closes it meanwhile. Raises Refused."""
    found = Crew.objects.select_for_update().filter(pk=crew, active=True).first()
    if found is None:
        raise Refused(NO_CREW)
    if found.office_id != row.office_id:
        raise Refused(OTHER_OFFICE)
    return found


def _require_open(row: Contribution) -> None:
    if row.office_id is None:
        raise Refused(NO_OFFICE)
    if Status(row.status) in {Status.DONE, Status.DECLINED}:
        raise Refused(CLOSED)


def _require_right(act: Act, place: Place, by: User, at: datetime) -> None:
    reason = rules.why_not_act(act, reading.standing_of(by, timezone.localdate(at)), place)
    if reason:
        raise Refused(reason)


def _record(verb: str, order: WorkOrder, by: User, at: datetime, **details: str | int | bool) -> None:
    subject = f"contribution:{order.contribution_id}"
    audit.record(actor=by.pk, verb=f"fieldwork.{verb}", subject=subject, at=at, details=details)
