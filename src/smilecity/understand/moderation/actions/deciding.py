"""Moderators decide: show it, hide it with a reason, leave it as it is. What was reported has its answer with that.

Each takes the lock of the contribution first, so that two moderators decide one after the other.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.actions.steering import COMMENT_GONE
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity, clean_line, clean_text
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import Decision, Flag, Unseen
from smilecity.understand.moderation.reading import decision_secret
from smilecity.understand.moderation.rules import Act, Changed, Ground, Outcome, Seen, Target


@dataclass(frozen=True)
class Reason:
    """Why something is restricted: the ground, the same in plain words, what it rests on, the paragraph if the law."""

    ground: Ground | None
    text: str
    facts: str = ""
    law: str = ""


NOTHING = Reason(ground=None, text="")


@transaction.atomic
def release(*, target: Target, seen: Seen, by: User, at: datetime) -> UUID:
    """Show something that waited or was hidden; return the decision. Raises Refused."""
    return _decide(target, Outcome.RELEASED, Publicity.SHOWN, NOTHING, seen, by, at)


@transaction.atomic
def hide(*, target: Target, reason: Reason, seen: Seen, by: User, at: datetime) -> UUID:
    """Turn down something that waited, or take from view what was shown; return the decision. Raises Refused."""
    return _decide(target, Outcome.HIDDEN, Publicity.HIDDEN, checked(reason), seen, by, at)


@transaction.atomic
def keep(*, target: Target, seen: Seen, by: User, at: datetime, text: str = "") -> UUID:
    """Leave something as it is, having read it; `text` goes to those who reported it. Raises Refused."""
    reason = Reason(ground=None, text=clean_text(text, rules.REASON_MOST))
    return _decide(target, Outcome.KEPT, None, reason, seen, by, at)


def checked(reason: Reason) -> Reason:
    """Return the reason with its texts cleaned. Raises Refused where ground or words are missing."""
    if reason.ground is None:
        raise Refused(rules.NO_GROUND)
    text = clean_text(reason.text, rules.REASON_MOST)
    if not text:
        raise Refused(rules.NO_REASON)
    facts, law = clean_text(reason.facts, rules.FACTS_MOST), clean_line(reason.law, rules.LAW_MOST)
    return Reason(reason.ground, text, facts, law)


def _decide(
    target: Target, outcome: Outcome, to: Publicity | None, reason: Reason, seen: Seen, by: User, at: datetime
) -> UUID:
    rules.require(Act.DECIDE, by.role_set)
    row = locked(target)
    before = Publicity(row.publicity)
    rules.require_same(seen, before, row.revision)
    if not rules.possible(outcome, before):
        raise Refused(rules.DECIDED_MEANWHILE)
    if to is not None:
        set_publicity(target, to, by, at, reason.text)
    return note(target, outcome, before, to or before, reason, by, at)


def locked(target: Target) -> Contribution | Comment:
    """Return what is decided on, locked: the contribution before its comment, the order everywhere. Raises Refused."""
    contribution = held(target.contribution)
    if target.comment is None:
        return contribution
    comment = Comment.objects.select_for_update().filter(pk=target.comment, contribution=contribution).first()
    if comment is None:
        raise Refused(COMMENT_GONE)
    return comment


def set_publicity(target: Target, to: Publicity, by: User | None, at: datetime, text: str = "") -> None:
    """Have the trunk show or hide it; the reason for a contribution stands in its history."""
    if target.comment is None:
        contributions.set_publicity(contribution=target.contribution, publicity=to, by=by, at=at, text=text)
    else:
        contributions.set_comment_publicity(comment=target.comment, publicity=to, by=by, at=at)


def note(
    target: Target,
    outcome: Outcome,
    before: Publicity,
    after: Publicity,
    reason: Reason,
    by: User,
    at: datetime,
    changed: Changed | None = None,
) -> UUID:
    """Keep the decision, answer with it what was reported, and say that somebody has looked. Within a transaction."""
    secret = decision_secret()
    decision = Decision.objects.create(
        contribution_id=target.contribution,
        comment_id=target.comment,
        outcome=outcome,
        before=before,
        after=after,
        ground=reason.ground or "",
        law=reason.law,
        facts=reason.facts,
        reason=reason.text,
        change=changed.change if changed else "",
        revision=changed.revision if changed else None,
        photo_id=changed.photo if changed else None,
        by=by,
        decided_at=at,
        salt=secret.salt,
        token_hash=secret.token_hash,
    )
    about = {"contribution": target.contribution, "comment": target.comment}
    if outcome in rules.ANSWERING:
        Flag.objects.filter(**about, decision=None).update(decision=decision)
        Unseen.objects.filter(**about).delete()
    record(f"moderation.{outcome.value}", target, by, at)
    return decision.pk


def record(verb: str, target: Target, by: User, at: datetime) -> None:
    """Write an act into the audit log."""
    kind = "comment" if target.comment else "contribution"
    audit.record(actor=by.pk, verb=verb, subject=f"{kind}:{target.id}", at=at)
