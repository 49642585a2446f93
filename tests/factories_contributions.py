"""Builds calls and contributions for tests, through actions only."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from smilecity.city.actions.gathering import gather
from smilecity.city.models import District, Office, Theme
from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import CallFields, Content
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Channel, Kind, Moderation, Publicity
from smilecity.people.models import User
from tests.factories import AT, make_staff

_numbers = count(1)
# A square around this point is the district of the tests.
LON, LAT = 12.10, 54.09


def make_call(
    kind: Kind = Kind.IDEA,
    *,
    moderation: Moderation = Moderation.AFTER,
    opens_at: datetime | None = AT - timedelta(days=30),
    closes_at: datetime | None = None,
    by: User | None = None,
    at: datetime = AT,
    **fields: Any,
) -> UUID:
    """Make a call that is open at AT; return its id."""
    title = fields.pop("title", {"de": "Ideen für die Stadt"})
    said = CallFields(title=title, moderation=moderation, opens_at=opens_at, closes_at=closes_at, **fields)
    return actions.make_call(slug=f"call-{next(_numbers)}", kind=kind, fields=said, by=by, at=at)


def make_theme(slug: str = "", **fields: Any) -> int:
    """Make a theme; return its id."""
    number = next(_numbers)
    name = fields.pop("name", {"de": f"Thema {number}"})
    return Theme.objects.create(slug=slug or f"theme-{number}", name=name, position=number, **fields).pk


def make_office(slug: str = "", **fields: Any) -> int:
    """Make an office; return its id."""
    number = next(_numbers)
    name = fields.pop("name", {"de": f"Amt {number}"})
    return Office.objects.create(slug=slug or f"office-{number}", name=name, name_sort=f"amt {number}", **fields).pk


def make_district(name: str = "Mitte", *, lon: float = LON, lat: float = LAT, half: float = 0.02) -> int:
    """Make a square district around a point; return its id."""
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    district = District.objects.create(
        code=name.lower(),
        name=name,
        name_sort=name.lower(),
        outline={"type": "Polygon", "coordinates": [ring]},
        west=west,
        south=south,
        east=east,
        north=north,
    )
    gather()  # as an import does, so that it is found by its name
    return district.pk


def make_contribution(
    call: UUID | None = None, *, by: User | None = None, at: datetime = AT, shown: bool | None = None, **content: Any
) -> Contribution:
    """Enter a contribution for somebody (by telephone); `shown` overrules what the call's moderation makes of it."""
    said = replace(Content(title=f"Mehr Bänke am Hafen {next(_numbers)}", text="Zum Ausruhen."), **content)
    staff = by or make_staff(at=at)
    made = actions.enter(call=call or make_call(at=at), content=said, channel=Channel.PHONE, by=staff, at=at)
    if shown is not None:
        publicity = Publicity.SHOWN if shown else Publicity.WAITING
        actions.set_publicity(contribution=made, publicity=publicity, by=staff, at=at)
    return Contribution.objects.get(pk=made)
