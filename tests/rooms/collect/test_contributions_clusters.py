"""Groups for the map: nobody is lost or counted twice, whatever the zoom, and what is far apart stays apart."""

from collections.abc import Iterator
from dataclasses import replace
from math import cos, hypot, radians
from time import process_time

import pytest
from django.db import connection

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.queries.clusters import Cluster, clusters
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.collect.contributions.rules import Kind, Publicity, Status
from tests.factories import AT
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
CITY = ListFilter(kind=Kind.IDEA, box=(LON - 0.2, LAT - 0.2, LON + 0.2, LAT + 0.2))


def scattered(number: int) -> None:
    """Put so many points on a spiral around the middle, as rows: actions would take minutes for thousands."""
    call = make_call()
    Contribution.objects.bulk_create(
        [
            Contribution(
                call_id=call,
                kind=Kind.IDEA,
                title=f"Ein Vorschlag mit einem Titel von üblicher Länge, Nummer {n}",
                lon=LON + 0.15 * (n / number) * (1 if n % 2 else -1),
                lat=LAT + 0.1 * ((n * 7919) % number / number - 0.5),
                publicity=Publicity.SHOWN,
                visible=True,
                submitted_at=AT,
                published_at=AT,
                changed_at=AT,
            )
            for n in range(number)
        ],
        batch_size=2000,
    )


def every_zoom(wanted: ListFilter = CITY) -> Iterator[list[Cluster]]:
    return (clusters(wanted, zoom) for zoom in range(23))


def test_without_a_box_nothing_is_asked() -> None:
    with statements() as sent:
        assert clusters(replace(CITY, box=None), 12) == []
    assert sent == []


def test_nobody_is_lost_or_counted_twice_at_any_zoom() -> None:
    scattered(300)
    assert {sum(one.count for one in found) for found in every_zoom()} == {300}


def test_coming_nearer_parts_groups_until_everybody_stands_alone() -> None:
    scattered(30)
    found = list(every_zoom())
    assert len(found[0]) < len(found[10]) < len(found[12])


def test_no_two_signs_cover_each_other() -> None:
    scattered(2000)
    for zoom in (9, 11, 13):
        wide = 360 / 2**zoom / 8
        found = clusters(CITY, zoom)
        close = [
            (one, other)
            for one in found
            for other in found
            if one is not other and hypot(one.lon - other.lon, (one.lat - other.lat) / cos(radians(54))) < wide * 0.5
        ]
        assert close == []


def test_a_group_stands_in_the_middle_of_its_own() -> None:
    call = make_call()
    make_district()
    for lon in (LON, LON + 0.0002):
        make_contribution(call, lon=lon, lat=LAT)
    (group,) = clusters(CITY, 10)
    assert group.lon == pytest.approx(LON + 0.0001)
    assert (group.count, list(group.pins)) == (2, [])


def test_one_alone_is_named_with_its_state() -> None:
    make_district()
    made = make_contribution(title="Bank am Hafen", lon=LON, lat=LAT)
    ((pin,),) = [one.pins for one in clusters(CITY, 5)]
    assert (pin.number, pin.title, pin.status, pin.kind) == (made.number, "Bank am Hafen", Status.RECEIVED, Kind.IDEA)


def test_many_on_one_spot_stay_a_number_even_from_near() -> None:
    scattered(1)
    Contribution.objects.update(lon=LON, lat=LAT)
    call = make_call()
    make_district()
    for _each in range(12):
        make_contribution(call, lon=LON, lat=LAT)
    (group,) = clusters(CITY, 22)
    assert (group.count, list(group.pins)) == (13, [])


def test_a_huge_box_with_a_tiny_grid_is_no_burden() -> None:
    scattered(500)
    assert len(clusters(replace(CITY, box=(-180, -90, 180, 90)), 22)) <= 2


def test_without_a_place_nothing_is_on_the_map() -> None:
    make_contribution()
    assert clusters(CITY, 12) == []


def test_ten_thousand_cost_two_statements_and_little_time() -> None:
    scattered(10_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contributions_contribution")
    for zoom in (9, 12, 15, 19):
        began = process_time()
        with statements() as sent:
            found = clusters(CITY, zoom)
        assert len(sent) <= 2
        # The budget is 30 ms for the whole request; a busy machine may take longer.
        assert process_time() - began < 0.1
        assert len(found) <= 20 * 20
