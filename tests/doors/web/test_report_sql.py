"""How many SQL statements reporting costs: within a budget, and the same when everything is twice as much."""

from collections.abc import Callable

import pytest

from smilecity.collect.contributions.rules import Kind
from tests.factories_contributions import LAT, LON, make_call, make_district
from tests.factories_reports import make_category, make_report
from tests.support.clock import Clock
from tests.support.reporter import HERE, HOLE, make_tree
from tests.support.statements import statements
from tests.support.writer import Writer

pytestmark = pytest.mark.django_db
Act = Callable[[Writer], object]

SCREENS: dict[str, tuple[Act, int]] = {
    "what": (lambda anna: anna.client.get(anna.path("was/")), 9),
    "what given": (lambda anna: anna.client.post(anna.path("was/"), HOLE), 13),
    "place": (lambda anna: anna.client.get(anna.path("ort/")), 11),
    "near": (lambda anna: anna.client.get(anna.path("schon-gemeldet/")), 8),
    "check": (lambda anna: anna.client.get(anna.path("pruefen/")), 12),
    "list": (lambda anna: anna.client.get("/meldungen/?rubrik=schlagloch"), 12),
}


@pytest.fixture(autouse=True)
def _city(db: None, time: Clock) -> None:
    make_district()
    make_tree()


def written() -> Writer:
    """Somebody who has said what and where, beside what others reported."""
    anna = Writer(Kind.REPORT)
    anna.say("was", **HOLE)
    anna.say("ort", **HERE)
    return anna


def more() -> None:
    """Make everything more: categories, calls, reports near the place."""
    call = make_call(Kind.REPORT)
    for number in range(3):
        make_category(f"mehr-{number}", parent="strasse")
        make_report(call, "schlagloch", lon=LON, lat=LAT)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_costs_no_more_than_its_budget_however_much_there_is(name: str) -> None:
    act, budget = SCREENS[name]
    costs = []
    for _ in range(2):
        more()
        anna = written()
        with statements() as sent:
            act(anna)
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= budget
