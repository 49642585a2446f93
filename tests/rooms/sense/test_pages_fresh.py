"""Which things still speak: the list's filter says of each series what the rule says. And which lie in a district."""

from datetime import timedelta

import pytest
import shapely

from smilecity.sense.things.models import Extent
from smilecity.sense.things.queries import things
from smilecity.sense.things.queries.pages_places import located_in
from smilecity.sense.things.queries.rows import ThingFilter
from smilecity.sense.things.rules.pace import Pace, pace, usual_gap
from smilecity.sense.things.rules.words import Access
from tests import factories_sense as sense
from tests.factories_sense import AT

pytestmark = pytest.mark.django_db

AGES = [timedelta(seconds=seconds) for seconds in (-400, -300, 0, 1799, 1801, 7200, 7201, 86_399, 86_401, 9_000_000)]
COUNTS = (1, 2, 13, 100_000)


def test_the_filter_says_what_the_rule_says() -> None:
    expected = set()
    for age in AGES:
        for count in COUNTS:
            stream, latest, first = sense.make_datastream(), AT - age, AT - age - timedelta(hours=8)
            first = latest if count == 1 else first
            extent = {"observations": count, "phenomenon_start": first, "latest_start": latest}
            Extent.objects.filter(datastream=stream).update(**extent)
            if pace(latest, usual_gap(first, latest, count), AT) is Pace.FRESH:
                expected.add(stream.thing_id)
    sense.make_datastream("ohne Werte")
    found = things(ThingFilter(fresh_at=AT), most=100)
    assert {card.id for card in found.cards} == expected
    assert 0 < len(expected) < len(AGES) * len(COUNTS)


def test_a_hidden_series_makes_nothing_fresh() -> None:
    thing = sense.make_thing()
    sense.make_datastream(thing=thing)
    secret = sense.make_datastream(thing=thing, access=Access.INTERNAL)
    sense.make_observation(secret, 1.0, at=AT)
    assert things(ThingFilter(fresh_at=AT)).cards == []


def test_what_lies_in_the_box_of_an_area_but_not_in_it_is_left_out() -> None:
    inside, corner = sense.make_location(at=(12.1, 54.1)), sense.make_location(at=(12.19, 54.19))
    triangle = shapely.Polygon([(12.0, 54.0), (12.2, 54.0), (12.0, 54.2)])
    assert located_in(triangle) == [inside.pk]
    assert located_in(shapely.box(12.0, 54.0, 12.2, 54.2)) == [inside.pk, corner.pk]
