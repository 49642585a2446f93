"""What authors and reporters see by their secret links: a report with its state, a decision with its reasons."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions.rules import Publicity
from smilecity.ground import hashes
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.reading import decision_token, flag_token
from smilecity.understand.moderation.rules import Ground, Outcome, Remedy


@dataclass(frozen=True)
class AppealPart:
    """A complaint as its author sees it. `upheld` None: not answered yet."""

    made_at: datetime
    upheld: bool | None
    remedy: Remedy | None
    answer: str


@dataclass(frozen=True)
class Statement:
    """A statement of reasons (article 17). `on_report`: reports came before it. `appeal`: of who looks at it."""

    id: UUID
    token: str
    kind: str
    number: int
    is_comment: bool
    title: str
    outcome: Outcome
    before: Publicity
    after: Publicity
    ground: Ground | None
    unlawful: bool
    law: str
    facts: str
    reason: str
    automated: bool
    on_report: bool
    decided_at: datetime
    told_at: datetime
    appeal_until: datetime
    appeal: AppealPart | None


@dataclass(frozen=True)
class FlagState:
    """A report as who made it sees it. `statement` None: it is still being looked at."""

    id: UUID
    token: str
    number: int
    kind: str
    contribution: int
    is_comment: bool
    ground: Ground
    received_at: datetime
    has_address: bool
    statement: Statement | None


def statement(token: str) -> Statement | None:
    """Return a decision that was told, by its author's link. 3 SQL."""
    row = (
        Decision.objects.select_related("contribution")
        .defer("contribution__words")
        .filter(token_hash=hashes.digest(token), settled_at__isnull=False)
        .first()
    )
    if row is None:
        return None
    appeal = Appeal.objects.filter(decision=row, flag=None).first()
    return written(row, appeal, on_report=Flag.objects.filter(decision=row).exists())


def flag_state(token: str) -> FlagState | None:
    """Return a report by the link of who made it. 2 SQL."""
    row = (
        Flag.objects.select_related("contribution", "decision")
        .defer("contribution__words")
        .filter(token_hash=hashes.digest(token))
        .first()
    )
    return state_of(row, Appeal.objects.filter(flag=row).first()) if row else None


def state_of(row: Flag, appeal: Appeal | None) -> FlagState:
    """Return a report as who made it sees it; its decision only once it can no longer be taken back."""
    decision = row.decision
    if decision is not None:
        decision.contribution = row.contribution
    told = decision is not None and decision.settled_at is not None
    return FlagState(
        id=row.pk,
        token=flag_token(row.salt),
        number=row.number,
        kind=row.contribution.kind,
        contribution=row.contribution.number,
        is_comment=row.comment_id is not None,
        ground=Ground(row.ground),
        received_at=row.received_at,
        has_address=bool(row.address),
        statement=written(decision, appeal, on_report=True) if decision is not None and told else None,
    )


def written(row: Decision, appeal: Appeal | None, *, on_report: bool) -> Statement:
    """Return the statement of a decision that was told."""
    told_at = row.settled_at or row.decided_at
    ground = Ground(row.ground) if row.ground else None
    return Statement(
        id=row.pk,
        token=decision_token(row.salt),
        kind=row.contribution.kind,
        number=row.contribution.number,
        is_comment=row.comment_id is not None,
        title=row.contribution.title,
        outcome=Outcome(row.outcome),
        before=Publicity(row.before),
        after=Publicity(row.after),
        ground=ground,
        unlawful=ground in rules.UNLAWFUL or bool(row.law),
        law=row.law,
        facts=row.facts,
        reason=row.reason,
        automated=row.automated,
        on_report=on_report,
        decided_at=row.decided_at,
        told_at=told_at,
        appeal_until=rules.appeal_until(told_at),
        appeal=_appeal(appeal) if appeal else None,
    )


def _appeal(row: Appeal) -> AppealPart:
    return AppealPart(row.made_at, row.upheld, Remedy(row.remedy) if row.remedy else None, row.answer)
