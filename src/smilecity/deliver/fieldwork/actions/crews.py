"""Crews are put together by the head of their office. Who joins one gets the role that opens the pages outside."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.city.models import Office
from smilecity.collect.contributions.rules import clean_line
from smilecity.deliver.fieldwork import reading, rules
from smilecity.deliver.fieldwork.actions.ordering import withdraw_forgotten
from smilecity.deliver.fieldwork.models import Crew, CrewMember
from smilecity.deliver.fieldwork.rules import Act, Place
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people import actions as people
from smilecity.people.models import User
from smilecity.people.rules import Role

NO_NAME = sentence("Bitte geben Sie dem Team einen Namen.")
NAME_TAKEN = sentence("Ein Team dieser Stelle heißt schon so. Bitte wählen Sie einen anderen Namen.")
NO_OFFICE = sentence("Diese Stelle gibt es nicht mehr.")
CREW_GONE = sentence("Dieses Team gibt es nicht mehr.")
STILL_WORKS = sentence(
    "Dieses Team hat noch offene Aufträge. Bitte geben Sie sie zuerst einem anderen Team oder ziehen Sie sie zurück."
)
NO_ACCOUNT = sentence("Ein Konto mit dieser E-Mail-Adresse gibt es nicht. Die Person legt es auf der Seite selbst an.")


@transaction.atomic
def make_crew(*, office: int, name: str, by: User | None, at: datetime) -> int:
    """Make a crew of an office; return it. `by` None: the program itself. Raises Refused."""
    _require_right(office, by, at)
    if not Office.objects.filter(pk=office, retired_on=None).exists():
        raise Refused(NO_OFFICE)
    made = Crew.objects.create(office_id=office, name=_name(office, name, None))
    _record("make_crew", made, by, at)
    return made.pk


@transaction.atomic
def rename_crew(*, crew: int, name: str, by: User, at: datetime) -> None:
    """Let a crew be called otherwise. Raises Refused."""
    row = _held(crew, by, at)
    row.name = _name(row.office_id, name, crew)
    row.save(update_fields=["name"])
    _record("rename_crew", row, by, at)


@transaction.atomic
def close_crew(*, crew: int, by: User, at: datetime) -> None:
    """Let a crew get no more orders; what it does not see any more is taken back. Raises Refused while it has work."""
    row = _held(crew, by, at)
    if reading.going_on().filter(crew=row).exists():
        raise Refused(STILL_WORKS)
    withdraw_forgotten(crew=row, by=by, at=at)
    row.active = False
    row.save(update_fields=["active"])
    _record("close_crew", row, by, at)


@transaction.atomic
def open_crew(*, crew: int, by: User, at: datetime) -> None:
    """Let a crew that was closed get orders again. Raises Refused."""
    row = _held(crew, by, at)
    row.active = True
    row.save(update_fields=["active"])
    _record("open_crew", row, by, at)


@transaction.atomic
def add_to_crew(*, crew: int, email: str, by: User | None, at: datetime) -> UUID:
    """Let somebody work in a crew; return the account, which gets the role for it. Raises Refused."""
    row = _held(crew, by, at)
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refused(NO_ACCOUNT)
    if Role.CREW not in user.role_set:
        people.give_roles(user=user.pk, roles=user.role_set | {Role.CREW}, by=by.pk if by else None, at=at)
    CrewMember.objects.update_or_create(crew=row, user=user, defaults={"left_at": None})
    _record("add_to_crew", row, by, at)
    return user.pk


@transaction.atomic
def remove_from_crew(*, crew: int, user: UUID, by: User, at: datetime) -> None:
    """Let somebody work in a crew no more; in none, they lose the role, too. Raises Refused.

    What waits on their device is taken for a while yet (rules.LEFT_KEPT).
    """
    row = _held(crew, by, at)
    CrewMember.objects.filter(crew=row, user=user, left_at=None).update(left_at=at)
    account = User.objects.filter(pk=user).first()
    if account and Role.CREW in account.role_set and not CrewMember.objects.filter(user=user, left_at=None).exists():
        people.give_roles(user=user, roles=account.role_set - {Role.CREW}, by=by.pk, at=at)
    _record("remove_from_crew", row, by, at)


def _held(crew: int, by: User | None, at: datetime) -> Crew:
    row = Crew.objects.select_for_update().filter(pk=crew).first()
    if row is None:
        raise Refused(CREW_GONE)
    _require_right(row.office_id, by, at)
    return row


def _require_right(office: int, by: User | None, at: datetime) -> None:
    if by is None:
        return
    standing = reading.standing_of(by, timezone.localdate(at))
    reason = rules.why_not_act(Act.CREWS, standing, Place(office))
    if reason:
        raise Refused(reason)


def _name(office: int, name: str, crew: int | None) -> str:
    called = clean_line(name, rules.NAME_MOST)
    if not called:
        raise Refused(NO_NAME)
    if Crew.objects.filter(office=office, name=called).exclude(pk=crew or 0).exists():
        raise Refused(NAME_TAKEN)
    return called


def _record(verb: str, crew: Crew, by: User | None, at: datetime) -> None:
    subject = f"office:{crew.office_id}"
    audit.record(
        actor=by.pk if by else None, verb=f"fieldwork.{verb}", subject=subject, at=at, details={"crew": crew.name}
    )
