"""Deleting entities (18-088, clause 10.4, table 25): what goes along with each, and what stays."""

import pytest

from tests.support.conforming import NOWHERE, SETS, id_of, ids, link, location, multi_datastream, send
from tests.support.sensorthings import Server

World = dict[str, str]


@pytest.fixture
def world(server: Server) -> World:
    """The addresses of one datastream's entities, of its two values and of a multi datastream of the same thing."""
    stream = server.make_datastream()
    value = server.observe(stream, 1, phenomenonTime="2026-03-01T00:00:00Z").id
    server.observe(stream, 2, phenomenonTime="2026-04-01T00:00:00Z")
    one = {name: id_of(server, f"Datastreams({stream})/{name}") for name in ("Thing", "Sensor", "ObservedProperty")}
    properties = [link(one["ObservedProperty"]), link(one["ObservedProperty"])]
    further = {"Thing": link(one["Thing"]), "Sensor": link(one["Sensor"]), "ObservedProperties": properties}
    multi = server.create("MultiDatastreams", multi_datastream() | further)
    (at,), (since,) = (ids(server, f"Things({one['Thing']})/{name}") for name in ("Locations", "HistoricalLocations"))
    return {
        "Things": f"Things({one['Thing']})",
        "Sensors": f"Sensors({one['Sensor']})",
        "ObservedProperties": f"ObservedProperties({one['ObservedProperty']})",
        "Datastreams": f"Datastreams({stream})",
        "MultiDatastreams": f"MultiDatastreams({multi})",
        "Observations": f"Observations({value})",
        "FeaturesOfInterest": f"FeaturesOfInterest({id_of(server, f'Observations({value})/FeatureOfInterest')})",
        "Locations": f"Locations({at})",
        "HistoricalLocations": f"HistoricalLocations({since})",
    }


# Table 25: what goes along.
CASCADES = {
    "Things": {"Datastreams", "MultiDatastreams", "Observations", "HistoricalLocations"},
    "Locations": {"HistoricalLocations"},
    "HistoricalLocations": set[str](),
    "Datastreams": {"Observations"},
    "MultiDatastreams": set[str](),
    "Sensors": {"Datastreams", "MultiDatastreams", "Observations"},
    "ObservedProperties": {"Datastreams", "MultiDatastreams", "Observations"},
    "Observations": set[str](),
    "FeaturesOfInterest": {"Observations"},
}


@pytest.mark.parametrize("entities", CASCADES)
def test_10_4_table_25_says_what_goes_along_with_a_deleted_entity(server: Server, world: World, entities: str) -> None:
    assert send(server, "DELETE", world[entities]).status == 200
    gone = {name for name, address in world.items() if server.get(address).status == 404}
    assert gone == {entities} | CASCADES[entities]


def test_10_4_every_entity_set_is_in_the_table() -> None:
    assert set(CASCADES) == set(SETS)


def test_10_4_a_thing_stays_when_its_location_goes(server: Server, world: World) -> None:
    send(server, "DELETE", world["Locations"])
    assert server.get(world["Things"]).status == 200
    assert ids(server, f"{world['Things']}/Locations") == []


def test_10_4_a_location_stays_when_one_of_its_things_goes(server: Server) -> None:
    shared = server.create("Locations", location())
    body = {"name": "Mast", "description": "", "Locations": [link(shared)]}
    first, second = [server.create("Things", body) for _ in range(2)]
    send(server, "DELETE", f"Things({first})")
    assert ids(server, f"Locations({shared})/Things") == [second]


def test_10_4_one_value_goes_and_the_others_stay(server: Server, world: World) -> None:
    send(server, "DELETE", world["Observations"])
    left = server.get(f"{world['Datastreams']}/Observations?$count=true").json()
    assert (left["@iot.count"], [each["result"] for each in left["value"]]) == (1, [2])


def test_10_4_links_are_taken_away_without_the_entity(server: Server, world: World) -> None:
    (at,) = ids(server, f"{world['Things']}/Locations")
    assert send(server, "DELETE", f"{world['Things']}/Locations({at})/$ref").status == 204
    assert ids(server, f"{world['Things']}/Locations") == []
    assert server.get(f"Locations({at})").status == 200


def test_10_4_what_is_not_there_cannot_be_deleted(server: Server, world: World) -> None:
    assert send(server, "DELETE", world["Observations"]).status == 200
    assert send(server, "DELETE", world["Observations"]).status == 404
    assert send(server, "DELETE", f"Things({NOWHERE})").status == 404
    assert send(server, "DELETE", "Things").status == 405


def test_10_4_nobody_deletes_without_a_key(server: Server, world: World) -> None:
    assert server.ask("DELETE", world["Things"]).status == 401
    assert server.get(world["Things"]).status == 200
