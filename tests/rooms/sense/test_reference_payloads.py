"""The payloads of the OGC test suite: those that are valid are accepted, the others refused with what they lack.

They were written for a draft of version 1.0 that knew no names and called links `id`. So each is sent twice: as it is,
where what it lacks has to be told, and with names, as version 1.1 wants it.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions
from smilecity.sense.things.models import Datastream, Observation
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import read_data_array
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import make

pytestmark = pytest.mark.django_db

KINDS = {
    "thing": Kind.THINGS,
    "locations": Kind.LOCATIONS,
    "sensors": Kind.SENSORS,
    "observedproperties": Kind.OBSERVED_PROPERTIES,
    "foi": Kind.FEATURES_OF_INTEREST,
    "datastreams": Kind.DATASTREAMS,
    "observations": Kind.OBSERVATIONS,
}
# What each that is refused lacks, even with names.
LACKING = {
    "datastreams_1": "A Datastream needs Sensor",
    "datastreams_2": "A Datastream needs Sensor",
    "datastreams_4": "A Datastream needs Sensor",
    "datastreams_linkedObservedProperty": "A Datastream needs Sensor",
    "datastreams_linkedSensor": "A Datastream needs ObservedProperty",
    "datastreams_linkedThing": "A Datastream needs Sensor",
    "foi_missingEncodingType": "encodingType is missing",
    "locations_2": '"Thing" is not a property of a Location. Did you mean "Things"?',
    "thing_2": "Datastreams[0] needs Sensor",
    "thing_3": "Datastreams[0] needs Sensor",
}


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.json"))


@pytest.fixture
def folder(reference_data: Path) -> Path:
    return reference_data / "sensors" / "ets-sta10"


def _linked(text: str) -> tuple[Any, dict[str, int]]:
    """Put the ids of entities that are there into the places that the suite keeps for them."""
    thing = make(Kind.THINGS, some.WHOLE)
    stream = Datastream.objects.get(thing=thing)
    ids = {
        "THING": thing,
        "SENSOR": stream.sensor_id,
        "OBSERVEDPROPERTY": stream.observed_properties.get().pk,
        "DATASTREAM": stream.pk,
        "FOI": make(Kind.FEATURES_OF_INTEREST, some.FEATURE),
    }
    ids["OBSPROP"] = ids["OBSERVEDPROPERTY"]
    return json.loads(re.sub(r"\$(\w+)[-_]ID", lambda found: str(ids[found[1]]), text)), ids


def _named(body: Any) -> Any:
    """Give names to what has none but a description, at every depth."""
    if isinstance(body, list):
        return [_named(member) for member in body]
    if not isinstance(body, dict):
        return body
    named = {key: _named(value) for key, value in body.items()}
    return named | {"name": named["description"]} if "description" in named and "name" not in named else named


def _send(name: str, body: Any, ids: dict[str, int]) -> actions.Created:
    kind = KINDS[name.split("_", maxsplit=1)[0]]
    parent = None
    if kind is Kind.DATASTREAMS and "Thing" not in body:
        parent = (Kind.THINGS, ids["THING"])
    if kind is Kind.OBSERVATIONS and "Datastream" not in body:
        parent = (Kind.DATASTREAMS, ids["DATASTREAM"])
    return actions.create(kind, body, parent=parent, caller=CITY, at=AT)


def _entities(folder: Path) -> list[str]:
    return [name for name in _names(folder) if name.split("_")[0] in KINDS and name != "observations_dataArray"]


def test_all_payloads_that_are_complete_are_accepted_and_all_others_are_told_what_they_lack(folder: Path) -> None:
    refused = {}
    for name in _entities(folder):
        body, ids = _linked((folder / f"{name}.json").read_text(encoding="utf-8"))
        try:
            assert _send(name, _named(body), ids).id
        except Problem as problem:
            refused[name] = f"{problem.status} {problem.message}"
    assert refused.keys() == LACKING.keys()
    for name, told in refused.items():
        assert told.startswith("400 ")
        assert LACKING[name] in told


def test_what_the_draft_had_no_name_for_is_told_so(folder: Path) -> None:
    for name in _entities(folder):
        body, ids = _linked((folder / f"{name}.json").read_text(encoding="utf-8"))
        if "description" in body and "name" not in body:
            with pytest.raises(Problem, match=r"name is missing|is not a property"):
                _send(name, body, ids)


def test_a_thing_of_the_suite_comes_with_its_values(folder: Path) -> None:
    body, ids = _linked((folder / "thing_complete.json").read_text(encoding="utf-8"))
    thing = _send("thing_complete", _named(body), ids).id
    values = Observation.objects.filter(datastream__in=Datastream.objects.filter(thing=thing))
    assert set(values.values_list("result_number", flat=True)) == {10, 11, 12, 13}


@pytest.mark.parametrize("name", ["noDefinition", "noName", "noSymbol", "1"])
def test_a_unit_needs_name_symbol_and_definition(folder: Path, name: str) -> None:
    unit = json.loads((folder / f"unitsOfMeasurement_{name}.json").read_text(encoding="utf-8"))
    body = some.WHOLE_SERIES | {"Thing": some.THING, "unitOfMeasurement": unit}
    if name == "1":
        assert make(Kind.DATASTREAMS, body)
    else:
        with pytest.raises(Problem, match=rf"unitOfMeasurement/{name[2:].lower()} is missing"):
            make(Kind.DATASTREAMS, body)


def test_the_data_array_of_the_suite_is_read_with_its_odd_times_too(folder: Path) -> None:
    body, _ = _linked((folder / "observations_dataArray.json").read_text(encoding="utf-8"))
    answers = read_data_array(body, at=AT)
    assert answers
    assert not any(isinstance(each, Problem) for each in answers)
