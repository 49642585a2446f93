"""What towns often measure is said in the reader's language; what somebody named otherwise stays as it was written."""

import pytest

from smilecity.doors.web import measured_names
from smilecity.sense.things.rules.quantities import QUANTITIES, sign
from tests import factories_sense as sense
from tests.factories_measured import fill, gauge
from tests.factories_sense import AT
from tests.support.visitor import Visitor

pages = [pytest.mark.django_db, pytest.mark.usefixtures("time")]


def test_everything_that_staff_can_choose_is_known() -> None:
    offered = {name for one in QUANTITIES for name in (one.name, one.unit_name)}
    assert offered - measured_names.KNOWN == set()


class TestPages:
    pytestmark = pages

    def test_a_known_name_is_translated_and_an_unknown_one_is_not(self) -> None:
        stream = gauge("Mole")
        other = sense.make_datastream("Sand", thing=stream.thing, observed=[sense.make_observed("Sandhöhe")])
        fill(other, [3], until=AT)
        page = Visitor().get(f"/en/messwerte/orte/{stream.thing_id}/")
        assert page.says("Water level", "Sandhöhe")
        assert "Wasserstand 0" not in page.words
        assert Visitor().get(f"/en/messwerte/reihen/{stream.pk}/").says("Observed property Water level")

    def test_the_list_is_filtered_by_the_same_address_in_every_language(self) -> None:
        gauge("Mole")
        for language, said in (("", "für Wasserstand"), ("/en", "Water level")):
            page = Visitor().get(f"{language}/messwerte/?messgroesse=Wasserstand")
            assert page.says("Mole", said)
            assert '<option value="Wasserstand" selected' in page.html


@pytest.mark.parametrize(("symbol", "said"), [("Cel", "°C"), (" m ", "m"), ("1", ""), ("ug/m3", "µg/m³"), ("kg", "kg")])
def test_signs_of_devices_become_signs_of_people(symbol: str, said: str) -> None:
    assert sign(symbol) == said
