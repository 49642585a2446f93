"""How the town hall is organised for answers: days, heads, responsibilities, clerks, and who stands in when."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.city import actions as city
from smilecity.city.models import Office
from smilecity.city.office_details import Details
from smilecity.deliver.answers import reading, rules
from smilecity.deliver.answers.models import Absence, Clerk, OfficeRule, Responsibility
from smilecity.deliver.answers.rules import Act, Duty
from smilecity.deliver.answers.rules.dates import DAYS_MOST
from smilecity.deliver.answers.rules.rights import NOT_IN_CHARGE
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people import actions as people
from smilecity.people.models import User
from smilecity.people.rules import Role

WRONG_DAYS = sentence("Bitte geben Sie 1 bis {most} Arbeitstage an.")
NO_ACCOUNT = sentence("Ein Konto mit dieser E-Mail-Adresse gibt es nicht. Die Person legt es auf der Seite selbst an.")
NO_OFFICE = sentence("Diese Stelle gibt es nicht mehr.")
FITS_EVERYTHING = sentence("Bitte wählen Sie mindestens ein Merkmal. Für alles Übrige gibt es die Auffangstelle.")
TAKEN = sentence("Für genau diese Merkmale ist schon eine Stelle zuständig.")
BACKWARDS = sentence("Der letzte Tag liegt vor dem ersten.")
OVER = sentence("Diese Zeit ist schon vorbei.")
ONESELF = sentence("Bitte wählen Sie eine andere Person als Vertretung.")
NOT_STAFF = sentence("Die Vertretung braucht selbst die Rolle Sachbearbeitung oder Administration.")


@transaction.atomic
def set_office_rule(*, office: int, days: int, head: str, fallback: bool, by: User | None, at: datetime) -> None:
    """Say within how many working days an office answers, and who heads it (an address, or none). Raises Refused.

    `fallback`: it takes what fits no other; there is one at most. What was promised before stays promised. `by` None:
    the program itself.
    """
    _require_charge(by, at)
    _require_office(office)
    if not 1 <= days <= DAYS_MOST:
        raise Refused(WRONG_DAYS, most=DAYS_MOST)
    leader = _colleague(head, by, at) if head.strip() else None
    if fallback:
        OfficeRule.objects.filter(fallback=True).exclude(office=office).update(fallback=False)
    OfficeRule.objects.update_or_create(office_id=office, defaults={"days": days, "head": leader, "fallback": fallback})
    _record("set_office_rule", office, by, at)


@transaction.atomic
def describe_office(*, office: int, details: Details, by: User, at: datetime) -> None:
    """Set what residents are told of an office, as somebody who works there or an administrator. Raises Refused."""
    standing = reading.standing_of(by, timezone.localdate(at))
    reason = rules.why_not_act(Act.DESCRIBE, standing, office)
    if reason:
        raise Refused(reason)
    city.describe_office(office=office, details=details, by=by.pk, at=at)


@transaction.atomic
def add_duty(*, duty: Duty, by: User | None, at: datetime) -> int:
    """Make an office responsible for what the duty names; return its id. Raises Refused."""
    _require_charge(by, at)
    _require_office(duty.office)
    if not duty.exactness[0]:
        raise Refused(FITS_EVERYTHING)
    facts = {
        "kind": duty.kind or "",
        "category": duty.category,
        "theme_id": duty.theme,
        "district_id": duty.district,
    }
    if Responsibility.objects.filter(**facts).exists():
        raise Refused(TAKEN)
    made = Responsibility.objects.create(office_id=duty.office, **facts)
    _record("add_duty", duty.office, by, at)
    return made.pk


@transaction.atomic
def remove_duty(*, duty: int, by: User, at: datetime) -> None:
    """Take a responsibility away; contributions keep the office they have. Raises Refused."""
    _require_charge(by, at)
    row = Responsibility.objects.filter(pk=duty).first()
    if row:
        row.delete()
        _record("remove_duty", row.office_id, by, at)


@transaction.atomic
def add_clerk(*, office: int, email: str, by: User | None, at: datetime) -> UUID:
    """Let somebody answer in the name of an office; return the account. Raises Refused.

    They get the role of a clerk with it, without which nobody enters the desk.
    """
    _require_charge(by, at)
    _require_office(office)
    user = _colleague(email, by, at)
    Clerk.objects.get_or_create(user=user, office_id=office)
    _record("add_clerk", office, by, at)
    return user.pk


@transaction.atomic
def remove_clerk(*, office: int, user: UUID, by: User, at: datetime) -> None:
    """Let somebody no longer answer for an office. The role stays until the administration takes it. Raises Refused."""
    _require_charge(by, at)
    Clerk.objects.filter(office=office, user=user).delete()
    _record("remove_clerk", office, by, at)


def _colleague(email: str, by: User | None, at: datetime) -> User:
    """Return the account with this address, with a role at the desk."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refused(NO_ACCOUNT)
    if not user.role_set & {Role.CLERK, Role.ADMINISTRATOR}:
        people.give_roles(user=user.pk, roles=user.role_set | {Role.CLERK}, by=by.pk if by else None, at=at)
    return user


@transaction.atomic
def note_absence(*, user: UUID, substitute: UUID, first_on: date, last_on: date, by: User, at: datetime) -> int:
    """Let somebody stand in while somebody is away; return the absence. One's own, or anybody's for administrators."""
    if user != by.pk:
        _require_charge(by, at)
    if user == substitute:
        raise Refused(ONESELF)
    if last_on < first_on:
        raise Refused(BACKWARDS)
    if last_on < timezone.localdate(at):
        raise Refused(OVER)
    roles = [Role.CLERK.value, Role.ADMINISTRATOR.value]
    if not User.objects.filter(pk=substitute, is_active=True, roles__overlap=roles).exists():
        raise Refused(NOT_STAFF)
    made = Absence.objects.create(user_id=user, substitute_id=substitute, first_on=first_on, last_on=last_on)
    audit.record(actor=by.pk, verb="answers.note_absence", subject=f"user:{user}", at=at)
    return made.pk


@transaction.atomic
def end_absence(*, absence: int, by: User, at: datetime) -> None:
    """Take an absence back. Raises Refused."""
    row = Absence.objects.filter(pk=absence).first()
    if row is None:
        return
    if row.user_id != by.pk:
        _require_charge(by, at)
    row.delete()
    audit.record(actor=by.pk, verb="answers.end_absence", subject=f"user:{row.user_id}", at=at)


def _require_charge(by: User | None, at: datetime) -> None:
    if by is not None and not rules.may(Act.ORGANISE, reading.standing_of(by, timezone.localdate(at)), None):
        raise Refused(NOT_IN_CHARGE)


def _require_office(office: int) -> None:
    if not Office.objects.filter(pk=office, retired_on=None).exists():
        raise Refused(NO_OFFICE)


def _record(verb: str, office: int, by: User | None, at: datetime) -> None:
    audit.record(actor=by.pk if by else None, verb=f"answers.{verb}", subject=f"office:{office}", at=at)
