"""People say something about what others have said: guests by mail, members at once, the town hall under its name."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.actions.drafts import DRAFT_GONE, ask, waiting_draft
from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.actions.steering import recount_comments
from smilecity.collect.contributions.actions.targets import held_end, require_possible, seen_end
from smilecity.collect.contributions.events import CommentReceived, CommentShown
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Act, Moderation, Publicity
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from smilecity.people.privacy import actions as privacy
from smilecity.people.register import actions as register
from smilecity.people.register.rules import Purpose

NO_COMMENT = sentence("Bitte schreiben Sie, was Sie dazu sagen möchten.")


@transaction.atomic
def comment_as_guest(
    *,
    contribution: UUID,
    text: str,
    author_name: str,
    address: str,
    informed: bool,
    language: str,
    at: datetime,
    before: bool = False,
    once: UUID | None = None,
    consents: Collection[UUID] = (),
) -> UUID:
    """Ask a guest to confirm a comment by mail; return the draft that waits. Raises Refused.

    `before`: it is read before it is shown. `once`: the page's own id, so that a double click asks once. `consents`:
    the texts agreed to before.
    """
    said = {"text": _text(text), "author_name": rules.clean_line(author_name, rules.NAME_MOST)}
    target = seen_end(contribution)
    require_possible(target, at)
    row = waiting_draft(once, Act.COMMENT, target, language, at)
    if not row.submitted:
        row.content, row.before, row.consents = said, row.before or before, list(consents)
        about = target.number
        ask(row, address=address, purpose=Purpose.COMMENT, about=about, informed=informed, language=language, at=at)
    return row.pk


@transaction.atomic
def comment_as_member(
    *,
    contribution: UUID,
    text: str,
    author_name: str,
    user: User,
    informed: bool,
    language: str,
    at: datetime,
    before: bool = False,
    once: UUID | None = None,
    consents: Collection[UUID] = (),
) -> UUID:
    """Store the comment of somebody who is signed in; return it. Raises Refused. `once`: see above."""
    said = _text(text)
    name = rules.clean_line(author_name, rules.NAME_MOST)
    target = held_end(contribution)
    said_before = Comment.objects.values_list("author__user", flat=True).filter(pk=once) if once else ()
    if once and said_before:
        return _same(once, said_before[0], user)
    require_possible(target, at)
    author = contacts.of_member(user=user, language=language, at=at)
    register.join(process=target.call.process_id, address=user.email, at=at)
    privacy.note(texts=consents, address=user.email, at=at)
    return add_comment(
        target,
        Comment(
            pk=once or uuid4(), author_id=author, author_name=name, text=said, informed=informed, language=language
        ),
        before=before,
        at=at,
    )


def _same(once: UUID, author: UUID | None, user: User) -> UUID:
    if author != user.pk:
        raise Refused(DRAFT_GONE)
    return once


def _text(raw: str) -> str:
    text = rules.clean_text(raw, rules.COMMENT_MOST)
    if not text:
        raise Refused(NO_COMMENT)
    return text


def add_comment(row: Contribution, comment: Comment, *, before: bool, at: datetime) -> UUID:
    """Store a comment on a locked contribution; return its id. It is shown at once where the call is read later."""
    shown = comment.office_id is not None or (row.call.moderation == Moderation.AFTER and not before)
    comment.contribution, comment.posted_at = row, at
    comment.publicity, comment.published_at = (Publicity.SHOWN, at) if shown else (Publicity.WAITING, None)
    comment.save(force_insert=True)
    publish(CommentReceived(contribution_id=row.pk, comment_id=comment.pk))
    if shown:
        recount_comments(row, at)
        publish(CommentShown(contribution_id=row.pk, comment_id=comment.pk))
    return comment.pk


@transaction.atomic
def comment_for_office(
    *, contribution: UUID, office: int, text: str, by: User, at: datetime, once: UUID | None = None
) -> UUID:
    """Say something in the name of an office, shown at once and marked as the town hall's word. Raises Refused.

    It is part of the talk below a contribution; the binding answer is `reply`. `once`: see above.
    """
    row, said = held(contribution), _text(text)
    if once and Comment.objects.filter(pk=once, contribution=row, office=office).exists():
        return once
    made = add_comment(row, Comment(pk=once or uuid4(), office_id=office, text=said), before=False, at=at)
    details: dict[str, str | int | bool] = {"comment": str(made)}
    audit.record(actor=by.pk, verb="contributions.comment", subject=f"contribution:{row.pk}", at=at, details=details)
    return made
