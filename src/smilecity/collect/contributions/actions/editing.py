"""A text is changed: by its author until the town hall has answered, or by moderators, with a reason that all can read.

Whoever writes on an old version is refused, so that nobody's change is lost unseen.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.actions.history import append, held
from smilecity.collect.contributions.actions.steering import COMMENT_GONE, set_publicity
from smilecity.collect.contributions.actions.storing import Content, checked, district_of, growth_of, write_themes
from smilecity.collect.contributions.models import Comment, Contribution, Revision
from smilecity.collect.contributions.rules import Moderation, Publicity, Verb
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

ORIGINAL_KEPT = timedelta(days=14)
REASON_MOST = 500
NOT_YOURS = sentence("Ändern oder zurückziehen kann das nur, wer es geschrieben hat.")
CHANGED = sentence("Der Text wurde inzwischen geändert. Bitte vergleichen Sie beide Fassungen.")
NO_REASON = sentence("Bitte nennen Sie den Grund der Änderung. Alle können ihn lesen.")
NO_FORMER = sentence("Die frühere Fassung ist schon gelöscht.")
_FIELDS = ("title", "text", "theme_ids", "lon", "lat", "place", "category", "author_name")


@transaction.atomic
def edit(
    *,
    contribution: UUID,
    content: Content,
    revision: int,
    by: User | None,
    at: datetime,
    author: UUID | None = None,
    reason: str = "",
    redacts: bool = False,
) -> bool:
    """Replace what a contribution says; return whether that changed anything. Raises Refused.

    `by`: a moderator, who gives a reason for all to read; None: the author, as the contact `author`. `revision`: the
    one that was read before writing. `redacts`: personal data was taken out, so all former texts go in two weeks.
    An author's change waits for moderation where the call is read before publication.
    """
    row = held(contribution)
    said = _reason(by, reason)
    _require_may_edit(row, by, author, revision)
    wanted = checked(content)
    if not _differs(row, wanted):
        return False
    _keep(row, None, by, said, redacts, at)
    _write(row, wanted, at)
    if by is None and row.visible and row.call.moderation == Moderation.BEFORE:
        row.publicity, row.visible = Publicity.WAITING, False
    row.save()
    append(row, Verb.EDITED, by=by, at=at, text=said)
    _record(by, "edit", row, at)
    return True


def _reason(by: User | None, reason: str) -> str:
    if by is None:
        return ""
    if not by.role_set & rules.MODERATORS:
        raise Refused(rules.NOT_MODERATOR)
    said = rules.clean_line(reason, REASON_MOST)
    if not said:
        raise Refused(NO_REASON)
    return said


def _require_may_edit(row: Contribution, by: User | None, author: UUID | None, revision: int) -> None:
    if row.publicity in rules.LOST:
        raise Refused(rules.GONE)
    if by is None and (row.author_id is None or row.author_id != author):
        raise Refused(NOT_YOURS)
    reason = _why_not_rewrite(row) if by is None else None
    if reason:
        raise Refused(reason)
    if row.revision != revision:
        raise Refused(CHANGED)


def _why_not_rewrite(row: Contribution) -> str | None:
    return rules.why_not_rewrite(
        Publicity(row.publicity), answered=row.answered_at is not None, merged=row.merged_into_id is not None
    )


def _differs(row: Contribution, wanted: Content) -> bool:
    return any(getattr(row, name) != getattr(wanted, name) for name in _FIELDS)


def _keep(
    row: Contribution, comment: Comment | None, by: User | None, reason: str, redacts: bool, at: datetime
) -> None:
    """Keep how it read until now. What is taken out now may stand in what was kept before, so that goes with it."""
    erase_at = at + ORIGINAL_KEPT if redacts else None
    if redacts:
        kept = Revision.objects.filter(contribution=row, comment=comment, erase_at=None)
        kept.exclude(title="", text="").update(erase_at=erase_at)
    Revision.objects.create(
        contribution=row,
        comment=comment,
        revision=(comment or row).revision,
        title="" if comment else row.title,
        text=(comment or row).text,
        by=by,
        reason=reason,
        at=at,
        erase_at=erase_at,
    )


def _write(row: Contribution, wanted: Content, at: datetime) -> None:
    moved = (row.lon, row.lat) != (wanted.lon, wanted.lat)
    for name in _FIELDS:
        setattr(row, name, getattr(wanted, name))
    row.theme_ids = list(wanted.theme_ids)
    if moved:
        row.district_id = district_of(wanted)
        growth = growth_of(row)
        if growth:
            growth.move(row)
    write_themes(row)
    row.revision += 1
    row.changed_at = at


def _record(by: User | None, verb: str, row: Contribution, at: datetime, **details: str | int | bool) -> None:
    if by:
        subject = f"contribution:{row.pk}"
        audit.record(actor=by.pk, verb=f"contributions.{verb}", subject=subject, at=at, details=details)


@transaction.atomic
def edit_comment(
    *, comment: UUID, text: str, revision: int, by: User, reason: str, at: datetime, redacts: bool = False
) -> bool:
    """Replace the text of a comment as a moderator; return whether that changed anything. Raises Refused."""
    said = _reason(by, reason)
    row = Comment.objects.filter(pk=comment).first()
    owner = held(row.contribution_id) if row else None
    row = Comment.objects.select_for_update().filter(pk=comment).first()
    if row is None or owner is None or row.publicity == Publicity.REMOVED:
        raise Refused(COMMENT_GONE)
    if row.revision != revision:
        raise Refused(CHANGED)
    wanted = rules.clean_text(text, rules.COMMENT_MOST)
    if not wanted:
        raise Refused(rules.NO_TEXT)
    if wanted == row.text:
        return False
    _keep(owner, row, by, said, redacts, at)
    row.text, row.revision = wanted, row.revision + 1
    row.save(update_fields=["text", "revision"])
    # Who keeps a copy learns of it by the contribution.
    Contribution.objects.filter(pk=owner.pk).update(changed_at=at)
    _record(by, "edit_comment", owner, at, comment=str(comment))
    return True


@transaction.atomic
def restore(*, contribution: UUID, comment: UUID | None, revision: int, by: User, reason: str, at: datetime) -> None:
    """Bring back title and text as they were before the edit that ended `revision`, as one more edit. Raises Refused.

    What was changed again since then is not overwritten.
    """
    row = held(contribution)
    former = Revision.objects.filter(contribution=row, comment=comment, revision=revision).first()
    if former is None or not (former.title or former.text):
        raise Refused(NO_FORMER)
    if comment:
        edit_comment(comment=comment, text=former.text, revision=revision + 1, by=by, reason=reason, at=at)
        return
    content = reworded(row, former.title, former.text)
    edit(contribution=contribution, content=content, revision=revision + 1, by=by, reason=reason, at=at)


def reworded(row: Contribution, title: str, text: str) -> Content:
    """Return what a contribution says with another title and text; all else stays."""
    return Content(
        title=title,
        text=text,
        theme_ids=row.theme_ids,
        category=row.category,
        lon=row.lon,
        lat=row.lat,
        place=row.place,
        author_name=row.author_name,
        language=row.language,
    )


@transaction.atomic
def withdraw_by_author(*, contribution: UUID, author: UUID, at: datetime) -> None:
    """Take one's own contribution from view, for good. Raises Refused. Repeating it changes nothing."""
    row = held(contribution)
    if row.author_id is None or row.author_id != author:
        raise Refused(NOT_YOURS)
    set_publicity(contribution=contribution, publicity=Publicity.WITHDRAWN, by=None, at=at)


def erase_revisions(*, at: datetime) -> int:
    """Erase old texts out of which personal data was taken, where their time has come; return how many."""
    due = Revision.objects.filter(erase_at__lte=at)
    return due.update(title="", text="", erase_at=None)
