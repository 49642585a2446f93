"""What a list shows can be taken along as a file, which holds the same and nothing else."""

import csv
import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.rules import Kind, Status
from tests.factories import AT
from tests.factories_contributions import make_call, make_contribution
from tests.factories_pages import Town
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


@pytest.fixture
def filled(town: Town) -> Town:
    """A town in which each filter finds something and leaves something out."""
    done = town.idea("Radspur", theme_ids=[town.traffic], **town.here())
    actions.reply(contribution=done.pk, text="Fertig.", status=Status.DONE, by=town.staff, at=AT)
    town.idea("Bühne & Chor", theme_ids=[town.culture], **town.here())
    town.idea("Nachtbus", theme_ids=[town.traffic])
    town.place("Die Mole", "happy", **town.here())
    town.place("Dunkle Ecke", "improve")
    Call.objects.filter(pk=(other := make_call(Kind.IDEA))).update(slug="anderer")
    make_contribution(other, by=town.staff, title="Woanders gesagt")
    return town


def addresses(page: Page) -> dict[str, str]:
    found = re.findall(r'href="(/api/v1/contributions\.(\w+)\?[^"]*)"', page.html)
    return {form: html.unescape(address) for address, form in found}


def titles(page: Page) -> set[str]:
    return {html.unescape(re.sub(r"<[^>]+>", "", found)) for found in re.findall(r"<h3[^>]*>(.*?)</h3>", page.html)}


def loaded(address: str) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined] # whole files are streamed


def rows(address: str) -> set[str]:
    return {row["title"] for row in csv.DictReader(loaded(address).decode().splitlines())}


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/ideen/", {}, {"Radspur", "Bühne & Chor", "Nachtbus", "Woanders gesagt"}),
        ("/ideen/", {"thema": "verkehr"}, {"Radspur", "Nachtbus"}),
        ("/ideen/", {"thema": "verkehr", "ortsteil": "mitte"}, {"Radspur"}),
        ("/ideen/", {"status": "umgesetzt"}, {"Radspur"}),
        ("/ideen/", {"suche": "bühne & chor"}, {"Bühne & Chor"}),
        ("/ideen/", {"aufruf": "anderer"}, {"Woanders gesagt"}),
        ("/ideen/", {"sortierung": "ohne-antwort"}, {"Bühne & Chor", "Nachtbus", "Woanders gesagt"}),
        ("/ideen/", {"thema": "gibtsnicht", "suche": "bus"}, {"Nachtbus"}),
        ("/orte/", {}, {"Die Mole", "Dunkle Ecke"}),
        ("/orte/", {"gefuehl": "besser"}, {"Dunkle Ecke"}),
        ("/en/ideen/", {"thema": "kultur"}, {"Bühne & Chor"}),
    ],
)
def test_the_file_of_a_list_holds_what_the_list_shows(
    filled: Town, path: str, query: dict[str, str], expected: set[str]
) -> None:
    page = Visitor().get(f"{path}?{urlencode(query)}")
    assert titles(page) == expected
    assert rows(addresses(page)["csv"]) == expected


def test_there_is_a_table_for_programs_one_for_people_and_one_for_maps(filled: Town) -> None:
    page = Visitor().get("/de-simple/ideen/?thema=verkehr")
    found = addresses(page)
    assert list(found) == ["xlsx", "csv", "geojson"]
    assert page.says("Excel CSV GeoJSON")
    for address in found.values():
        assert address.endswith("?kind=idea&theme=verkehr&language=de-simple")
        assert loaded(address)


def test_where_nothing_is_found_there_is_nothing_to_take_along(filled: Town) -> None:
    assert addresses(Visitor().get("/ideen/?suche=Seilbahn")) == {}
