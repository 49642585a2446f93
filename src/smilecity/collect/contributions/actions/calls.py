"""Staff make calls, open and close them. Each call has a process of its own in the register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, pick, sentence
from smilecity.people.models import User
from smilecity.people.register import actions as register

NOT_YOURS = sentence("Das darf nur die Redaktion oder die Administration.")
NO_TITLE = sentence("Bitte geben Sie dem Aufruf einen Titel auf Deutsch.")
TAKEN = sentence("Diese Adresse hat schon ein anderer Aufruf. Bitte wählen Sie eine andere.")
ENDS_BEFORE = sentence("Das Ende muss nach dem Anfang liegen.")


@dataclass(frozen=True)
class CallFields:
    """What staff say of a call. `opens_at` None: a draft. `closes_at` None: open until it is closed by hand."""

    title: Texts
    summary: Texts = field(default_factory=dict)
    what_happens: Texts = field(default_factory=dict)
    moderation: Moderation = Moderation.BEFORE
    photos: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@transaction.atomic
def make_call(
    *, slug: str, kind: Kind, fields: CallFields, by: User | None, at: datetime, generated: bool = False
) -> UUID:
    """Make a call and return its id. `by` None: the program itself. Raises Refused."""
    values = _checked(fields, by)
    if Call.objects.filter(slug=slug).exists():
        raise Refused(TAKEN)
    process = register.open_process(title=fields.title)
    call = Call.objects.create(slug=slug, kind=kind, process_id=process, generated=generated, made_at=at, **values)
    _record("make_call", call.pk, by, at)
    return call.pk


@transaction.atomic
def edit_call(*, call: UUID, fields: CallFields, by: User, at: datetime) -> None:
    """Replace what is said of a call; what it has collected stays. Raises Refused."""
    values = _checked(fields, by)
    row = Call.objects.select_for_update().get(pk=call)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    register.rename_process(process=row.process_id, title=fields.title)
    if not _is_over(row, at):
        register.reopen_process(process=row.process_id)
    _record("edit_call", call, by, at)


def _is_over(row: Call, at: datetime) -> bool:
    return row.closes_at is not None and row.closes_at <= at


def close_due(*, at: datetime) -> int:
    """Close the registers of calls that have ended: in a month nobody can tell who took part; return how many."""
    ended = Call.objects.filter(closes_at__lte=at, process__forget_on=None).values_list("pk", flat=True)
    return sum(_close_if_over(call, at) for call in list(ended))


@transaction.atomic
def _close_if_over(call: UUID, at: datetime) -> bool:
    """Close the register of a call, unless somebody has just given the call another end."""
    row = Call.objects.select_for_update().get(pk=call)
    if not _is_over(row, at):
        return False
    register.close_process(process=row.process_id, at=at)
    return True


def _checked(fields: CallFields, by: User | None) -> Mapping[str, object]:
    if by is not None and not rules.may_steer_calls(by.role_set):
        raise Refused(NOT_YOURS)
    if not pick(fields.title, "de"):
        raise Refused(NO_TITLE)
    if fields.closes_at and (fields.opens_at is None or fields.closes_at <= fields.opens_at):
        raise Refused(ENDS_BEFORE)
    return {
        "title": dict(fields.title),
        "summary": dict(fields.summary),
        "what_happens": dict(fields.what_happens),
        "moderation": fields.moderation,
        "photos": fields.photos,
        "opens_at": fields.opens_at,
        "closes_at": fields.closes_at,
    }


def _record(verb: str, call: UUID, by: User | None, at: datetime) -> None:
    audit.record(actor=by.pk if by else None, verb=f"contributions.{verb}", subject=f"call:{call}", at=at)
