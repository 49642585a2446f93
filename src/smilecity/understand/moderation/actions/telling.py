"""What is told by mail, to whom, in which language. Each letter is taken once, whatever job runs twice.

In: what happened. Out: letters; who takes them writes the mails in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from smilecity.people.contacts import queries as contacts
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.queries.public import FlagState, Statement, state_of, written
from smilecity.understand.moderation.rules import Outcome, Side


@dataclass(frozen=True)
class Receipt:
    """To who reported: we have it (article 16 (4))."""

    address: str
    language: str
    flag: FlagState


@dataclass(frozen=True)
class ToReporter:
    """To who reported: this was decided (article 16 (5)), or this is the answer to your complaint."""

    address: str
    language: str
    flag: FlagState


@dataclass(frozen=True)
class ToAuthor:
    """To the author: the statement of reasons (article 17), or the answer to a complaint."""

    address: str
    language: str
    statement: Statement


Letter = Receipt | ToReporter | ToAuthor


@transaction.atomic(savepoint=False)
def take_receipt(*, flag: UUID, at: datetime) -> list[Letter]:
    """Return the receipt of a report whose address is known."""
    row = _flags().select_for_update(of=("self",)).filter(pk=flag, receipt_at=None).exclude(address="").first()
    if row is None:
        return []
    Flag.objects.filter(pk=flag).update(receipt_at=at)
    return [Receipt(row.address, row.language, state_of(row, None))]


@transaction.atomic(savepoint=False)
def take_decision(*, decision: UUID, at: datetime) -> list[Letter]:
    """Return what is told of a decision: to the author what restricts them, to those who reported in any case."""
    rows = Decision.objects.select_related("contribution", "comment").defer("contribution__words")
    row = rows.select_for_update(of=("self",)).filter(pk=decision, settled_at__isnull=False, told_at=None).first()
    if row is None:
        return []
    Decision.objects.filter(pk=decision).update(told_at=at)
    flags = list(_flags().filter(decision=decision).order_by("received_at", "id"))
    told: list[Letter] = [
        ToReporter(flag.address, flag.language, state_of(flag, None)) for flag in flags if flag.address
    ]
    if Outcome(row.outcome) in rules.RESTRICTING:
        told += _to_author(row, None, on_report=bool(flags))
    return told


@transaction.atomic(savepoint=False)
def take_answer(*, appeal: UUID, at: datetime) -> list[Letter]:
    """Return the answer to a complaint, for who made it."""
    rows = Appeal.objects.select_related("decision__contribution", "decision__comment")
    row = (
        rows.defer("decision__contribution__words")
        .select_for_update(of=("self",))
        .filter(pk=appeal, decided_at__isnull=False, told_at=None)
        .first()
    )
    if row is None:
        return []
    Appeal.objects.filter(pk=appeal).update(told_at=at)
    if row.side == Side.AUTHOR:
        return _to_author(row.decision, row, on_report=Flag.objects.filter(decision=row.decision).exists())
    flag = _flags().filter(pk=row.flag_id).exclude(address="").first() if row.flag_id else None
    return [ToReporter(flag.address, flag.language, state_of(flag, row))] if flag else []


def _flags() -> QuerySet[Flag]:
    return Flag.objects.select_related("contribution", "decision").defer("contribution__words")


def _to_author(row: Decision, appeal: Appeal | None, *, on_report: bool) -> list[Letter]:
    author = row.comment.author_id if row.comment else row.contribution.author_id
    reach = contacts.reach([author]).get(author) if author else None
    return [ToAuthor(reach.address, reach.language, written(row, appeal, on_report=on_report))] if reach else []
