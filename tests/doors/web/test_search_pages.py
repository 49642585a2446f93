"""The search and the office directory as residents use them: few statements, safe marks, a way on from everywhere."""

import json

import pytest
from django.test import Client

from smilecity.city import actions as city
from smilecity.city.office_details import Details
from smilecity.ground.search import actions as search
from tests.factories import AT
from tests.factories_contributions import make_contribution, make_district, make_office
from tests.support.clock import Clock
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stands(time: Clock) -> None:
    """The clock stands."""


def text(client: Client, address: str) -> str:
    reply = client.get(address)
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


def test_what_is_found_leads_to_its_page_and_shows_why(client: Client) -> None:
    row = make_contribution(title="Bänke am Hafen", text="Für alle, die gern am Wasser sitzen.")
    page = text(client, "/suche/?suche=wasser")
    assert "1 Treffer" in page
    assert f'href="/ideen/{row.number}/"' in page
    assert "am <mark>Wasser</mark> sitzen" in page


def test_what_people_write_stays_text(client: Client) -> None:
    make_contribution(title="<script>alert(1)</script> Hafen", text="<img src=x onerror=alert(1)> Hafen")
    page = text(client, "/suche/?suche=%3Cscript%3Ealert%281%29%3C%2Fscript%3E+hafen")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page
    assert "<mark>Hafen</mark>" in page


def test_a_slip_of_the_pen_is_said_and_helped(client: Client) -> None:
    make_contribution(title="Schlagloch")
    search.learn()
    page = text(client, "/suche/?suche=schlagolch")
    assert "Zu „schlagolch“ gibt es nichts. Hier sind Treffer für „Schlagloch“." in page


def test_nothing_found_offers_a_way_on(client: Client) -> None:
    page = text(client, "/suche/?suche=einhorn")
    assert "Dazu haben wir nichts gefunden" in page
    assert 'href="/zustaendig/"' in page
    assert "Jederzeit" not in page  # with nothing found there is nothing to narrow


def test_filters_are_links_that_keep_the_words(client: Client) -> None:
    make_contribution(title="Hafen")
    page = text(client, "/suche/?suche=hafen")
    assert "/suche/?suche=hafen&amp;art=idea" in page
    chosen = text(client, "/suche/?suche=hafen&art=idea")
    assert 'aria-current="true"' in chosen
    assert '<input type="hidden" name="art" value="idea">' in chosen


def test_ten_thousand_letters_lead_to_a_short_address_and_that_is_said(client: Client) -> None:
    make_contribution(title="Hafen")
    reply = client.get("/suche/", {"suche": "hafen " * 2000})
    assert reply.status_code == 302
    assert len(reply.headers["Location"]) < 400
    page = client.get(reply.headers["Location"]).content.decode()
    assert "Ihre Suche war sehr lang. Wir haben nur den Anfang gelesen." in page
    assert "1 Treffer" in page
    assert len(page.encode()) < 100_000
    assert client.get("/suche/", {"suche": "x" * 10_000}, follow=True).status_code == 200


@pytest.mark.parametrize("query", ["suche=%00%FF", "suche=a&seite=99999", "suche=a&seite=-1", "art=x&zeit=y&suche=a"])
def test_no_address_breaks_the_search(client: Client, query: str) -> None:
    assert client.get(f"/suche/?{query}").status_code == 200


@pytest.mark.parametrize(
    "address", ["/suche/", "/suche/?suche=hafen", "/suche/?suche=hafne", "/suche/?suche=hafen+einhorn"]
)
def test_a_search_takes_five_statements_at_most(client: Client, address: str) -> None:
    for _ in range(3):
        make_contribution(title="Hafen")
    search.learn()
    client.get(address)  # menus are kept from now on
    with statements() as sent:
        client.get(address)
    assert len(sent) <= 5, sent


def test_who_types_is_offered_words_and_pages(client: Client) -> None:
    row = make_contribution(title="Spielplatz am Hafen")
    search.learn()
    with statements() as sent:
        reply = client.get("/suche/vorschlaege/?suche=spiel")
    assert len(sent) <= 2
    assert json.loads(reply.content)["options"] == [
        {"text": "Spielplatz", "kind": "", "url": "/suche/?suche=Spielplatz"},
        {"text": "Spielplatz am Hafen", "kind": "Idee", "url": f"/ideen/{row.number}/"},
    ]


def test_pages_of_hits_lead_on_and_back(client: Client) -> None:
    for _ in range(25):
        make_contribution(title="Hafen")
    page = text(client, "/suche/?suche=hafen&seite=2")
    assert "Seite 2 von 2" in page
    assert 'href="/suche/?suche=hafen" rel="prev"' in page
    assert "So viele Seiten sind es nicht" in text(client, "/suche/?suche=hafen&seite=3")


# --- who is responsible ----------------------------------------------------------------------------------------------


@pytest.fixture
def offices() -> dict[str, int]:
    """Two offices: one for the whole city, one for a district."""
    make_district("Mitte")
    made = {slug: make_office(slug, name={"de": slug.title()}) for slug in ("tiefbau", "ortsamt")}
    said = Details(everyday={"de": ["Schlagloch"]}, phone="030 23125 104", opening={"de": "Dienstag\nDonnerstag"})
    city.describe_office(office=made["tiefbau"], details=said, by=None, at=AT)
    said = Details(everyday={"de": ["Schlagloch", "Strandzugang"]}, serves=["mitte"])
    city.describe_office(office=made["ortsamt"], details=said, by=None, at=AT)
    return made


def test_everyday_words_lead_to_the_office(client: Client, offices: dict[str, int]) -> None:
    page = text(client, "/zustaendig/?suche=Strandzugang+gesperrt")
    assert 'href="/zustaendig/ortsamt/"' in page
    assert 'href="/zustaendig/tiefbau/"' not in page
    assert "1 Stelle passt zu" in page


def test_a_place_leaves_out_offices_of_other_districts(client: Client, offices: dict[str, int]) -> None:
    make_district("Dorf", lon=13.0)
    here, there = (text(client, f"/zustaendig/?suche=Schlagloch&wo={name}") for name in ("Mitte", "dorf"))
    assert "/zustaendig/ortsamt/" in here
    assert "/zustaendig/ortsamt/" not in there
    assert "Zuständig in Dorf" in there
    assert "Den Ort „Atlantis“ kennen wir nicht" in text(client, "/zustaendig/?wo=Atlantis")


def test_an_office_says_how_to_reach_it(client: Client, offices: dict[str, int]) -> None:
    page = text(client, "/zustaendig/tiefbau/")
    assert 'href="tel:03023125104"' in page
    assert "<li>Dienstag</li><li>Donnerstag</li>" in page
    assert "Zuständig für die ganze Stadt" in page
    assert "Zuständig in: Mitte" in text(client, "/zustaendig/ortsamt/")
    assert client.get("/zustaendig/nix/").status_code == 404


def test_every_page_leads_to_the_search_and_to_the_directory(client: Client) -> None:
    page = text(client, "/impressum/")
    assert 'href="/suche/"' in page
    assert 'href="/zustaendig/"' in page


def test_the_search_names_the_office_above_what_people_wrote(client: Client, offices: dict[str, int]) -> None:
    make_contribution(title="Schlagloch")
    page = text(client, "/suche/?suche=schlagloch")
    assert "Dafür ist zuständig" in page
    assert page.index("/zustaendig/tiefbau/") < page.index("/ideen/") or page.index("/zustaendig/ortsamt/") > 0


@pytest.mark.parametrize("address", ["/zustaendig/", "/zustaendig/?suche=schlagloch&wo=mitte"])
def test_the_directory_takes_few_statements(client: Client, offices: dict[str, int], address: str) -> None:
    client.get(address)
    with statements() as few:
        client.get(address)
    for n in range(20):
        office = make_office(f"amt-{n}")
        city.describe_office(office=office, details=Details(everyday={"de": ["Schlagloch"]}), by=None, at=AT)
    with statements() as many:
        client.get(address)
    assert len(few) == len(many) <= 8
