"""How many SQL statements the pages of measured values cost: within budget, and the same with twice as much."""

import pytest

from smilecity.sense.things.models import Datastream
from tests import factories_sense as sense
from tests.factories_contributions import make_district
from tests.factories_measured import gauge, many
from tests.factories_sense import AT
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
LON, LAT = sense.WARNEMUENDE
MAP = f"west={LON - 1}&south={LAT - 1}&east={LON + 1}&north={LAT + 1}&zoom=10"
# What is opened, and what it may cost.
BUDGETS = [
    ("/messwerte/", 6),
    ("/messwerte/?ansicht=karte", 6),
    ("/messwerte/?suche=pegel&messgroesse=Wasserstand&aktuell=ja", 6),
    ("/messwerte/?ortsteil=warnemünde", 8),
    ("/en/messwerte/", 6),
    (f"/messwerte/karte/?{MAP}", 1),
    (f"/messwerte/karte/?{MAP}&ortsteil=warnemünde&messgroesse=Wasserstand&aktuell=ja", 5),
    ("/messwerte/orte/{thing}/", 4),
    ("/messwerte/reihen/{stream}/?zeitraum=24h", 3),
    ("/messwerte/reihen/{stream}/?zeitraum=1j", 4),
    ("/messwerte/reihen/{stream}/jetzt/", 1),
    ("/messwerte/reihen/{stream}/verlauf/?zeitraum=1j", 3),
]


def fill() -> Datastream:
    """Measure a little more of everything; return a series with many values."""
    level = sense.make_observed("Wasserstand")
    for number in range(3):
        gauge(f"Pegel {number}", level=level)
    stream = gauge("Pegel Warnemünde", level=level, values=())
    for number in range(3):
        sense.make_datastream(f"Reihe {number}", thing=stream.thing)
    many(stream, 500, until=AT)
    return stream


@pytest.mark.parametrize(("path", "budget"), BUDGETS)
def test_a_page_costs_no_more_than_its_budget_however_much_there_is(path: str, budget: int) -> None:
    make_district("Warnemünde", lon=LON, lat=LAT)
    stream = fill()
    visitor, address = Visitor(), path.format(thing=stream.thing_id, stream=stream.pk)

    def cost() -> int:
        with statements() as sent:
            assert visitor.client.get(address).status_code == 200
        return len(sent)

    first = cost()
    fill()
    many(stream, 500, until=AT.replace(year=2025))
    assert cost() == first == budget
