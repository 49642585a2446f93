"""One thing as a moderator reads it: what it says, its photos, who wrote it, reports, decisions and history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from smilecity.collect.contributions.models import Comment, Contribution, Photo, Revision, Step
from smilecity.collect.contributions.rules import Channel, Publicity, Verb
from smilecity.ground.text import Texts
from smilecity.understand.moderation.models import Decision, Flag
from smilecity.understand.moderation.reading import target_of
from smilecity.understand.moderation.rules import Ground, Outcome, Seen, Target


@dataclass(frozen=True)
class PhotoRow:
    """A photo with the names of its files. `covered`: boxes were drawn; they can be removed until `original_until`."""

    id: UUID
    large: str
    small: str
    width: int
    height: int
    description: str
    hidden: bool
    covered: bool
    original_until: datetime | None


@dataclass(frozen=True)
class FlagRow:
    """A report as staff see it. Name and address are empty where none was given, or both were erased."""

    id: UUID
    number: int
    ground: Ground
    text: str
    name: str
    address: str
    received_at: datetime


@dataclass(frozen=True)
class DecisionRow:
    """A decision as staff see it. `by`: the name of who decided."""

    id: UUID
    outcome: Outcome
    ground: Ground | None
    reason: str
    by: str
    decided_at: datetime
    settled_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True)
class StepRow:
    """A step of the history. `by`: the name of the member of staff, empty for others."""

    verb: Verb
    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class Before:
    """How it read before an edit. `by`: who changed it, empty: the author."""

    revision: int
    title: str
    text: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Thing:
    """Something to be read and decided on. Of a comment, `title` and `place` are those of its contribution."""

    target: Target
    kind: str
    number: int
    title: str
    text: str
    language: str
    place: str
    lon: float | None
    lat: float | None
    author_name: str
    has_author: bool
    channel: Channel
    call: Texts
    publicity: Publicity
    revision: int
    since: datetime
    merged_into: int | None

    @property
    def seen(self) -> Seen:
        """What a decision about this is bound to."""
        return Seen(self.publicity, self.revision)


@dataclass(frozen=True)
class Around:
    """What stands around a thing: its photos, open reports, decisions (newest first), steps, former texts."""

    photos: list[PhotoRow]
    flags: list[FlagRow]
    decisions: list[DecisionRow]
    steps: list[StepRow]
    before: list[Before]


def thing(key: UUID) -> Thing | None:
    """Return the contribution or comment with this id. At most 4 SQL."""
    target = target_of(key)
    row = _contribution(target.contribution) if target else None
    if target is None or row is None:
        return None
    comment = Comment.objects.filter(pk=target.comment).first() if target.comment else None
    said = comment or row
    return Thing(
        target=target,
        kind=row.kind,
        number=row.number,
        title=row.title,
        text=said.text,
        language=said.language,
        place=row.place or (row.district.name if row.district else ""),
        lon=row.lon,
        lat=row.lat,
        author_name=said.author_name,
        has_author=said.author_id is not None,
        channel=Channel(row.channel) if comment is None else Channel.WEB,
        call=row.call.title,
        publicity=Publicity(said.publicity),
        revision=said.revision,
        since=comment.posted_at if comment else row.submitted_at,
        merged_into=row.merged_into.number if row.merged_into else None,
    )


def _contribution(key: UUID) -> Contribution | None:
    rows = Contribution.objects.defer("words", "merged_into__words").select_related("call", "merged_into", "district")
    return rows.filter(pk=key).first()


def titles(keys: Collection[UUID]) -> dict[UUID, str]:
    """Return what contributions and comments with these ids are called: its title. 2 SQL, none for none."""
    if not keys:
        return {}
    found = dict(Contribution.objects.filter(pk__in=keys).values_list("pk", "title"))
    return found | dict(Comment.objects.filter(pk__in=keys).values_list("pk", "contribution__title"))


def around(target: Target) -> Around:
    """Return what stands around a thing. At most 5 SQL."""
    about = {"contribution": target.contribution, "comment": target.comment}
    return Around(
        photos=[] if target.comment else _photos(target.contribution),
        flags=[_flag(row) for row in Flag.objects.filter(**about, decision=None).order_by("received_at", "id")],
        decisions=[
            _decision(row)
            for row in Decision.objects.filter(**about).select_related("by").order_by("-decided_at", "id")[:20]
        ],
        steps=[] if target.comment else _steps(target.contribution),
        before=_before(target),
    )


def _photos(contribution: UUID) -> list[PhotoRow]:
    rows = Photo.objects.filter(contribution=contribution).order_by("position", "id")
    return [photo_row(row) for row in rows]


def photo_row(row: Photo) -> PhotoRow:
    """Return a photo as staff see it."""
    return PhotoRow(
        id=row.pk,
        large=row.large,
        small=row.small,
        width=row.width,
        height=row.height,
        description=row.description,
        hidden=row.hidden,
        covered=row.covered,
        original_until=row.original_until,
    )


def _flag(row: Flag) -> FlagRow:
    return FlagRow(row.pk, row.number, Ground(row.ground), row.text, row.name, row.address, row.received_at)


def _decision(row: Decision) -> DecisionRow:
    return DecisionRow(
        id=row.pk,
        outcome=Outcome(row.outcome),
        ground=Ground(row.ground) if row.ground else None,
        reason=row.reason,
        by=str(row.by) if row.by else "",
        decided_at=row.decided_at,
        settled_at=row.settled_at,
        undone_at=row.undone_at,
    )


def _steps(contribution: UUID) -> list[StepRow]:
    rows = Step.objects.filter(contribution=contribution).select_related("by").order_by("at", "id")
    return [StepRow(Verb(row.verb), row.at, str(row.by) if row.by else "", row.text) for row in rows]


def _before(target: Target) -> list[Before]:
    rows = (
        Revision.objects.filter(contribution=target.contribution, comment=target.comment)
        .select_related("by")
        .order_by(F("revision").desc())[:10]
    )
    return [
        Before(row.revision, row.title, row.text, row.reason, str(row.by) if row.by else "", row.at) for row in rows
    ]
