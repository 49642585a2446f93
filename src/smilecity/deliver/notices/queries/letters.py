"""What mails say: the facts of notices, put together by reader and by what they hang on. 5 SQL for any number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from smilecity.collect.contributions.rules import Kind, Publicity, Status, Verb
from smilecity.deliver.fieldwork import queries as fieldwork
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.models import Notice, Reader
from smilecity.deliver.notices.rules import Reason, Rhythm
from smilecity.ground import hashes
from smilecity.ground.text import Texts
from smilecity.people.contacts import queries as contacts


@dataclass(frozen=True)
class Named:
    """A contribution as a mail names it. `title` is empty where the reader may not see it: it has its number left."""

    kind: Kind
    number: int
    title: str


@dataclass(frozen=True)
class News:
    """One change. `verb` None: a comment. `fresh`: a contribution is new to who subscribed to such.

    `text`: what was said, or the comment. `office`: who answers or is responsible. `own`: the reader wrote it.
    `step`: of the history. `photos`: how it looks now that a crew was there, as everybody may see it.
    `theme`, `district`: what the reader subscribed to, where it is one of these.
    """

    notice: UUID
    contact: UUID
    subscription: UUID | None
    about: Named
    verb: Verb | None
    text: str
    status: Status | None
    office: Texts
    due_on: date | None
    other: Named | None
    name: str
    fresh: bool
    own: bool
    reason: Reason | None
    theme: Texts
    district: str
    at: datetime
    step: UUID | None = None
    photos: Sequence[UUID] = ()


@dataclass(frozen=True)
class Letter:
    """One mail to one reader. `subscription`: the one that all of it comes from, if there is one.

    `token` opens the reader's own page; no copy of the database holds it.
    """

    contact: UUID
    address: str
    language: str
    token: str
    rhythm: Rhythm
    subscription: UUID | None
    news: Sequence[News]


COLUMNS = (
    "id",
    "contact",
    "subscription",
    "subscription__reason",
    "subscription__theme__name",
    "subscription__district__name",
    "fresh",
    "contribution__kind",
    "contribution__number",
    "contribution__title",
    "contribution__author",
    "contribution__publicity",
    "step",
    "step__verb",
    "step__text",
    "step__status",
    "step__office__name",
    "step__due_on",
    "step__at",
    "step__other__kind",
    "step__other__number",
    "step__other__title",
    "step__other__publicity",
    "comment__text",
    "comment__author_name",
    "comment__office__name",
    "comment__posted_at",
)
# Days may lie between a change and the mail that tells it: what was hidden meanwhile is told to its author alone. That
# it goes on elsewhere or stands alone again is also told to the authors of what had become a part of it.
READABLE = (Q(comment=None) | Q(comment__publicity=Publicity.SHOWN)) & (
    Q(contribution__publicity=Publicity.SHOWN)
    | Q(contribution__author=F("contact"))
    | Q(subscription__reason=Reason.AUTHOR, step__verb__in=(Verb.MERGED, Verb.PARTED))
)


def letters(notices: Collection[UUID]) -> list[Letter]:
    """Return the mails that tell these notices; who cannot be reached any more gets none. 5 SQL at most."""
    told = _with_photos(news(notices))
    people = {row.contact for row in told}
    reached = contacts.reach(people)
    readers = {row.pk: row for row in Reader.objects.filter(pk__in=people)}
    bundles: dict[tuple[UUID, object], list[News]] = {}
    for row in told:
        if row.contact in reached:
            reader = readers[row.contact]
            bundles.setdefault((row.contact, _bundle(row, Rhythm(reader.rhythm))), []).append(row)
    return [_letter(readers[contact], reached[contact], bundle) for (contact, _), bundle in bundles.items()]


def _with_photos(told: list[News]) -> list[News]:
    """Return the same, what a crew has done with its photos."""
    photos = fieldwork.finished({row.step for row in told if row.step and row.status is Status.DONE})
    return [replace(row, photos=photos[row.step]) if row.step in photos else row for row in told]


def _bundle(row: News, rhythm: Rhythm) -> object:
    """Return what a mail holds together: in a digest everything but what is about the reader's own text."""
    if row.subscription is None:
        return row.about.number
    return row.subscription if rhythm is Rhythm.SINGLE else rhythm


def _letter(reader: Reader, reach: contacts.Reach, bundle: list[News]) -> Letter:
    sources = {row.subscription for row in bundle}
    return Letter(
        contact=reach.contact,
        address=reach.address,
        language=reach.language,
        token=hashes.derived_token(rules.TOKEN_PURPOSE, bytes(reader.salt)),
        rhythm=Rhythm(reader.rhythm),
        subscription=sources.pop() if len(sources) == 1 else None,
        news=bundle,
    )


def news(notices: Collection[UUID]) -> list[News]:
    """Return what notices tell, in the order in which it happened; nothing that is hidden by now. 1 SQL."""
    rows = Notice.objects.filter(READABLE, pk__in=notices).order_by("contact", "made_at", "step__at", "id")
    return [news_of(row) for row in rows.values(*COLUMNS)]


def news_of(row: Mapping[str, Any]) -> News:
    """Return what one notice tells, from its columns."""
    step = row["step__verb"] is not None
    own = row["contribution__author"] == row["contact"]
    return News(
        notice=row["id"],
        contact=row["contact"],
        subscription=row["subscription"],
        about=named(row, "contribution__", own=own),
        verb=Verb(row["step__verb"]) if step else None,
        text=row["step__text"] if step else row["comment__text"],
        status=Status(row["step__status"]) if row["step__status"] else None,
        office=row["step__office__name"] or row["comment__office__name"] or {},
        due_on=row["step__due_on"],
        other=named(row, "step__other__") if row["step__other__number"] else None,
        name=row["comment__author_name"] or "",
        fresh=row["fresh"],
        own=own,
        reason=Reason(row["subscription__reason"]) if row["subscription__reason"] else None,
        theme=row["subscription__theme__name"] or {},
        district=row["subscription__district__name"] or "",
        at=row["step__at"] if step else row["comment__posted_at"],
        step=row["step"],
    )


def named(row: Mapping[str, Any], prefix: str, *, own: bool = False) -> Named:
    """Return a contribution by the columns that begin so; the title only of what everybody sees, or of one's own."""
    titled = own or row[f"{prefix}publicity"] == Publicity.SHOWN
    return Named(Kind(row[f"{prefix}kind"]), row[f"{prefix}number"], row[f"{prefix}title"] if titled else "")
