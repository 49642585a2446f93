"""The entity Location (18-088, clause 8.2.2): its properties and relations."""

from typing import Any

import pytest

from tests.support.conforming import id_of, ids, link, location, point, refusal, thing, without
from tests.support.sensorthings import Server

SQUARE = [[12.0, 54.0], [12.1, 54.0], [12.1, 54.1], [12.0, 54.1], [12.0, 54.0]]
SHAPES: list[dict[str, Any]] = [
    point(),
    {"type": "MultiPoint", "coordinates": [[12.0, 54.0], [12.1, 54.1]]},
    {"type": "LineString", "coordinates": [[12.0, 54.0], [12.1, 54.1]]},
    {"type": "MultiLineString", "coordinates": [[[12.0, 54.0], [12.1, 54.1]]]},
    {"type": "Polygon", "coordinates": [SQUARE]},
    {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
    {"type": "GeometryCollection", "geometries": [point()]},
    {"type": "Feature", "geometry": point(), "properties": {"Ufer": "links"}},
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape["type"])
def test_8_2_2_every_shape_of_geojson_comes_back_as_it_went_in(server: Server, shape: dict[str, Any]) -> None:
    sent = location(shape=shape, properties={"Ufer": "links"})
    shown = server.get(f"Locations({server.create('Locations', sent)})").json()
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize("name", ["name", "description", "encodingType", "location"])
def test_8_2_2_what_is_mandatory_of_a_location_is_asked_for(server: Server, name: str) -> None:
    assert name in refusal(server, "Locations", without(location(), name))
    assert name in refusal(server, "Locations", location() | {name: None})


def test_8_2_2_the_encoding_type_of_drafts_and_of_rfc_7946_are_both_geojson(server: Server) -> None:
    for encoding in ("application/geo+json", "application/vnd.geo+json"):
        made = server.create("Locations", location(encodingType=encoding))
        assert ids(server, f"Locations?$filter=id eq {made} and st_intersects(location, geography'POINT(12.09 54.18)')")


def test_8_2_2_what_is_no_geojson_is_refused_where_that_is_its_encoding(server: Server) -> None:
    for shape in ({"type": "Point"}, {"type": "Kreis", "coordinates": [12, 54]}, {"type": "Point", "coordinates": [1]}):
        assert "location" in refusal(server, "Locations", location(shape=shape))


def test_8_2_2_whatever_other_encodings_hold_is_kept(server: Server) -> None:
    sent = location(encodingType="text/plain") | {"location": "Am Strom 1, Rostock"}
    assert server.get(f"Locations({server.create('Locations', sent)})/location/$value").status == 200


def test_8_2_2_a_location_needs_no_thing_and_has_many(server: Server) -> None:
    made = server.create("Locations", location())
    assert ids(server, f"Locations({made})/Things") == []
    pair = [server.create("Things", thing(Locations=[link(made)])) for _ in range(2)]
    assert ids(server, f"Locations({made})/Things") == pair


def test_8_2_2_a_location_has_many_historical_locations_and_each_leads_back(server: Server) -> None:
    made = server.create("Locations", location())
    pair = [server.create("Things", thing(Locations=[link(made)])) for _ in range(2)]
    past = ids(server, f"Locations({made})/HistoricalLocations")
    assert [id_of(server, f"HistoricalLocations({each})/Thing") for each in past] == pair
    assert all(ids(server, f"HistoricalLocations({each})/Locations") == [made] for each in past)


def test_8_2_2_a_location_in_words_may_be_empty(server: Server) -> None:
    made = server.create("Locations", location(encodingType="text/plain") | {"location": ""})
    assert server.get(f"Locations({made})").json()["location"] == ""
