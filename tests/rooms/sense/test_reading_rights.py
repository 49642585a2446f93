"""Who sees what, on every way there is: lists, paths, expansions, filters, orders, counts, aggregates, other forms."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

import pytest

from smilecity.people.keys.models import Party
from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope
from smilecity.sense.things import actions, models, queries
from smilecity.sense.things.queries import formats, geography
from smilecity.sense.things.rules import rights
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access, Step
from tests.factories_sense import (
    AT,
    WARNEMUENDE,
    caller_of,
    make_datastream,
    make_feature,
    make_observation,
    make_observed,
    make_party,
    make_sensor,
    make_thing,
)
from tests.support.sense_asking import ask, body_of, get, ids

pytestmark = pytest.mark.django_db


@dataclass
class Town:
    """A provider, a partner with whom something is shared, a stranger, and who comes with which key."""

    provider: Party
    partner: Party
    callers: dict[str, Caller]


@pytest.fixture
def town() -> Town:
    provider, partner, stranger = make_party(), make_party(), make_party()
    callers = {
        "public": PUBLIC,
        "city": CITY,
        "provider": caller_of(provider),
        "partner": caller_of(partner),
        "stranger": caller_of(stranger),
        "provider who only writes": caller_of(provider, Scope.OBSERVE, Scope.MANAGE),
        "partner who only writes": caller_of(partner, Scope.MANAGE),
    }
    return Town(provider, partner, callers)


# Who sees a datastream of the provider, shared with the partner where it is shared at all.
SEES = {
    Access.PUBLIC: {
        "public", "city", "provider", "partner", "stranger", "provider who only writes", "partner who only writes"
    },
    Access.SHARED: {"city", "provider", "partner"},
    Access.INTERNAL: {"city", "provider"},
}  # fmt: skip


@dataclass
class Hidden:
    """A datastream with everything around it that nobody else uses."""

    thing: int
    stream: int
    sensor: int
    observed: int
    feature: int
    value: int


def make_hidden(town: Town, access: Access) -> Hidden:
    thing = make_thing("Geheim", at=WARNEMUENDE)
    sensor, observed, feature = make_sensor(), make_observed(), make_feature()
    stream = make_datastream(
        "Geheim",
        thing=thing,
        sensor=sensor,
        observed=[observed],
        access=access,
        owner=town.provider,
        shared_with=[town.partner],
    )
    value = make_observation(stream, 42, feature=feature)
    models.Aggregate.objects.create(datastream=stream, step="hour", start=AT, count=1, total=42, least=42, most=42)
    return Hidden(thing.pk, stream.pk, sensor.pk, observed.pk, feature.pk, value.pk)


def there(address: str) -> Callable[[Caller], bool]:
    """Say whether a caller gets something other than 404 or an empty list."""

    def asked(caller: Caller) -> bool:
        try:
            answer = ask(address, caller)
        except QueryProblem:
            return False
        body = body_of(answer)
        if not answer.media_type.endswith("json"):
            return body.count(b"\r\n") > 1 if answer.media_type.startswith("text/csv") else bool(body)
        found = json.loads(body)
        listed = found.get("value", found.get("features", True))
        return bool(listed) and found.get("@iot.count") != 0

    return asked


# Every way that could show the datastream or something that only it uses.
ADDRESSES = (
    "Datastreams({stream})",
    "Datastreams({stream})/name",
    "Datastreams({stream})/Observations",
    "Datastreams({stream})/Observations?$resultFormat=dataArray",
    "Datastreams({stream})/Observations?$resultFormat=CSV",
    "Datastreams({stream})/Aggregates?step=hour",
    "Datastreams({stream})/Aggregates?step=hour&$resultFormat=CSV",
    "Datastreams({stream})/Thing",
    "Things({thing})",
    "Things({thing})/Datastreams",
    "Things({thing})/Locations",
    "Things({thing})/HistoricalLocations",
    "Sensors({sensor})",
    "Sensors({sensor})/Datastreams",
    "ObservedProperties({observed})",
    "ObservedProperties({observed})/Datastreams",
    "FeaturesOfInterest({feature})",
    "FeaturesOfInterest({feature})/Observations",
    "Observations({value})",
    "Observations({value})/result/$value",
    "Observations({value})/Datastream",
    "Observations({value})/FeatureOfInterest",
    "Datastreams?$count=true",
    "Things?$count=true",
    "Things?$filter=Datastreams/name eq 'Geheim'",
    "Things?$filter=Datastreams/Observations/result eq 42",
    "Locations?$filter=Things/Datastreams/name eq 'Geheim'",
    "Locations",
    "Locations?$resultFormat=GeoJSON",
    "HistoricalLocations",
    "Sensors",
    "ObservedProperties?$filter=Datastreams/id gt 0",
    "FeaturesOfInterest?$filter=st_intersects(feature,geography'POINT(12.09 54.18)')",
    "Observations?$count=true",
    "Observations?$filter=result eq 42&$count=true",
    "Observations?$filter=Datastream/Thing/name eq 'Geheim'",
    "Datastreams?$resultFormat=GeoJSON",
)


def ways(hidden: Hidden) -> dict[str, Callable[[Caller], bool]]:
    """Return for each way whether a caller gets anything on it."""
    h = hidden
    found = {address: there(address.format(**asdict(h))) for address in ADDRESSES}
    return found | {
        "things on the page": lambda caller: bool(queries.things(caller=caller).cards),
        "their number": lambda caller: bool(queries.total(caller=caller)),
        "pins": lambda caller: bool(queries.pins(caller=caller)),
        "observed properties": lambda caller: bool(queries.observed_properties(caller=caller)),
        "a thing": lambda caller: queries.thing(h.thing, caller=caller) is not None,
        "a datastream": lambda caller: queries.datastream(h.stream, caller=caller) is not None,
        "datastreams": lambda caller: bool(queries.datastreams(caller=caller).rows),
        "latest values": lambda caller: bool(queries.latest([h.stream], caller=caller)),
        "sums": lambda caller: bool(queries.aggregates(h.stream, Step.HOUR, caller=caller)),
        "series": lambda caller: bool(
            queries.series(h.stream, start=AT, end=AT + timedelta(days=1), caller=caller).points
        ),
    }


@pytest.mark.parametrize("access", Access)
def test_a_datastream_and_what_only_it_uses_shows_to_those_who_may_see_it_on_every_way(
    town: Town, access: Access
) -> None:
    for way, test in ways(make_hidden(town, access)).items():
        assert {name for name, caller in town.callers.items() if test(caller)} == SEES[access], way


@pytest.mark.parametrize("access", Access)
def test_the_truth_table_in_python_says_the_same(town: Town, access: Access) -> None:
    stream = rights.Stream(town.provider.pk, access, frozenset({town.partner.pk}))
    assert {name for name, caller in town.callers.items() if rights.sees(stream, caller=caller)} == SEES[access]


def test_what_a_visible_datastream_uses_too_is_visible_but_not_what_the_hidden_one_says(town: Town) -> None:
    hidden = make_hidden(town, Access.INTERNAL)
    thing, sensor = models.Thing.objects.get(pk=hidden.thing), models.Sensor.objects.get(pk=hidden.sensor)
    seen = make_datastream("Offen", thing=thing, sensor=sensor)
    assert ids(f"Things({thing.pk})/Datastreams") == ids(f"Sensors({sensor.pk})/Datastreams") == [seen.pk]
    found = get(f"Things({thing.pk})?$expand=Datastreams($count=true;$expand=Observations)")
    assert [each["@iot.id"] for each in found["Datastreams"]] == [seen.pk]
    assert found["Datastreams@iot.count"] == 1
    assert get("Observations?$count=true")["@iot.count"] == 0
    assert ids("Things?$filter=Datastreams/name eq 'Geheim'") == []
    assert ids("Things?$filter=Datastreams/name eq 'Offen'") == [thing.pk]


def test_their_owner_sees_things_that_only_hidden_datastreams_of_others_use(town: Town) -> None:
    hidden = make_hidden(town, Access.INTERNAL)
    models.Thing.objects.filter(pk=hidden.thing).update(owner=town.partner)
    assert ids("Things", town.callers["partner"]) == [hidden.thing]
    assert ids(f"Things({hidden.thing})/Datastreams", town.callers["partner"]) == []
    assert ids("Things", town.callers["stranger"]) == []


def test_hidden_is_the_same_as_not_there(town: Town) -> None:
    hidden = make_hidden(town, Access.INTERNAL)
    with pytest.raises(QueryProblem) as kept:
        ask(f"Datastreams({hidden.stream})")
    models.Observation.objects.all().delete()
    models.FeatureExtent.objects.all().delete()
    models.Datastream.objects.filter(pk=hidden.stream).delete()
    with pytest.raises(QueryProblem) as gone:
        ask(f"Datastreams({hidden.stream})")
    assert (kept.value.status, kept.value.message) == (gone.value.status, gone.value.message)


@pytest.mark.parametrize(
    ("address", "looks"),
    [
        ("Datastreams({stream})", True),
        ("Datastreams({stream})/name", True),
        ("Datastreams({stream})/Observations", True),
        ("Datastreams({stream})/Observations?$top=1&$orderby=phenomenonTime desc", True),
        ("Datastreams({stream})/Observations?$resultFormat=dataArray", True),
        ("Datastreams({stream})/Observations?$resultFormat=CSV", True),
        ("Datastreams({stream})/Aggregates", True),
        ("Observations({value})", True),
        ("Observations({value})/result", True),
        ("Observations", True),
        ("Observations?$top=0&$count=true", True),
        ("Things?$expand=Datastreams($select=name)", True),
        ("Things?$expand=Datastreams($expand=Observations)", True),
        ("FeaturesOfInterest?$expand=Observations", True),
        ("Observations?$resultFormat=GeoJSON", True),
        ("Observations?$resultFormat=CSV", True),
        ("Things?$resultFormat=CSV&$expand=Datastreams($select=name)", True),
        ("Things?$resultFormat=CSV", False),
        ("Things?$filter=Datastreams/Observations/result eq 42&$select=name", True),
        ("Things?$filter=Datastreams/Observations/result eq 43&$select=name", True),
        ("Things?$expand=Locations($filter=Things/Datastreams/name eq 'Geheim')", True),
        ("Things", False),
        ("Locations?$expand=Things", False),
    ],
)
def test_an_answer_says_which_hidden_datastreams_it_drew_on(town: Town, address: str, looks: bool) -> None:
    hidden = make_hidden(town, Access.SHARED)
    make_observation(make_datastream("Offen"), 1)
    asked = address.format(stream=hidden.stream, value=hidden.value)
    answer = ask(asked, town.callers["partner"])
    assert answer.looks == ((hidden.stream,) if looks else ())
    if "({stream})" not in address and "({value})" not in address:
        assert ask(asked).looks == ()


def test_a_file_says_what_its_later_pages_draw_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_CSV_PAGE", 1)
    make_observation(make_datastream("Offen"), 1)
    hidden = make_hidden(town, Access.SHARED)
    for asked in ("Observations?$resultFormat=CSV", "Things?$resultFormat=CSV&$expand=Datastreams"):
        assert ask(asked, town.callers["partner"]).looks == (hidden.stream,)


def test_how_many_places_are_hidden_is_not_told_by_a_filter_that_looks_at_too_many(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geography, "_MOST", 1)
    make_thing(at=WARNEMUENDE)
    hidden = make_thing(at=WARNEMUENDE)
    make_datastream(thing=hidden, access=Access.INTERNAL, owner=town.provider)
    near = "Locations?$filter=geo.distance(location,geography'POINT(12 54)') lt 100"
    assert len(ids(near)) == 1
    with pytest.raises(QueryProblem):
        ask(near, town.callers["provider"])


@pytest.mark.parametrize("access", [Access.INTERNAL, Access.SHARED])
def test_where_somebody_was_stays_hidden_when_the_datastream_goes(town: Town, access: Access) -> None:
    where = make_feature()
    stream = make_datastream(access=access, owner=town.provider)
    make_observation(stream, 1, feature=where)
    actions.delete(Kind.DATASTREAMS, stream.pk, caller=CITY, at=AT)
    assert ids("FeaturesOfInterest") == []
    assert ids("FeaturesOfInterest", CITY) == [where.pk]
    make_observation(make_datastream("Offen"), 2, feature=where)
    assert ids("FeaturesOfInterest") == [where.pk]


def test_the_feature_of_a_public_datastream_stays_open_when_the_datastream_goes() -> None:
    where, stream = make_feature(), make_datastream()
    make_observation(stream, 1, feature=where)
    actions.delete(Kind.DATASTREAMS, stream.pk, caller=CITY, at=AT)
    assert ids("FeaturesOfInterest") == [where.pk]
