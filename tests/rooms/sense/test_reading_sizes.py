"""How long an answer may be, whatever its form; only files of CSV may be of any length, a page after the other."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from smilecity.sense.things.models import Datastream
from smilecity.sense.things.rules.problems import QueryProblem
from tests.factories_sense import AT, make_datastream, make_location, make_observation, make_thing, place
from tests.support.sense_asking import ask, body_of, get
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
ROWS = 40


@pytest.fixture
def stream() -> Datastream:
    made = make_datastream(thing=make_thing("Ding"))
    for number in range(ROWS):
        place(made.thing, make_location(f"Ort {number}", properties={"note": "x" * 100}), time=AT + timedelta(number))
        make_observation(made, number, at=AT + timedelta(hours=number), parameters={"note": "x" * 100})
    return made


LONG = (
    "Observations",
    "Observations?$resultFormat=dataArray",
    "Observations?$resultFormat=dataArray&$expand=Datastream",
    "Locations?$resultFormat=GeoJSON",
    "Things?$resultFormat=GeoJSON&$expand=HistoricalLocations($expand=Locations)",
    "Things?$resultFormat=CSV&$expand=HistoricalLocations($expand=Locations)",
)


@pytest.mark.parametrize("address", LONG)
def test_an_answer_that_is_too_long_is_refused_in_every_form_with_one_sentence(
    stream: Datastream, settings: Settings, address: str
) -> None:
    length = len(body_of(ask(address)))
    settings.SENSORTHINGS_LARGEST = 4_000
    assert length > 4_000
    with pytest.raises(
        QueryProblem, match=r"would have \d+ bytes. Please ask for less, with \$top or \$select"
    ) as told:
        ask(address)
    assert told.value.status == 413
    settings.SENSORTHINGS_LARGEST = length
    assert len(body_of(ask(address))) == length


@pytest.mark.parametrize("address", ["Observations?$resultFormat=dataArray", "Locations?$resultFormat=GeoJSON"])
def test_who_asks_for_less_gets_it(stream: Datastream, settings: Settings, address: str) -> None:
    settings.SENSORTHINGS_LARGEST = 4_000
    assert ask(f"{address}&$top=3").status == 200


def test_what_is_too_long_stays_in_the_database_and_costs_one_statement(stream: Datastream, settings: Settings) -> None:
    settings.SENSORTHINGS_LARGEST = 4_000
    with statements() as sent, pytest.raises(QueryProblem):
        ask("Observations?$resultFormat=dataArray")
    assert len(sent) == 1


def test_a_file_is_written_in_shorter_pages_where_its_lines_are_long(stream: Datastream, settings: Settings) -> None:
    address = "Observations?$resultFormat=CSV&$select=result,parameters&$orderby=id"
    whole = body_of(ask(address))
    settings.SENSORTHINGS_LARGEST = 1_000
    assert body_of(ask(address)) == whole
    assert len(list(csv.reader(io.StringIO(whole.decode(), newline="")))) == ROWS + 1
    assert len(body_of(ask(f"{address}&$top=13")).splitlines()) == 14


def test_rows_keep_their_order_and_pages(stream: Datastream, settings: Settings) -> None:
    settings.SENSORTHINGS_LARGEST = 64_000_000
    shown: list[Any] = []
    address = "Observations?$resultFormat=dataArray&$select=result&$orderby=result desc&$top=15"
    while address:
        page = get(address)
        shown += [row[0] for group in page["value"] for row in group["dataArray"]]
        address = page.get("@iot.nextLink", "")
    assert shown == list(range(ROWS))[::-1]
