"""The names that lists of contributions need: all in one statement, in the reader's language."""

import pytest

from smilecity.city import queries
from smilecity.city.models import Office, Theme
from tests.factories_contributions import make_district
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town() -> None:
    Theme.objects.create(slug="verkehr", name={"de": "Verkehr", "en": "Transport"}, position=2)
    Theme.objects.create(slug="kultur", name={"de": " Kultur ", "en": " "}, position=1)
    Office.objects.create(slug="tiefbau", name={"de": "Tiefbauamt"}, name_sort="tiefbauamt")
    make_district("Warnemünde")
    make_district("Mitte", lon=12.2)


def test_names_come_in_the_order_of_lists_and_in_one_statement() -> None:
    with statements() as sent:
        names = queries.names()
    assert len(sent) == 1
    assert [row.name for row in names.themes.values()] == ["Kultur", "Verkehr"]
    assert [row.name for row in names.districts.values()] == ["Mitte", "Warnemünde"]
    assert [(pk == row.id, row.key, row.name) for pk, row in names.offices.items()] == [(True, "tiefbau", "Tiefbauamt")]


def test_what_is_not_translated_is_said_in_german() -> None:
    assert [row.name for row in queries.names("en").themes.values()] == ["Kultur", "Transport"]
    assert [row.name for row in queries.names("de-simple").offices.values()] == ["Tiefbauamt"]
