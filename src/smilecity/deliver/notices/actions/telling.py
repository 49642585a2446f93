"""What happened is told: one notice for each reader, written by the database in one statement.

A job may run twice, or die and run again: a notice that is there is not written again (unique constraints).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.contributions.models import Comment, Contribution, Step
from smilecity.collect.contributions.rules import Channel, Kind, Publicity, Verb
from smilecity.collect.reports import queries as reports
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.actions.following import make_reader, welcome_author
from smilecity.deliver.notices.actions.merging import join_followers, part_followers
from smilecity.deliver.notices.models import Notice
from smilecity.deliver.notices.rules import Audience

_INSERT = """
INSERT INTO notices_notice
    (id, contact_id, contribution_id, step_id, comment_id, subscription_id, fresh, post, made_at)
SELECT DISTINCT ON (s.contact_id)
    gen_random_uuid(), s.contact_id, %(contribution)s, %(step)s, %(comment)s, s.id, %(fresh)s,
    CASE WHEN r.rhythm = 'none' OR r.failures >= %(failures)s THEN 'silent' ELSE 'waiting' END, %(at)s
FROM notices_subscription s JOIN notices_reader r ON r.contact_id = s.contact_id
WHERE s.ended_at IS NULL AND s.contact_id IS DISTINCT FROM %(besides)s AND ({condition})
ORDER BY s.contact_id, {order}
ON CONFLICT DO NOTHING
"""
_FOLLOWERS = "s.contribution_id = ANY(%(contributions)s::uuid[])"
# The words of a search are told apart by spaces; each must occur.
_SEARCHES = """s.search IS NOT NULL
    AND coalesce(s.search->>'kind', %(kind)s) = %(kind)s
    AND (s.search->'theme' IS NULL OR (s.search->>'theme')::int = ANY(%(themes)s::int[]))
    AND (s.search->'district' IS NULL OR (s.search->>'district')::int = %(district)s)
    AND coalesce(s.search->>'status', %(status)s) = %(status)s
    AND (s.search->'category' IS NULL OR s.search->>'category' = ANY(%(categories)s::text[]))
    AND NOT EXISTS (
        SELECT 1 FROM unnest(string_to_array(s.search->>'text', ' ')) AS word
        WHERE strpos(%(words)s::text, CASE WHEN length(word) > 2 THEN word ELSE ' ' || word END) = 0
    )"""
_NEW = f"s.theme_id = ANY(%(themes)s::int[]) OR s.district_id = %(district)s OR ({_SEARCHES})"
_MOVED = f"{_SEARCHES} AND s.search->>'status' IS NOT NULL"


@transaction.atomic
def tell_step(*, step: UUID, at: datetime) -> None:
    """Write the notices of a step of a contribution's history. Repeating it changes nothing."""
    row = Step.objects.select_related("contribution").filter(pk=step).first()
    if row is None:
        return
    verb, contribution = Verb(row.verb), row.contribution
    if verb is Verb.MERGED and contribution.merged_into_id != row.other_id:
        return  # the other side of the same act, or undone by now: told by the step of what was merged
    welcome_author(contribution=contribution.pk, at=at)  # that job may come later than this one
    if verb is Verb.PARTED:
        part_followers(contribution.pk, at)
    audience = rules.audience(verb, first=row.at == contribution.published_at)
    if audience is Audience.AUTHOR:
        _tell_author(row, at)
    elif audience is Audience.FOLLOWERS:
        _tell_followers(row, at)
    if contribution.visible:
        _tell_of_new(row, at)
    if verb is Verb.MERGED and row.other_id:
        join_followers(contribution.pk, row.other_id)


def _is_public(contribution: Contribution) -> bool:
    """Say whether everybody may know: it is shown, or was until it was merged into another."""
    return contribution.publicity == Publicity.SHOWN


def _tell_author(step: Step, at: datetime) -> None:
    """Tell the author alone: what happens to their own text they hear in any case, with its reason."""
    author = step.contribution.author_id
    if author is None:
        return
    make_reader(author)
    Notice.objects.bulk_create(
        [Notice(contact_id=author, contribution=step.contribution, step=step, made_at=at)], ignore_conflicts=True
    )


def _tell_followers(step: Step, at: datetime) -> None:
    """Tell who follows a contribution; while it is not public, only its author.

    An edit is known to the author: they made it, or moderation writes to them with its reasons.
    """
    merged = step.verb == Verb.MERGED and step.other_id is not None
    public = _is_public(step.contribution)
    _insert(
        _FOLLOWERS if public else f"{_FOLLOWERS} AND s.reason = 'author'",
        step,
        at,
        contributions=[step.contribution_id, step.other_id] if merged and public else [step.contribution_id],
        besides=step.contribution.author_id if step.verb == Verb.EDITED else None,
    )


def _tell_of_new(step: Step, at: datetime) -> None:
    """Tell those who wait for contributions such as this one, when it is first shown or comes to a status."""
    row = step.contribution
    if step.at == row.published_at and step.verb in (Verb.SHOWN, Verb.SUBMITTED):
        if rules.is_news(Channel(row.channel), row.submitted_at, at):
            _match(_NEW, step, row.status, at)
    elif step.status and step.verb in (Verb.STATUS, Verb.REPLIED):
        _match(_MOVED, step, step.status, at)


def _match(condition: str, step: Step, status: str, at: datetime) -> None:
    row = step.contribution
    _insert(
        condition,
        step,
        at,
        fresh=True,
        besides=row.author_id,
        kind=row.kind,
        themes=row.theme_ids,
        district=row.district_id,
        status=status,
        categories=list(reports.codes_above(row.category) if row.kind == Kind.REPORT else [row.category]),
        words=row.words,
    )


@transaction.atomic
def tell_comment(*, comment: UUID, at: datetime) -> None:
    """Write the notices of a comment that is shown; who wrote it knows. Repeating it changes nothing."""
    row = Comment.objects.select_related("contribution").filter(pk=comment, publicity=Publicity.SHOWN).first()
    if row and _is_public(row.contribution):
        _insert(_FOLLOWERS, row, at, contributions=[row.contribution_id], besides=row.author_id)


def _insert(condition: str, told: Step | Comment, at: datetime, *, fresh: bool = False, **values: Any) -> None:
    """Write a notice for each reader with a subscription that fits. The one that is most the reader's own is named."""
    order = "(s.contribution_id IS NULL), (s.reason <> 'author'), s.made_at, s.id"
    # A subscription to this very contribution comes before those that it was found by.
    known: dict[str, Any] = {
        "contribution": told.contribution_id,
        "step": told.pk if isinstance(told, Step) else None,
        "comment": told.pk if isinstance(told, Comment) else None,
        "fresh": fresh,
        "failures": rules.FAILURES_MOST,
        "besides": None,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(condition=condition, order=order), known | values)
