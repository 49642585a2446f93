"""How many SQL statements writing costs: within a budget, and the same when everything is twice as much."""

from collections.abc import Callable

import pytest

from tests.factories_contributions import make_call, make_contribution, make_district, make_theme
from tests.support.clock import Clock
from tests.support.pictures import photo
from tests.support.statements import statements
from tests.support.visitor import Visitor
from tests.support.writer import CONTACT, IDEA, Writer, token_of, upload

pytestmark = pytest.mark.django_db
Act = Callable[[Writer], object]

SCREENS: dict[str, tuple[Act, int]] = {
    "text": (lambda anna: anna.client.get(anna.path("text/")), 7),
    "text given": (lambda anna: anna.client.post(anna.path("text/"), IDEA), 8),
    "similar": (lambda anna: anna.client.get(anna.path("aehnlich/")), 8),
    "themes": (lambda anna: anna.client.get(anna.path("themen/")), 7),
    "place": (lambda anna: anna.client.get(anna.path("ort/")), 10),
    "photos": (lambda anna: anna.client.get(anna.path("fotos/")), 8),
    "contact": (lambda anna: anna.client.get(anna.path("kontakt/")), 7),
    "contact given": (lambda anna: anna.client.post(anna.path("kontakt/"), CONTACT), 8),
    "check": (lambda anna: anna.client.get(anna.path("pruefen/")), 11),
    "send off": (lambda anna: anna.client.post(anna.path("pruefen/")), 20),
}


def cost(act: Callable[[], object]) -> int:
    with statements() as sent:
        act()
    return len(sent)


def written() -> Writer:
    """Somebody who has written everything, with a photo."""
    anna = Writer()
    anna.write()
    anna.say("fotos", photos=[upload(photo())])
    return anna


@pytest.fixture(autouse=True)
def _city(db: None, time: Clock) -> None:
    make_district()
    make_theme()
    make_contribution(title="Mehr Bänke am Hafen, bitte", shown=True)


def double() -> None:
    """Make everything twice as much."""
    for number in range(3):
        make_theme()
        make_call()
        make_contribution(title=f"Mehr Bänke am Hafen {number}", shown=True)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_costs_no_more_than_its_budget_however_much_there_is(name: str) -> None:
    act, budget = SCREENS[name]
    small_writer = written()
    small = cost(lambda: act(small_writer))
    double()
    large_writer = written()
    assert cost(lambda: act(large_writer)) == small
    assert small <= budget


def test_opening_the_link_reads_little_and_confirming_costs_the_same_however_much_there_is() -> None:
    costs = []
    for _ in range(2):
        written().say("pruefen")
        path = f"/teilnahme/{token_of('anna@example.org')}/"
        opened = cost(lambda path=path: Visitor().client.get(path))  # type: ignore[misc] # bound per round
        confirmed = cost(lambda path=path: Visitor().client.post(path))  # type: ignore[misc] # defaults bind the loop
        costs.append((opened, confirmed))
        double()
    assert costs[0] == costs[1]
    assert costs[0][0] <= 6
    assert costs[0][1] <= 55
