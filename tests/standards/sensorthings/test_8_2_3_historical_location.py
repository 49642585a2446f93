"""The entity HistoricalLocation (18-088, clause 8.2.3) and its creation by the service (clause 10.2)."""

import pytest

from tests.support.conforming import id_of, ids, link, location, refusal, send, thing, without
from tests.support.sensorthings import Server

OLD = "2020-01-01T00:00:00Z"


def moment(server: Server, time: str = OLD) -> dict[str, object]:
    of = server.create("Things", thing())
    return {"time": time, "Thing": link(of), "Locations": [link(server.create("Locations", location()))]}


def test_8_2_3_the_time_of_a_historical_location_comes_back(server: Server) -> None:
    made = server.create("HistoricalLocations", moment(server, "2020-01-01T01:00:00+01:00"))
    shown = server.get(f"HistoricalLocations({made})").json()["time"]
    assert shown.startswith("2020-01-01T00:00:00")
    assert shown.endswith("Z")


@pytest.mark.parametrize("name", ["time", "Thing", "Locations"])
def test_8_2_3_time_thing_and_locations_are_mandatory(server: Server, name: str) -> None:
    assert name in refusal(server, "HistoricalLocations", without(moment(server), name))


def test_8_2_3_a_time_is_an_instant_of_iso_8601(server: Server) -> None:
    for wrong in ("gestern", "2020-01-01", 5, "2020-01-01T00:00:00Z/2020-01-02T00:00:00Z"):
        assert "time" in refusal(server, "HistoricalLocations", moment(server) | {"time": wrong})


def test_8_2_3_a_historical_location_leads_to_one_thing_and_its_locations_and_both_lead_back(server: Server) -> None:
    body = moment(server)
    made = server.create("HistoricalLocations", body)
    of, (at,) = (
        id_of(server, f"HistoricalLocations({made})/Thing"),
        ids(server, f"HistoricalLocations({made})/Locations"),
    )
    assert made in ids(server, f"Things({of})/HistoricalLocations")
    assert ids(server, f"Locations({at})/HistoricalLocations") == [made]


def times(server: Server, of: int) -> list[str]:
    return [each["time"] for each in server.get(f"Things({of})/HistoricalLocations?$orderby=time").json()["value"]]


def test_10_2_historical_locations_come_about_when_a_thing_gets_locations(server: Server) -> None:
    of = server.create("Things", thing())
    assert times(server, of) == []
    first = server.create(f"Things({of})/Locations", location())
    assert len(times(server, of)) == 1
    second = server.create("Locations", location("Neuer Markt"))
    send(server, "PATCH", f"Things({of})", {"Locations": [link(second)]})
    past = ids(server, f"Things({of})/HistoricalLocations?$orderby=time")
    assert [ids(server, f"HistoricalLocations({each})/Locations") for each in past] == [[first], [second]]


def test_10_2_a_thing_that_is_created_with_locations_has_a_historical_location(server: Server) -> None:
    of = server.create("Things", thing(Locations=[location()]))
    (past,) = ids(server, f"Things({of})/HistoricalLocations")
    assert ids(server, f"HistoricalLocations({past})/Locations") == ids(server, f"Things({of})/Locations")


def test_10_2_linking_and_changes_that_move_nothing_leave_one_historical_location_each(server: Server) -> None:
    of = server.create("Things", thing(Locations=[location()]))
    send(server, "PATCH", f"Things({of})", {"name": "Neu"})
    assert len(times(server, of)) == 1
    other = server.create("Locations", location("Neuer Markt"))
    assert send(server, "POST", f"Things({of})/Locations/$ref", link(other)).status == 204
    assert len(times(server, of)) == 2
    assert ids(server, f"Things({of})/Locations") == [other]


def test_10_2_a_historical_location_of_the_past_leaves_the_thing_where_it_is(server: Server) -> None:
    of = server.create("Things", thing(Locations=[location()]))
    before = ids(server, f"Things({of})/Locations")
    past = {"time": OLD, "Thing": link(of), "Locations": [link(server.create("Locations", location("Damals")))]}
    server.create("HistoricalLocations", past)
    assert ids(server, f"Things({of})/Locations") == before


def test_10_2_the_latest_historical_location_says_where_the_thing_is(server: Server) -> None:
    of = server.create("Things", thing(Locations=[location()]))
    new = server.create("Locations", location("Morgen"))
    server.create("HistoricalLocations", {"time": "2090-01-01T00:00:00Z", "Thing": link(of), "Locations": [link(new)]})
    assert ids(server, f"Things({of})/Locations") == [new]
