"""What is hidden answers to every request as if it had never been: the same status, the same words."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from smilecity.people.keys.rules import Scope
from smilecity.sense.things.rules.schema import SCHEMA, Kind
from tests.support.sensorthings import OF_A_PARTY, Server, datastream

FAR = 7_000_000
TABLES = {
    Kind.THINGS: "SELECT thing_id FROM things_datastream WHERE id = %s",
    Kind.SENSORS: "SELECT sensor_id FROM things_datastream WHERE id = %s",
    Kind.OBSERVED_PROPERTIES: "SELECT observed_property_id FROM things_measured WHERE datastream_id = %s",
    Kind.LOCATIONS: (
        "SELECT location_id FROM things_thingplace p JOIN things_datastream d ON d.thing_id = p.thing_id "
        "WHERE d.id = %s"
    ),
    Kind.HISTORICAL_LOCATIONS: (
        "SELECT h.id FROM things_historicallocation h JOIN things_datastream d ON d.thing_id = h.thing_id "
        "WHERE d.id = %s"
    ),
    Kind.OBSERVATIONS: "SELECT id FROM things_observation WHERE datastream_id = %s",
    Kind.FEATURES_OF_INTEREST: "SELECT feature_id FROM things_observation WHERE datastream_id = %s",
    Kind.DATASTREAMS: "SELECT id FROM things_datastream WHERE id = %s",
}
SEQUENCES = (
    *("thing", "sensor", "observedproperty", "location"),
    *("historicallocation", "featureofinterest", "datastream"),
)
Asked = tuple[str, str, Any]


@pytest.fixture(scope="module")
def hidden(sensorthings_server: Server) -> dict[Kind, int]:
    """The ids of a world that nobody but the city sees."""
    numbers = count(123_456_001, 1_001)
    for name in SEQUENCES:
        # No other number in an answer looks like these.
        sensorthings_server.sql(f"ALTER SEQUENCE things_{name}_id_seq RESTART WITH {next(numbers)}")
    stream = sensorthings_server.make_datastream(access="internal")
    assert sensorthings_server.observe(stream, 42).status == 201
    return {kind: sensorthings_server.sql(statement, stream)[0][0] for kind, statement in TABLES.items()}


def questions(kind: Kind, id_: int) -> Iterator[Asked]:
    """Everything that can be asked at the address of an entity."""
    here = f"{kind}({id_})"
    yield "GET", here, None
    yield "HEAD", here, None
    yield "GET", f"{kind}?$filter=id eq {id_}&$count=true", None
    yield "GET", f"{kind}?$filter=id eq {id_}&$resultFormat=CSV", None
    yield "GET", f"{kind}?$filter=id eq {id_}&$resultFormat=GeoJSON", None
    yield "GET", f"{here}/name", None
    for relation in SCHEMA[kind].relations.values():
        yield "GET", f"{here}/{relation.name}", None
        yield "GET", f"{here}/{relation.name}/$ref", None
        yield "POST", f"{here}/{relation.name}", {"name": "x", "description": "", "result": 1}
        yield "POST", f"{here}/{relation.name}/$ref", {"@iot.id": 1}
        yield "PUT", f"{here}/{relation.name}/$ref", {"@iot.id": 1}
        yield "DELETE", f"{here}/{relation.name}(1)/$ref", None
        for before in SCHEMA[relation.target].relations.values():
            if before.target is kind:
                yield "GET", f"{relation.target}?$filter={before.name}/id eq {id_}&$count=true", None
                yield "GET", f"{relation.target}?$filter={before.name}/id ne null&$orderby=id desc&$top=0", None
                yield "POST", f"{relation.target}(1)/{before.name}/$ref", {"@iot.id": id_}
                yield "PATCH", f"{relation.target}(1)", {before.name: {"@iot.id": id_}}
    yield "GET", f"{here}/Aggregates", None
    yield "PATCH", here, {"name": "x"}
    yield "PUT", here, {"name": "x", "description": ""}
    yield "DELETE", here, None
    yield "POST", "$batch", {"requests": [{"id": "1", "method": "get", "url": here}]}


def links(kind: Kind, id_: int) -> Iterator[Asked]:
    """New entities that name an entity."""
    link = {"@iot.id": id_}
    for name in ("Thing", "Sensor", "ObservedProperty"):
        if SCHEMA[Kind.DATASTREAMS].relations[name].target is kind:
            yield "POST", "Datastreams", datastream() | {name: link}
    plain = {"name": "x", "description": ""}
    if kind is Kind.LOCATIONS:
        yield "POST", "Things", plain | {"Locations": [link]}
    if kind is Kind.THINGS:
        located = datastream()["Thing"]["Locations"][0]
        yield "POST", "Locations", located | {"Things": [link]}
    if kind is Kind.DATASTREAMS:
        yield "POST", "Observations", {"result": 1, "Datastream": link}
        table = {"Datastream": link, "components": ["result"], "dataArray": [[1], [2]]}
        yield "POST", "CreateObservations", [table]
        yield "POST", "Observations", {"result": 1, "Datastream": link, "FeatureOfInterest": plain}


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("scopes", [(), (Scope.READ,), (Scope.OBSERVE,), tuple(sorted(OF_A_PARTY))], ids=str)
def test_what_is_hidden_answers_as_if_it_had_never_been(
    sensorthings_server: Server, hidden: dict[Kind, int], kind: Kind, scopes: tuple[Scope, ...]
) -> None:
    key = sensorthings_server.make_key(scopes) if scopes else None
    there, nowhere = hidden[kind], hidden[kind] + FAR
    asked = zip(
        [*questions(kind, there), *links(kind, there)], [*questions(kind, nowhere), *links(kind, nowhere)], strict=True
    )
    for (method, path, body), (_, elsewhere, other) in asked:
        told = sensorthings_server.ask(method, path, body, key=key)
        missing = sensorthings_server.ask(method, elsewhere, other, key=key)
        assert told.status == missing.status, (method, path, told.body)
        if told.status != 201:
            same = told.body.replace(str(there).encode(), b"ID")
            assert same == missing.body.replace(str(nowhere).encode(), b"ID"), (method, path)


def test_nothing_of_all_that_has_changed_anything(sensorthings_server: Server, hidden: dict[Kind, int]) -> None:
    stream = hidden[Kind.DATASTREAMS]
    assert sensorthings_server.results(stream) == [42]
    shown = sensorthings_server.get(f"Datastreams({stream})?$expand=Thing,Sensor", key=sensorthings_server.key)
    assert json.loads(shown.body)["Thing"]["@iot.id"] == hidden[Kind.THINGS]
    assert json.loads(shown.body)["name"] == "Wasserstand"
