"""Open311 GeoReport v2, what others have added: pages, places, changes, extended attributes.

As CitySDK describes them, and links to the next page as RFC 8288 has them.
"""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from smilecity.collect.contributions.rules import Status
from tests.factories import AT
from tests.factories_contributions import LAT, LON
from tests.factories_open311 import change, make_report
from tests.support.open311 import ROOT, ask, faults, numbers, read, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = timedelta(days=1)


def moment(offset: timedelta = timedelta()) -> str:
    return (AT + offset).isoformat()


def test_pages_are_cut_by_page_and_page_size(call: UUID) -> None:
    rows = [make_report(call, at=AT - hours * timedelta(hours=1)) for hours in range(5)]
    wanted = [row.number for row in rows]
    assert numbers(page_size=2) == wanted[:2]
    assert numbers(page_size=2, page=3) == wanted[4:]
    assert numbers(max_requests=3) == wanted[:3]
    assert 'rel="next"' in ask("requests.json", page_size=2, page=2)["Link"]
    assert 'rel="next"' not in ask("requests.json", page_size=2, page=3)["Link"]


def test_who_follows_the_links_gets_each_request_once_whatever_comes_in_meanwhile(call: UUID) -> None:
    rows = [make_report(call, at=AT - (hours + 1) * timedelta(hours=1)) for hours in range(5)]
    found, address = list[int](), "requests.json?page_size=2&service_code=loch"
    while address:
        response = Client().get(f"{ROOT}/{address}")
        found += [int(row["service_request_id"]) for row in json.loads(response.content)]
        following = re.search(r'<[^>]*/(requests\.json\?[^>]*)>; rel="next"', response["Link"])
        address = following[1] if following else ""
        assert "&page=" not in address
        make_report(call)
    assert found == [row.number for row in rows]
    assert numbers(before=rows[2].number, page=7) == found[3:]


def test_pages_skip_what_they_do_not_show_without_looking_at_it(call: UUID) -> None:
    for _ in range(3):
        make_report(call)
    with CaptureQueriesContext(connection) as captured:
        assert len(numbers(page_size=1, page=3)) == 1
    statement = next(one["sql"] for one in captured if "contributions_step" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        plan = json.dumps(cursor.fetchone()[0])
    replies = re.findall(r'"Relation Name": "contributions_step".*?"Actual Loops": (\d+)', plan)
    assert replies == ["1"]


@pytest.mark.parametrize(
    "query",
    [{"before": "x"}, {"before": "0"}, {"page": "0"}, {"page_size": "1001"}, {"page_size": "x"}, {"page": "1.5"}],
)
def test_a_page_that_there_cannot_be_is_400(call: UUID, query: dict[str, str]) -> None:
    response = ask("requests.json", **query)
    assert (response.status_code, len(faults(response))) == (400, 1)


def test_bbox_and_radius_narrow_to_a_place(call: UUID) -> None:
    here = make_report(call)
    there = make_report(call, lon=LON + 0.01)
    make_report(call, lon=None, lat=None, place="Irgendwo am Hafen")
    assert numbers(bbox=f"{LON - 0.001},{LAT - 0.001},{LON + 0.001},{LAT + 0.001}") == [here.number]
    assert numbers(lat=LAT, long=LON, radius=50) == [here.number]
    assert set(numbers(lat=LAT, long=LON, radius=1000)) == {here.number, there.number}


def test_each_side_of_a_box_and_each_metre_of_a_radius_counts(call: UUID) -> None:
    """A degree of latitude is 111,195 m; at this latitude one of longitude is 65,217 m."""
    row = make_report(call)
    box = {"west": LON - 0.001, "south": LAT - 0.001, "east": LON + 0.001, "north": LAT + 0.001}
    assert numbers(bbox=",".join(map(str, box.values()))) == [row.number]
    for side in box:
        beyond = 0.0005 if side in {"west", "south"} else -0.0005
        away = box | {side: (LON if side in {"west", "east"} else LAT) + beyond}
        assert numbers(bbox=",".join(map(str, away.values()))) == [], side
    for lon, lat in ((LON, LAT + 100 / 111_195), (LON + 100 / 65_217, LAT)):
        assert numbers(lat=lat, long=lon, radius=101) == [row.number]
        assert numbers(lat=lat, long=lon, radius=99) == []
    # In the corner of the box around a circle, and outside of the circle: 113 m away.
    assert numbers(lat=LAT + 80 / 111_195, long=LON + 80 / 65_217, radius=100) == []


@pytest.mark.parametrize(
    "query",
    [
        {"bbox": "1,2,3"},
        {"bbox": "12.2,54,12.1,55"},
        {"bbox": "a,b,c,d"},
        {"lat": "54"},
        {"lat": "54", "long": "12"},
        {"lat": "54", "long": "12", "radius": "0"},
        {"lat": "54", "long": "12", "radius": "nan"},
        {"lat": "91", "long": "12", "radius": "5"},
        {"radius": "5"},
        {"lat": "x", "long": "12", "radius": "5"},
    ],
)
def test_a_place_that_is_none_is_400(call: UUID, query: dict[str, str]) -> None:
    response = ask("requests.json", **query)
    assert (response.status_code, len(faults(response))) == (400, 1)


def test_updated_after_finds_what_changed_however_old_it_is(call: UUID) -> None:
    old, new = make_report(call, at=AT - 300 * DAY), make_report(call)
    change(old, changed_at=AT - DAY)
    change(new, changed_at=AT - 3 * DAY)
    assert numbers(updated_after=moment(-2 * DAY)) == [old.number]
    assert numbers(updated_before=moment(-2 * DAY)) == [new.number]
    assert numbers(updated_after=moment(-2 * DAY), start_date=moment(-10 * DAY)) == []
    assert numbers(updated_after=moment(-DAY), updated_before=moment(-DAY)) == [old.number]


def test_extensions_say_more_only_where_they_are_asked_for(call: UUID) -> None:
    row = make_report(call)
    change(row, supports=3, status=Status.IN_REVIEW)
    assert "extended_attributes" not in read("requests")[0]
    (said,) = read(f"requests/{row.number}", extensions="true")
    assert said["extended_attributes"] == {"detailed_status": "IN_PROCESS", "media_urls": [], "votes": 3}
    assert tree("requests", extensions="true").findtext("request/extended_attributes/votes") == "3"
