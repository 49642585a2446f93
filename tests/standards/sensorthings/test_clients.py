"""A client that others have written, the FROST client for Python, does all its work with the service."""

from typing import Any

import frost_sta_client as frost
import pytest
import requests

from tests.support.conforming import CELSIUS, MEASUREMENT, point
from tests.support.sensorthings import OF_A_PARTY, Server

Service = Any

# The client asks its library for addresses in an outdated way; that is for its authors to mend.
pytestmark = pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated:DeprecationWarning")


@pytest.fixture
def service(server: Server) -> Service:
    """The client with the key of a party as the password of HTTP Basic, as FROST wants it."""
    return frost.SensorThingsService(server.root, auth_handler=frost.AuthHandler("key", server.party_key))


def series(service: Service, **more: Any) -> Any:
    """Create a datastream and all that belongs to it in one call (deep insert)."""
    place = frost.Location("Alter Strom", "Warnemünde", "application/geo+json", location=point())
    made = frost.Datastream(
        name="Temperatur",
        description="alle zehn Minuten",
        observation_type=MEASUREMENT,
        unit_of_measurement=frost.UnitOfMeasurement(**CELSIUS),
        properties={"smilecity": {"access": "public"}},
        thing=frost.Thing("Messmast", "am Alten Strom", locations=[place]),
        sensor=frost.Sensor("Fühler", "Pt100", "application/pdf", metadata="https://example.org/pt100.pdf"),
        observed_property=frost.ObservedProperty("Lufttemperatur", "https://example.org/temperature", "in 2 m Höhe"),
        **more,
    )
    service.create(made)
    return made


def status(told: requests.HTTPError) -> int:
    return told.response.status_code if told.response is not None else 0


def observe(service: Service, stream: Any, *results: float) -> list[Any]:
    made = []
    for hour, result in enumerate(results):
        time = f"2026-03-01T{hour:02}:00:00Z"
        made.append(frost.Observation(phenomenon_time=time, result_time=time, result=result, datastream=stream))
        service.create(made[-1])
    return made


def test_it_creates_and_finds_again_whatever_it_created(service: Service) -> None:
    stream = series(service)
    found = service.datastreams().find(stream.id)
    assert (found.name, found.unit_of_measurement.symbol) == ("Temperatur", "°C")
    assert found.properties["smilecity"]["access"] == "public"
    (value,) = observe(service, stream, 21.5)
    assert service.observations().find(value.id).result == 21.5
    assert found.get_observations().query().list().entities[0].id == value.id


def test_it_filters_sorts_selects_and_counts(service: Service) -> None:
    stream = series(service)
    observe(service, stream, 3, 1, 2)
    query = service.observations().query().filter(f"Datastream/id eq {stream.id} and result gt 1")
    found = query.orderby("result", "ASC").select("@iot.id", "result").count().list()
    assert (found.count, [each.result for each in found]) == (2, [2, 3])


def test_it_follows_pages_to_the_end(service: Service) -> None:
    stream = series(service)
    observe(service, stream, 5, 4, 3, 2, 1)
    query = service.observations().query().filter(f"Datastream/id eq {stream.id}").orderby("result", "ASC")
    assert [each.result for each in query.top(2).list()] == [1, 2, 3, 4, 5]


def test_it_expands_related_entities_into_objects(service: Service) -> None:
    stream = series(service)
    observe(service, stream, 1, 2)
    inner = "Datastreams($expand=Sensor,ObservedProperty,Observations($orderby=result desc;$top=1)),Locations"
    of = service.things().query().filter(f"Datastreams/id eq {stream.id}").expand(inner).list().get(0)
    assert of.locations.get(0).location == point()
    (only,) = of.datastreams
    assert (only.sensor.name, only.observed_property.name) == ("Fühler", "Lufttemperatur")
    assert [each.result for each in only.observations.entities] == [2]


def test_it_updates_an_entity_that_it_has_read_before(service: Service) -> None:
    stream = service.datastreams().find(series(service).id)
    stream.name, stream.properties = "Neu", stream.properties | {"Turnus": 10}
    service.update(stream)
    found = service.datastreams().find(stream.id)
    assert (found.name, found.properties["Turnus"]) == ("Neu", 10)
    assert found.properties["smilecity"]["access"] == "public"


def test_it_patches_an_entity(service: Service) -> None:
    stream = series(service)
    service.patch(stream, [{"op": "replace", "path": "/name", "value": "Neu"}])
    assert service.datastreams().find(stream.id).name == "Neu"


def test_it_creates_many_values_as_a_data_array(service: Service) -> None:
    stream = series(service)
    parts = frost.DataArrayValue.Property
    array = frost.DataArrayValue()
    array.components, array.datastream = {parts.PHENOMENON_TIME, parts.RESULT}, stream
    for hour in range(3):
        array.add_observation(frost.Observation(phenomenon_time=f"2026-03-01T0{hour}:00:00Z", result=hour))
    document = frost.DataArrayDocument()
    document.add_data_array_value(array)
    assert len(service.observations().create(document)) == 3
    found = service.observations().query().filter(f"Datastream/id eq {stream.id}").orderby("result", "ASC").list()
    assert [each.result for each in found] == [0, 1, 2]


def test_it_deletes_an_entity(service: Service) -> None:
    stream = series(service)
    service.delete(stream)
    with pytest.raises(requests.HTTPError) as told:
        service.datastreams().find(stream.id)
    assert status(told.value) == 404


def test_it_is_told_why_something_is_refused(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(requests.HTTPError) as told:
        service.create(frost.Datastream(name="Temperatur", description="in 2 m", observation_type=MEASUREMENT))
    assert status(told.value) == 400
    assert "unitOfMeasurement" in caplog.text


def test_without_a_key_it_reads_and_does_not_write(server: Server, service: Service) -> None:
    stream = series(service)
    anybody = frost.SensorThingsService(server.root)
    assert anybody.datastreams().find(stream.id).name == "Temperatur"
    with pytest.raises(requests.HTTPError) as told:
        anybody.delete(stream)
    assert status(told.value) == 401
    stranger = server.make_key(OF_A_PARTY)
    other = frost.SensorThingsService(server.root, auth_handler=frost.AuthHandler("key", stranger))
    with pytest.raises(requests.HTTPError) as refused:
        other.delete(stream)
    assert status(refused.value) == 403
