"""What the API says and takes, field by field; the OpenAPI description is made from it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from smilecity.collect.contributions.rules import Kind

# It grows with the trunk.
KINDS = Kind
STATUSES = Literal["received", "in_review", "accepted", "done", "declined"]


class PhotoOut(Schema):
    """A photo (WebP) without anything that says where, when or by whom it was taken.

    The licence of the data does not hold for photos: ask the city before you show one elsewhere.
    """

    url: str = Field(description="The photo, at most 1600 pixels long.")
    width: int
    height: int
    description: str = Field(description="What can be seen, in the words of who sent it; may be empty.")


class ContributionOut(Schema):
    """An idea, a place or a report, as everybody may see it. No names, no addresses."""

    id: UUID = Field(description="Stays the same for ever.")
    number: int = Field(description="The number on the pages of the city.")
    kind: KINDS
    category: str = Field(
        description='Places: "happy", "improve" or "favourite"; reports: the code of what is wrong; empty otherwise.'
    )
    url: str = Field(description="Its page.")
    call: str = Field(description="The call it answers, see /calls.")
    title: str
    text: str
    language: str = Field(description='Language of title and text: "de", "en" or "de-simple".')
    themes: list[str] = Field(description="Overlapping themes, see /themes.")
    longitude: float | None = Field(description="Degrees, WGS 84.")
    latitude: float | None = Field(description="Degrees, WGS 84.")
    place: str = Field(description="The place in words.")
    district: str | None = Field(description="See /districts.")
    status: STATUSES
    office: str | None = Field(description="The responsible office, see /offices.")
    due_on: date | None = Field(description="The day by which the office has promised to answer.")
    submitted_at: datetime = Field(description="When it came in.")
    published_at: datetime = Field(description="When it was first shown.")
    answered_at: datetime | None = Field(description="When the first public reply was given.")
    changed_at: datetime = Field(description="When anything of it that is public changed last.")
    reply: str = Field(description="The newest public reply of the office; empty while there is none.")
    supports: int
    comments: int
    channel: str = Field(description='How it came in: "web", "phone", "card", "stall", "letter" or "import".')
    generated: bool = Field(description="Made up by a program, for a demonstration.")
    photos: list[PhotoOut]


class GoneOut(Schema):
    """A contribution that is no longer public: delete your copy."""

    id: UUID
    number: int
    kind: KINDS
    gone: Literal[True] = True
    changed_at: datetime
    merged_into: int | None = Field(description="The number of the contribution it was merged into.")


class LicenceOut(Schema):
    """Under which terms the data may be used."""

    id: str
    name: str
    url: str
    attribution: str


class FileOut(Schema):
    """A whole file at an address that stays. `schema_url`: what its columns or members mean."""

    media_type: str
    url: str
    schema_url: str | None


class DatasetOut(Schema):
    """All of a kind, or of all kinds, as files. `updated_at`: when anything of it changed last; None: there is none."""

    name: str
    title: str
    kind: KINDS | None
    updated_at: datetime | None
    licence: LicenceOut
    files: list[FileOut]


class PageOut(Schema):
    """A page of contributions in the order of their last change. `next` is the address of the next page."""

    licence: LicenceOut
    items: list[ContributionOut | GoneOut]
    next: str | None


class CommentOut(Schema):
    """What somebody has said below a contribution. No names."""

    id: UUID = Field(description="Stays the same for ever.")
    contribution: int = Field(description="The number of the contribution.")
    url: str = Field(description="The page of the contribution.")
    office: str | None = Field(description="The office whose word it is, see /offices; null for residents.")
    text: str
    language: str = Field(description='"de", "en" or "de-simple".')
    posted_at: datetime
    edited_at: datetime | None = Field(description="When moderators last changed it.")
    changed_at: datetime = Field(description="When it or its contribution changed last.")
    generated: bool = Field(description="Made up by a program, for a demonstration.")


class CommentGoneOut(Schema):
    """A comment that is no longer public: delete your copy."""

    id: UUID
    contribution: int
    gone: Literal[True] = True
    changed_at: datetime


class CommentsOut(Schema):
    """A page of comments in the order of their last change. `next` is the address of the next page."""

    licence: LicenceOut
    items: list[CommentOut | CommentGoneOut]
    next: str | None


class ThemeOut(Schema):
    """A field of action."""

    slug: str
    name: str
    description: str


class DistrictOut(Schema):
    """A part of the city. `bbox`: west, south, east, north in degrees (WGS 84)."""

    code: str
    name: str
    bbox: list[float]


class OfficeOut(Schema):
    """A part of the town hall that answers."""

    slug: str
    name: str


class CallOut(Schema):
    """An invitation to contribute. `opens_at` and `closes_at` None: no such moment."""

    slug: str
    kind: KINDS
    title: str
    opens_at: datetime | None
    closes_at: datetime | None


class ProblemOut(Schema):
    """What was wrong with a request (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
