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
from smilecity.understand.moderation.events import AppealDecided
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.rules import Act, Ground, Outcome, Side, Target

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
def settle_appeal(*, appeal: UUID, upheld: bool, answer: str, by: User, at: datetime) -> None:
    """Answer a complaint; where it is right, the decision is turned round. Raises Refused."""
    rules.require(Act.SETTLE, by.role_set)
    said = clean_text(answer, rules.REASON_MOST)
    if not said:
        raise Refused(rules.NO_ANSWER)
    row = Appeal.objects.select_related("decision", "flag").filter(pk=appeal).first()
    if row is None:
        raise Refused(GONE)
    rules.require_other(row.decision.by_id, by.pk, others=another_could(by))
    target = Target(row.decision.contribution_id, row.decision.comment_id)
    thing = locked(target)
    row.refresh_from_db(fields=["decided_at"])
    if row.decided_at:
        raise Refused(rules.APPEAL_ANSWERED)
    if upheld:
        row.followed_by_id = _turn_round(row, target, Publicity(thing.publicity), said, by, at)
    row.upheld, row.answer, row.by, row.decided_at = upheld, said, by, at
    row.save(update_fields=["upheld", "answer", "by", "decided_at", "followed_by"])
    audit.record(actor=by.pk, verb="moderation.settle_appeal", subject=f"appeal:{appeal}", at=at)
    publish(AppealDecided(appeal_id=row.pk))


def another_could(by: User) -> bool:
    """Say whether somebody else here may decide on complaints."""
    able = [role.value for role in rules.RIGHTS[Act.SETTLE]]
    return User.objects.filter(is_active=True, roles__overlap=able).exclude(pk=by.pk).exists()


def _turn_round(row: Appeal, target: Target, now: Publicity, answer: str, by: User, at: datetime) -> UUID | None:
    """Show what was wrongly hidden, or hide what was wrongly left. What is as wanted already stays."""
    if row.side == Side.AUTHOR:
        if row.decision.outcome != Outcome.HIDDEN or not rules.possible(Outcome.RELEASED, now):
            return None  # an edited text is edited again by hand
        set_publicity(target, Publicity.SHOWN, by, at)
        return note(target, Outcome.RELEASED, now, Publicity.SHOWN, Reason(None, answer), by, at)
    if not rules.possible(Outcome.HIDDEN, now):
        return None
    set_publicity(target, Publicity.HIDDEN, by, at, answer)
    ground = Ground(row.flag.ground) if isinstance(row.flag, Flag) else Ground.OTHER
    return note(target, Outcome.HIDDEN, now, Publicity.HIDDEN, Reason(ground, answer), by, at)
