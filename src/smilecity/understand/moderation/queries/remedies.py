"""What follows from a complaint that is right, and whether an edit can be taken back. In: rows. Out: a Remedy."""

from uuid import UUID

from smilecity.collect.contributions.actions.photos import ORIGINAL_KEPT
from smilecity.collect.contributions.models import Revision
from smilecity.collect.contributions.rules import Publicity
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import Appeal, Decision
from smilecity.understand.moderation.rules import Change, Outcome, Remedy, Side


def remedy(appeal: UUID) -> Remedy:
    """Return what would follow now if this complaint is right. At most 5 SQL."""
    row = Appeal.objects.select_related("decision__comment", "decision__contribution", "decision__photo")
    found = row.defer("decision__contribution__words").get(pk=appeal)
    thing = found.decision.comment or found.decision.contribution
    return remedy_of(found, Publicity(thing.publicity))


def remedy_of(row: Appeal, now: Publicity) -> Remedy:
    """Return what follows if a complaint is right about something that has this publicity. At most 3 SQL."""
    if row.side == Side.REPORTER:
        return Remedy.HIDDEN if rules.possible(Outcome.HIDDEN, now) else Remedy.NOTHING
    if now is Publicity.REMOVED:
        return Remedy.ERASED
    if row.decision.outcome == Outcome.EDITED:
        return restorable(row.decision, now)
    hidden = row.decision.outcome == Outcome.HIDDEN
    return Remedy.SHOWN if hidden and rules.possible(Outcome.RELEASED, now) else Remedy.NOTHING


def restorable(row: Decision, now: Publicity) -> Remedy:
    """Say whether an edit can be taken back: RESTORED, or why not. At most 3 SQL."""
    if now is Publicity.REMOVED:
        return Remedy.ERASED
    if not rules.possible(Outcome.RESTORED, now):
        return Remedy.NOTHING
    return _text(row) if row.change == Change.TEXT else _photo(row)


def _text(row: Decision) -> Remedy:
    number = row.revision or 0
    former = Revision.objects.filter(contribution=row.contribution_id, comment=row.comment_id, revision=number)
    then = former.values_list("title", "text").first()
    if then is None or then == ("", ""):
        return Remedy.ERASED
    revision, now = _reads(row)
    if now == then:
        return Remedy.NOTHING
    return Remedy.RESTORED if revision == number + 1 else Remedy.BY_HAND


def _reads(row: Decision) -> tuple[int, tuple[str, str]]:
    """Return the revision of a text, and how it reads now."""
    if row.comment:
        return row.comment.revision, ("", row.comment.text)
    return row.contribution.revision, (row.contribution.title, row.contribution.text)


def _photo(row: Decision) -> Remedy:
    photo = row.photo
    if photo is None:
        return Remedy.ERASED
    if row.change == Change.HIDDEN:
        return Remedy.RESTORED if photo.hidden else Remedy.NOTHING
    if not photo.covered:
        return Remedy.NOTHING
    if photo.original_until is None:
        return Remedy.ERASED
    # Without boxes there is only the first original: taking some of them back would take the others, too.
    since = photo.original_until - ORIGINAL_KEPT
    covers = Decision.objects.filter(photo=photo, change=Change.COVERED, outcome=Outcome.EDITED, undone_at=None)
    others = covers.filter(decided_at__gte=since).exclude(pk=row.pk)
    return Remedy.BY_HAND if others.exists() else Remedy.RESTORED
