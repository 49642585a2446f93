"""Author or reporter complain about a decision; somebody else decides again and answers (article 20)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from smilecity.collect.contributions.rules import Publicity, clean_text
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.actions.deciding import Reason, locked, note, set_publicity
from smilecity.understand.moderation.actions.restoring import changed_by, put_back
from smilecity.understand.moderation.events import AppealDecided
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.queries.remedies import remedy_of
from smilecity.understand.moderation.rules import Act, Ground, Outcome, Remedy, Side, Target

NOT_TOLD = sentence("Zu dieser Entscheidung ist noch keine Beschwerde möglich.")
GONE = sentence("Diese Beschwerde gibt es nicht mehr.")


@transaction.atomic
def appeal(*, decision: UUID, text: str, at: datetime, flag: UUID | None = None) -> UUID:
    """Take a complaint of the author, or of who reported (`flag`), and return its id. Raises Refused."""
    said = clean_text(text, rules.APPEAL_MOST)
    if not said:
        raise Refused(rules.NO_APPEAL)
    row = Decision.objects.get(pk=decision)
    if row.settled_at is None:
        raise Refused(NOT_TOLD)
    if at >= rules.appeal_until(row.settled_at):
        raise Refused(rules.APPEAL_OVER)
    side = Side.REPORTER if flag else Side.AUTHOR
    try:
        with transaction.atomic():
            return Appeal.objects.create(decision=row, flag_id=flag, side=side, text=said, made_at=at).pk
    except IntegrityError:
        raise Refused(rules.APPEALED_BEFORE) from None


@transaction.atomic
def settle_appeal(*, appeal: UUID, upheld: bool, answer: str, by: User, at: datetime) -> Remedy | None:
    """Answer a complaint; where it is right, the decision is turned round. Return what followed. Raises Refused."""
    rules.require(Act.SETTLE, by.role_set)
    said = clean_text(answer, rules.REASON_MOST)
    if not said:
        raise Refused(rules.NO_ANSWER)
    row = Appeal.objects.select_related("decision__photo", "flag").filter(pk=appeal).first()
    if row is None:
        raise Refused(GONE)
    rules.require_other(row.decision.by_id, by.pk, others=another_could(by))
    target = Target(row.decision.contribution_id, row.decision.comment_id)
    thing = locked(target)
    row.refresh_from_db(fields=["decided_at"])
    if row.decided_at:
        raise Refused(rules.APPEAL_ANSWERED)
    remedy = _set_right(row, target, Publicity(thing.publicity), said, by, at) if upheld else None
    row.upheld, row.remedy, row.answer, row.by, row.decided_at = upheld, remedy or "", said, by, at
    row.save(update_fields=["upheld", "remedy", "answer", "by", "decided_at", "followed_by"])
    audit.record(actor=by.pk, verb="moderation.settle_appeal", subject=f"appeal:{appeal}", at=at)
    publish(AppealDecided(appeal_id=row.pk))
    return remedy


def another_could(by: User) -> bool:
    """Say whether somebody else here may decide on complaints."""
    able = [role.value for role in rules.RIGHTS[Act.SETTLE]]
    return User.objects.filter(is_active=True, roles__overlap=able).exclude(pk=by.pk).exists()


def _set_right(row: Appeal, target: Target, now: Publicity, answer: str, by: User, at: datetime) -> Remedy:
    """Show what was wrongly hidden, hide what was wrongly left, take back a wrong edit; return what followed."""
    remedy = remedy_of(row, now)
    if remedy is Remedy.SHOWN:
        set_publicity(target, Publicity.SHOWN, by, at)
        row.followed_by_id = note(target, Outcome.RELEASED, now, Publicity.SHOWN, Reason(None, answer), by, at)
    elif remedy is Remedy.HIDDEN:
        set_publicity(target, Publicity.HIDDEN, by, at, answer)
        ground = Ground(row.flag.ground) if isinstance(row.flag, Flag) else Ground.OTHER
        row.followed_by_id = note(target, Outcome.HIDDEN, now, Publicity.HIDDEN, Reason(ground, answer), by, at)
    elif remedy is Remedy.RESTORED:
        changed = changed_by(row.decision)
        put_back(target, changed, by, at)
        row.followed_by_id = note(target, Outcome.RESTORED, now, now, Reason(None, answer), by, at, changed)
    return remedy
