"""What the service adds to SensorThings where the standard leaves room: every standard client may ignore it."""

import csv
import io

from tests.support.conforming import OM, datastream, ids, send
from tests.support.sensorthings import OF_A_PARTY, Server


def stream_of(server: Server, **block: object) -> int:
    return server.create("Datastreams", datastream(properties={"smilecity": {"access": "public"} | block}))


def test_sums_of_hours_days_and_months_stand_below_a_datastream(server: Server) -> None:
    stream = stream_of(server)
    for minute, result in enumerate((1, 2, 6)):
        server.observe(stream, result, phenomenonTime=f"2026-03-01T12:0{minute}:00Z")
    for step in ("hour", "day", "month"):
        (found,) = server.get(f"Datastreams({stream})/Aggregates?step={step}").json()["value"]
        assert (found["count"], found["mean"], found["least"], found["most"]) == (3, 3, 1, 6)


def test_rights_and_source_of_a_datastream_stand_in_its_properties_and_are_found_by_them(server: Server) -> None:
    stream = stream_of(server, licence="CC-BY-4.0", contact="amt@example.org", secondValue="refuse")
    said = server.get(f"Datastreams({stream})").json()["properties"]["smilecity"]
    assert (said["licence"], said["contact"], said["access"]) == ("CC-BY-4.0", "amt@example.org", "public")
    condition = f"id eq {stream} and properties/smilecity/licence eq 'CC-BY-4.0'"
    assert ids(server, f"Datastreams?$filter={condition}") == [stream]


def test_a_second_value_of_the_same_time_is_kept_replaces_or_is_refused(server: Server) -> None:
    expected = {"keep": [1, 2], "replace": [2], "refuse": [1]}
    for policy, results in expected.items():
        stream = stream_of(server, secondValue=policy)
        for result in (1, 2):
            server.observe(stream, result, phenomenonTime="2026-03-01T12:00:00Z")
        assert server.results(stream) == results


def test_what_is_internal_or_shared_is_not_there_for_others(server: Server) -> None:
    hidden = server.create("Datastreams", datastream(properties={"smilecity": {"access": "internal"}}))
    partner = server.make_party()
    sharing = {"access": "shared", "sharedWith": [partner]}
    shared = server.create("Datastreams", datastream(properties={"smilecity": sharing}))
    key = server.make_key(OF_A_PARTY, party=partner)
    for stream, who, status in ((hidden, None, 404), (hidden, key, 404), (shared, None, 404), (shared, key, 200)):
        assert server.get(f"Datastreams({stream})", key=who).status == status
        assert server.get(f"Datastreams({stream})/Observations", key=who).status == status


def test_quality_flags_of_oceanography_leave_doubtful_values_out_of_sums(server: Server) -> None:
    stream = stream_of(server)
    server.observe(stream, 1, phenomenonTime="2026-03-01T12:00:00Z", resultQuality=1)
    server.observe(stream, 99, phenomenonTime="2026-03-01T12:01:00Z", resultQuality=4)
    (found,) = server.get(f"Datastreams({stream})/Aggregates?step=hour").json()["value"]
    assert (found["count"], found["mean"], found["doubtful"]) == (1, 1, 1)
    bad = server.get(f"Datastreams({stream})/Observations?$filter=resultQuality eq 4").json()["value"]
    assert [each["result"] for each in bad] == [99]


def test_a_missing_value_is_null_with_the_flag_that_says_so(server: Server) -> None:
    stream = server.create("Datastreams", datastream(observationType=f"{OM}Measurement"))
    assert server.observe(stream, None, resultQuality=9).status == 201
    assert server.observe(stream, None).status == 400


def test_results_come_as_csv_and_places_as_geojson(server: Server) -> None:
    stream = stream_of(server)
    server.observe(stream, 21.5, phenomenonTime="2026-03-01T12:00:00Z")
    table = server.get(f"Datastreams({stream})/Observations?$resultFormat=CSV&$select=phenomenonTime,result")
    (row,) = csv.DictReader(io.StringIO(table.body.decode("utf-8-sig")))
    assert (row["phenomenonTime"], row["result"]) == ("2026-03-01T12:00:00Z", "21.5")
    shown = server.get(f"Datastreams({stream})/Thing/Locations?$resultFormat=GeoJSON").json()
    assert (shown["type"], shown["features"][0]["geometry"]["type"]) == ("FeatureCollection", "Point")


def test_what_was_written_is_shown_where_the_client_prefers_it(server: Server) -> None:
    made = send(server, "POST", "Datastreams", datastream("Wind"), Prefer="return=representation")
    assert (made.status, made.json()["name"], made.json()["@iot.id"]) == (201, "Wind", made.id)
    assert made.headers["preference-applied"] == "return=representation"
