"""Bodies of SensorThings entities for the tests of the standard, and questions about how entities hang together."""

from typing import Any
from urllib.parse import quote

from tests.support.sensorthings import Answered, Server

Body = dict[str, Any]

OM = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_"
MEASUREMENT, COMPLEX = f"{OM}Measurement", f"{OM}ComplexObservation"
WARNEMUENDE = (12.09, 54.18)
CELSIUS = {"name": "Grad Celsius", "symbol": "°C", "definition": "http://unitsofmeasure.org/ucum.html#para-30"}
PERCENT = {"name": "Prozent", "symbol": "%", "definition": "http://unitsofmeasure.org/ucum.html#para-29"}
JSON_PATCH = "application/json-patch+json"
NOWHERE = 999_999_999_999
SETS = (
    "Things",
    "Locations",
    "HistoricalLocations",
    "Datastreams",
    "MultiDatastreams",
    "Sensors",
    "ObservedProperties",
    "Observations",
    "FeaturesOfInterest",
)


def thing(name: str = "Messmast", **more: Any) -> Body:
    return {"name": name, "description": "am Alten Strom"} | more


def point(lon: float = WARNEMUENDE[0], lat: float = WARNEMUENDE[1]) -> Body:
    return {"type": "Point", "coordinates": [lon, lat]}


def location(name: str = "Alter Strom", shape: Body | None = None, **more: Any) -> Body:
    body = {"name": name, "description": "Warnemünde", "encodingType": "application/geo+json"}
    return body | {"location": shape or point()} | more


def sensor(**more: Any) -> Body:
    body = {"name": "Fühler", "description": "Pt100", "encodingType": "application/pdf"}
    return body | {"metadata": "https://example.org/pt100.pdf"} | more


def observed_property(name: str = "Lufttemperatur", **more: Any) -> Body:
    return {"name": name, "definition": "https://example.org/temperature", "description": "in 2 m Höhe"} | more


def feature(name: str = "Stadthafen", **more: Any) -> Body:
    body = {"name": name, "description": "Becken", "encodingType": "application/geo+json"}
    return body | {"feature": point()} | more


def alone(name: str = "Temperatur", **more: Any) -> Body:
    """A datastream without its relations. All are public, so that whoever asks sees them."""
    body = {"name": name, "description": "alle zehn Minuten", "observationType": MEASUREMENT}
    return body | {"unitOfMeasurement": CELSIUS, "properties": {"smilecity": {"access": "public"}}} | more


def datastream(name: str = "Temperatur", **more: Any) -> Body:
    """A datastream with all that it needs, new."""
    located = thing(Locations=[location()])
    related = {"Thing": located, "Sensor": sensor(), "ObservedProperty": observed_property()}
    return alone(name) | related | more


def multi_datastream(**more: Any) -> Body:
    """A multi datastream of two properties with all that it needs, new."""
    body = alone("Klima", multiObservationDataTypes=[MEASUREMENT] * 2, unitOfMeasurements=[CELSIUS, PERCENT])
    related = {"ObservedProperties": [observed_property(), observed_property("Luftfeuchte")]}
    body |= {"observationType": COMPLEX, "Thing": thing(Locations=[location()]), "Sensor": sensor()} | related
    return without(body, "unitOfMeasurement") | more


def link(number: int) -> Body:
    return {"@iot.id": number}


def without(body: Body, name: str) -> Body:
    return {key: value for key, value in body.items() if key != name}


def send(server: Server, method: str, path: str, body: object = None, **headers: str) -> Answered:
    """Ask as the city, which may do everything."""
    return server.ask(method, path, body, key=server.key, **headers)


def refusal(server: Server, path: str, body: object) -> str:
    """Try to create what must be refused (400); return the sentence that says why."""
    answered = send(server, "POST", path, body)
    assert answered.status == 400, answered.body
    return answered.message


def ids(server: Server, path: str) -> list[int]:
    """Return the ids of a collection, in its order."""
    answered = server.get(path)
    assert answered.status == 200, answered.body
    return [each["@iot.id"] for each in answered.json()["value"]]


def id_of(server: Server, path: str) -> int:
    """Return the id of the one entity at this address."""
    answered = server.get(path)
    assert answered.status == 200, answered.body
    return int(answered.json()["@iot.id"])


def holds(server: Server, entities: str, number: int, condition: str) -> bool:
    """Say whether a condition of the query language holds for this one entity."""
    found = ids(server, f"{entities}?$filter={quote(f'id eq {number} and ({condition})')}")
    assert found in ([], [number])
    return bool(found)
