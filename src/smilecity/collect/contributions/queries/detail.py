"""One contribution with all that its page shows: photos, history, comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from smilecity.collect.contributions.models import Comment, Contribution, Photo, Revision, Step
from smilecity.collect.contributions.queries.chains import chain
from smilecity.collect.contributions.rules import PUBLIC_VERBS, Channel, Kind, Publicity, Status, Verb
from smilecity.ground.text import Texts


@dataclass(frozen=True)
class DetailPhoto:
    """A photo of a contribution. `covered_until`: until then a moderator may take the boxes off again."""

    id: UUID
    width: int
    height: int
    description: str
    hidden: bool
    covered_until: datetime | None


@dataclass(frozen=True)
class Detail:
    """A contribution. `publicity`: so that author and staff may see it before others do.

    `merged_into`: the number of the one that stands at the end of all mergers. `author`: a contact.
    """

    id: UUID
    number: int
    kind: Kind
    category: str
    title: str
    text: str
    language: str
    theme_ids: tuple[int, ...]
    district: int | None
    place: str
    lon: float | None
    lat: float | None
    author: UUID | None
    author_name: str
    informed: bool
    channel: Channel
    publicity: Publicity
    visible: bool
    status: Status
    office: int | None
    due_on: date | None
    answered_at: datetime | None
    supports: int
    comments: int
    revision: int
    submitted_at: datetime
    published_at: datetime | None
    changed_at: datetime
    merged_into: int | None
    call: UUID
    call_slug: str
    call_title: Texts
    call_closes_at: datetime | None
    what_happens: Texts
    process: UUID
    generated: bool
    photos: Sequence[DetailPhoto]


@dataclass(frozen=True)
class StepRow:
    """A step of the history. `by`: the account, None for residents and for the program itself."""

    id: UUID
    verb: Verb
    at: datetime
    by: UUID | None
    text: str
    status: Status | None
    office: int | None
    due_on: date | None
    other_number: int | None
    other_title: str


@dataclass(frozen=True)
class CommentRow:
    """A comment; with an `office` it is the town hall's word. `edited_at`, `edited_why`: by moderation, at last."""

    id: UUID
    author: UUID | None
    author_name: str
    office: int | None
    text: str
    language: str
    publicity: Publicity
    revision: int
    posted_at: datetime
    edited_at: datetime | None
    edited_why: str


def contribution(number: int, kind: Kind) -> Detail | None:
    """Return a contribution by its public name, whatever its publicity: the door says who may see it. 2 or 3 SQL."""
    return _detail(Q(number=number, kind=kind))


def by_id(contribution: UUID) -> Detail | None:
    """Return a contribution. 2 or 3 SQL."""
    return _detail(Q(pk=contribution))


def _detail(which: Q) -> Detail | None:
    row = Contribution.objects.select_related("call").defer("words").filter(which).first()
    if row is None:
        return None
    return Detail(
        id=row.pk,
        number=row.number,
        kind=Kind(row.kind),
        category=row.category,
        title=row.title,
        text=row.text,
        language=row.language,
        theme_ids=tuple(row.theme_ids),
        district=row.district_id,
        place=row.place,
        lon=row.lon,
        lat=row.lat,
        author=row.author_id,
        author_name=row.author_name,
        informed=row.informed,
        channel=Channel(row.channel),
        publicity=Publicity(row.publicity),
        visible=row.visible,
        status=Status(row.status),
        office=row.office_id,
        due_on=row.due_on,
        answered_at=row.answered_at,
        supports=row.supports,
        comments=row.comments,
        revision=row.revision,
        submitted_at=row.submitted_at,
        published_at=row.published_at,
        changed_at=row.changed_at,
        merged_into=chain(row.pk)[-1][1] if row.merged_into_id else None,
        call=row.call_id,
        call_slug=row.call.slug,
        call_title=row.call.title,
        call_closes_at=row.call.closes_at,
        what_happens=row.call.what_happens,
        process=row.call.process_id,
        generated=row.call.generated,
        photos=_photos(row.pk),
    )


def _photos(contribution: UUID) -> list[DetailPhoto]:
    rows = Photo.objects.filter(contribution=contribution).order_by("position", "id")
    return [DetailPhoto(row.pk, row.width, row.height, row.description, row.hidden, row.original_until) for row in rows]


def steps(contribution: UUID, *, public: bool) -> list[StepRow]:
    """Return the history, the oldest first; `public`: only what everybody may read of it. 1 SQL."""
    rows = Step.objects.filter(contribution=contribution).select_related("other")
    if public:
        rows = rows.filter(verb__in=[verb.value for verb in PUBLIC_VERBS])
    return [
        StepRow(
            id=row.pk,
            verb=Verb(row.verb),
            at=row.at,
            by=row.by_id,
            text=row.text,
            status=Status(row.status) if row.status else None,
            office=row.office_id,
            due_on=row.due_on,
            other_number=row.other.number if row.other else None,
            other_title=row.other.title if row.other else "",
        )
        for row in rows.defer("other__words").order_by("at", "id")
    ]


def comments(contribution: UUID, *, after: UUID | None = None, most: int = 50) -> list[CommentRow]:
    """Return the comments that everybody may read, the oldest first, a page at a time. 2 or 3 SQL."""
    rows = Comment.objects.filter(contribution=contribution, publicity=Publicity.SHOWN)
    last = Comment.objects.filter(pk=after).values_list("posted_at", flat=True).first() if after else None
    if last:
        rows = rows.filter(Q(posted_at__gte=last), Q(posted_at__gt=last) | Q(pk__gt=after))
    found = list(rows.order_by("posted_at", "id")[:most])
    edits = _edits([row.pk for row in found])
    return [_comment(row, edits.get(row.pk)) for row in found]


def comment(comment: UUID) -> CommentRow | None:
    """Return a comment, whatever its publicity. 2 SQL."""
    row = Comment.objects.filter(pk=comment).first()
    return _comment(row, _edits([comment]).get(comment)) if row else None


def _edits(comments: list[UUID]) -> dict[UUID, Revision]:
    rows = Revision.objects.filter(comment__in=comments, by__isnull=False).order_by("revision")
    return {row.comment_id: row for row in rows if row.comment_id}


def _comment(row: Comment, edit: Revision | None) -> CommentRow:
    return CommentRow(
        id=row.pk,
        author=row.author_id,
        author_name=row.author_name,
        office=row.office_id,
        text=row.text,
        language=row.language,
        publicity=Publicity(row.publicity),
        revision=row.revision,
        posted_at=row.posted_at,
        edited_at=edit.at if edit else None,
        edited_why=edit.reason if edit else "",
    )
