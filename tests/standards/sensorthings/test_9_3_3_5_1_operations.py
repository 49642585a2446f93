"""Built-in filter operations (18-088, clause 9.3.3.5.1): comparison, logic, calculation, grouping, precedence."""

import pytest

from tests.support.conforming import OM, datastream, holds, thing
from tests.support.sensorthings import Server

PROPERTIES = {"Höhe": 2.5, "Nummer": 7, "Farbe": "rot", "aktiv": True, "Mast": {"Art": "Holz"}, "Masten": ["A", "B"]}


@pytest.fixture(scope="module")
def mast(server: Server) -> int:
    return server.create("Things", thing("O'Neill", properties=PROPERTIES))


@pytest.fixture(scope="module")
def value(server: Server) -> int:
    """A value of 21.5 at noon."""
    stream = server.create("Datastreams", datastream(observationType=f"{OM}Observation"))
    noon = "2026-03-01T12:00:00Z"
    return server.observe(stream, 21.5, phenomenonTime=noon, resultTime=noon, parameters={"Wind": 3}).id


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("result eq 21.5", True),
        ("result eq 21", False),
        ("result ne 21.5", False),
        ("result ne 21", True),
        ("result gt 21", True),
        ("result gt 21.5", False),
        ("result ge 21.5", True),
        ("result ge 22", False),
        ("result lt 22", True),
        ("result lt 21.5", False),
        ("result le 21.5", True),
        ("result le 21", False),
        ("21 lt result", True),
        ("-1 lt result", True),
        ("result lt 1e3", True),
        ("result eq '21.5'", False),
        ("resultTime eq 2026-03-01T12:00:00Z", True),
        ("resultTime eq 2026-03-01T13:00:00+01:00", True),
        ("resultTime gt 2026-03-01T11:59:59.999Z", True),
        ("resultTime lt 2026-03-01T12:00:00Z", False),
        ("phenomenonTime ge 2026-03-01T12:00:00Z", True),
        ("phenomenonTime le 2026-03-01T11:00:00Z", False),
        ("validTime eq null", True),
        ("validTime ne null", False),
        ("resultTime ne null", True),
        ("parameters/Wind eq 3", True),
        ("parameters/Regen eq 3", False),
        ("Datastream/name eq 'Temperatur'", True),
        ("Datastream/Thing/name eq 'Messmast'", True),
        ("Datastream/unitOfMeasurement/symbol eq '°C'", True),
    ],
)
def test_9_3_3_5_1_values_are_compared(server: Server, value: int, condition: str, expected: bool) -> None:
    assert holds(server, "Observations", value, condition) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("name eq 'O''Neill'", True),
        ("name eq 'o''neill'", False),
        ("name lt 'P'", True),
        ("properties/Farbe eq 'rot'", True),
        ("properties/Höhe gt 2", True),
        ("properties/aktiv eq true", True),
        ("properties/aktiv", True),
        ("properties/Mast/Art eq 'Holz'", True),
        ("properties/Masten/1 eq 'B'", True),
        ("properties/Masten[0] eq 'A'", True),
        ("properties/nichts eq null", True),
    ],
)
def test_9_3_3_5_1_texts_and_json_are_compared(server: Server, mast: int, condition: str, expected: bool) -> None:
    assert holds(server, "Things", mast, condition) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("true and true", True),
        ("true and false", False),
        ("false or true", True),
        ("false or false", False),
        ("not true", False),
        ("not false", True),
        ("not (result gt 20 and result lt 21)", True),
        ("true or false and false", True),
        ("(true or false) and false", False),
        ("not false and false", False),
        ("result eq 21.5 and not (result eq 21)", True),
    ],
)
def test_9_3_3_5_1_conditions_are_joined(server: Server, value: int, condition: str, expected: bool) -> None:
    assert holds(server, "Observations", value, condition) is expected


@pytest.mark.parametrize(
    "condition",
    [
        "result add 0.5 eq 22",
        "result sub 1.5 eq 20",
        "result mul 2 eq 43",
        "result div 2 eq 10.75",
        "7 div 2 eq 3.5",
        "result mod 2 eq 1.5",
        "7 mod 4 eq 3",
        "2 add 3 mul 4 eq 14",
        "(2 add 3) mul 4 eq 20",
        "10 sub 4 sub 3 eq 3",
        "result add 0.5 gt 21 and result sub 0.5 lt 22",
        "resultTime add duration'PT1H' eq 2026-03-01T13:00:00Z",
        "resultTime sub duration'P1D' eq 2026-02-28T12:00:00Z",
        "resultTime sub 2026-03-01T11:30:00Z eq duration'PT30M'",
    ],
)
def test_9_3_3_5_1_values_are_calculated(server: Server, value: int, condition: str) -> None:
    assert holds(server, "Observations", value, condition)
    assert not holds(server, "Observations", value, f"not ({condition})")


def test_9_3_3_5_1_a_division_by_zero_is_no_failure(server: Server, value: int) -> None:
    assert not holds(server, "Observations", value, "result div 0 eq 1")
    assert not holds(server, "Observations", value, "result mod 0 eq 1")


def test_9_3_3_5_1_texts_and_numbers_are_only_compared_with_their_like(server: Server) -> None:
    assert server.get("Things?$filter=name gt 5").status == 400
    assert server.get("Things?$filter=name add 1 eq 5").status == 400
