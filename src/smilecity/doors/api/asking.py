"""What a request asks for. In: the query of an address. Out: a ListFilter and a place in the list, or a refusal."""

import base64
import binascii
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from ninja.errors import HttpError
from pydantic import AwareDatetime, field_validator

from smilecity.collect.contributions.queries import calls
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.collect.contributions.rules import Status
from smilecity.collect.reports import queries as reports
from smilecity.doors.api.facts import Facts
from smilecity.doors.api.schemas import KINDS, STATUSES

PAGE_MOST = 500


class Narrowing(Schema):
    """What the list is narrowed to; what is left out narrows nothing."""

    kind: Annotated[KINDS | None, Field(description="Ideas, places or reports.")] = None
    call: Annotated[str, Field(description="Slug of a call, see /calls.")] = ""
    theme: Annotated[str, Field(description="Slug of a theme, see /themes.")] = ""
    district: Annotated[str, Field(description="Code of a district, see /districts.")] = ""
    office: Annotated[str, Field(description="Slug of the responsible office, see /offices.")] = ""
    status: Annotated[STATUSES | None, Field(description="Where it stands.")] = None
    category: Annotated[
        str,
        Field(
            description="Of places: happy, improve or favourite; of reports: a code, of a group for all in it.",
            max_length=20,
        ),
    ] = ""
    q: Annotated[str, Field(description="Words that all have to be there.", max_length=200)] = ""
    answered: Annotated[bool | None, Field(description="With a public reply, or without.")] = None
    late_on: Annotated[date | None, Field(description="Still open and overdue on this day.")] = None
    published_since: Annotated[
        AwareDatetime | None, Field(description="Shown for the first time at or after this moment.")
    ] = None
    placed: Annotated[bool, Field(description="Only what has a place.")] = False
    bbox: Annotated[
        str, Field(description="west,south,east,north in degrees (WGS 84).", examples=["12.0,54.0,12.2,54.2"])
    ] = ""

    @field_validator("*", mode="before")
    @classmethod
    def _has_no_null(cls, value: object) -> object:
        """No text of PostgreSQL holds this character."""
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("a null character means nothing here")
        return value


class Paging(Schema):
    """A page of a list in the order of changes."""

    changed_since: Annotated[
        AwareDatetime | None,
        Field(description="Only what changed at or after this moment; what is gone since then is told, too."),
    ] = None
    cursor: Annotated[str, Field(description="From `next`; where the page begins.", max_length=120)] = ""
    limit: Annotated[int, Field(ge=1, le=PAGE_MOST, description="Rows of a page.")] = 100


class Asking(Paging, Narrowing):
    """A page of contributions."""


class AskingComments(Paging):
    """A page of comments."""

    contribution: Annotated[
        int | None, Field(ge=1, lt=2**31, description="Only those of the contribution with this number.")
    ] = None


class Form(Narrowing):
    """A whole file. `kind` is of no use where the address names one."""

    language: Annotated[Literal["de", "en", "de-simple"], Field(description="Of names and headings.")] = "de"


def filter_of(asked: Narrowing, facts: Facts) -> ListFilter:
    """Return the filter; what names nothing that exists is refused, not ignored. Raises HttpError."""
    return ListFilter(
        kind=asked.kind,
        call=_call(asked.call),
        theme=_known("theme", asked.theme, facts.theme(asked.theme) if asked.theme else None),
        district=_known("district", asked.district, facts.district(asked.district) if asked.district else None),
        office=_known("office", asked.office, facts.office(asked.office) if asked.office else None),
        status=Status(asked.status) if asked.status else None,
        categories=_categories(asked),
        text=asked.q,
        answered=asked.answered,
        late_on=asked.late_on,
        published_since=asked.published_since,
        placed=asked.placed,
        box=_box(asked.bbox),
    )


def _categories(asked: Narrowing) -> tuple[str, ...]:
    if not asked.category:
        return ()
    return reports.codes_below(asked.category) or (asked.category,)


def _known(name: str, asked: str, found: int | None) -> int | None:
    if asked and found is None:
        raise HttpError(422, f"{name}: there is no “{asked[:60]}”; see /api/v1/{name}s")
    return found


def _call(slug: str) -> UUID | None:
    if not slug:
        return None
    row = calls.call_by_slug(slug)
    if row is None or row.opens_at is None:
        raise HttpError(422, f"call: there is no “{slug[:60]}”; see /api/v1/calls")
    return row.id


def _box(raw: str) -> tuple[float, float, float, float] | None:
    if not raw:
        return None
    try:
        west, south, east, north = map(float, raw.split(","))
    except ValueError:
        raise HttpError(422, "bbox: expected four numbers, west,south,east,north") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise HttpError(422, "bbox: expected west < east and south < north, in degrees")
    return west, south, east, north


def cursor_of(last: tuple[datetime, UUID]) -> str:
    """Return the cursor of the page that begins after this row."""
    return base64.urlsafe_b64encode(f"{last[0].isoformat()} {last[1]}".encode()).rstrip(b"=").decode()


def place_of(cursor: str) -> tuple[datetime, UUID] | None:
    """Return the row after which the page begins; None for the first page. Raises HttpError for what is no cursor."""
    if not cursor:
        return None
    try:
        moment, _, pk = base64.urlsafe_b64decode(f"{cursor}==").decode().partition(" ")
        return datetime.fromisoformat(moment), UUID(pk)
    except (ValueError, binascii.Error):
        raise HttpError(422, "cursor: take it from “next” of the page before") from None
