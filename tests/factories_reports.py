"""Builds categories and reports for tests, through actions only."""

from itertools import count
from typing import Any
from uuid import UUID

from smilecity.city.models import MapFeature, MapLayer
from smilecity.city.rules import LayerKind
from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Channel, Kind, Publicity
from smilecity.collect.reports import actions
from smilecity.collect.reports.actions import CategoryFields
from smilecity.people.models import User
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_district

_numbers = count(1)
# On the river of the tests, within its district (see make_river).
WET = (LON + 0.015, LAT)


def make_category(code: str = "", *, parent: str = "", by: User | None = None, **fields: Any) -> int:
    """Make a category; return its id."""
    number = next(_numbers)
    said = CategoryFields(**{"title": {"de": f"Rubrik {number}"}, "position": number, **fields})
    return actions.save_category(code=code or f"rubrik-{number}", parent=parent, fields=said, by=by, at=AT)


def make_river() -> None:
    """Let a river run through the east of the district of the tests."""
    layer = MapLayer.objects.create(kind=LayerKind.WATER)
    west, south, east, north = LON + 0.01, LAT - 0.02, LON + 0.02, LAT + 0.02
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    box = {"west": west, "south": south, "east": east, "north": north}
    MapFeature.objects.create(
        layer=layer,
        key="river",
        name="Fluss",
        geometry={"type": "Polygon", "coordinates": [ring]},
        lon=WET[0],
        lat=WET[1],
        **box,
    )


def report_call(**fields: Any) -> UUID:
    """Make the standing call for reports; return its id."""
    return make_call(Kind.REPORT, **fields)


def make_report(
    call: UUID, category: str, *, shown: bool = True, by: User | None = None, **content: Any
) -> Contribution:
    """Write down a report for somebody by telephone, in the district of the tests."""
    said = Content(**{"title": "", "lon": LON, "lat": LAT, "category": category, **content})
    staff = by or make_staff()
    made = actions.enter(call=call, content=said, channel=Channel.PHONE, by=staff, at=AT)
    publicity = Publicity.SHOWN if shown else Publicity.WAITING
    trunk.set_publicity(contribution=made, publicity=publicity, by=staff, at=AT)
    return Contribution.objects.get(pk=made)


def a_city() -> int:
    """Make the district of the tests with its river; return its id."""
    district = make_district()
    make_river()
    return district
