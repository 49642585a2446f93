"""The map of everything: what narrows the map narrows the list, addresses keep it, one bare page may be framed."""

import html
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.doors.web import map_asked
from tests.factories import AT
from tests.factories_contributions import LAT, LON, make_call, make_contribution
from tests.factories_pages import Town
from tests.support.clock import Clock
from tests.support.kinds import walked
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db
BOX = {"west": f"{LON - 0.2}", "south": f"{LAT - 0.2}", "east": f"{LON + 0.2}", "north": f"{LAT + 0.2}", "zoom": "22"}


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


@pytest.fixture
def filled(town: Town) -> Town:
    """A town in which each filter finds something and leaves something out."""
    done = town.idea("Radspur", theme_ids=[town.traffic], **town.here())
    actions.reply(contribution=done.pk, text="Fertig.", status=Status.DONE, by=town.staff, at=AT)
    town.idea("Bühne", theme_ids=[town.culture], lon=LON + 0.1, lat=LAT)
    town.idea("Nirgends", theme_ids=[town.traffic])
    town.place("Die Mole", "happy", lon=LON + 0.01, lat=LAT + 0.01)
    town.place("Dunkle Ecke", "improve", lon=LON - 0.01, lat=LAT)
    old = make_call(at=AT - timedelta(days=100), opens_at=AT - timedelta(days=100))
    make_contribution(old, title="Von früher", lon=LON, lat=LAT + 0.012, at=AT - timedelta(days=50), by=town.staff)
    return town


def listed(page: Page) -> set[str]:
    return {html.unescape(re.sub(r"<[^>]+>", "", found)) for found in re.findall(r"<h3[^>]*>(.*?)</h3>", page.html)}


def attribute(page: Page, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', page.html)
    return html.unescape(found[1]) if found else ""


def drawn(page: Page) -> set[str]:
    """Return what the map shows that stands on the page, asked for as its script does."""
    asked = urlsplit(attribute(page, "data-map-source"))
    response = Client().get(asked.path, dict(parse_qsl(asked.query)) | BOX)
    assert response.status_code == 200
    titles: set[str] = set()
    for feature in json.loads(response.content)["features"]:
        said = feature["properties"]
        titles |= {item["title"] for item in said.get("items", [said])}
    return titles


EVERYTHING = {"Radspur", "Bühne", "Die Mole", "Dunkle Ecke", "Von früher"}
FILTERS = [
    ("", EVERYTHING),
    ("art=ideen", {"Radspur", "Bühne", "Von früher"}),
    ("art=orte", {"Die Mole", "Dunkle Ecke"}),
    ("art=orte&gefuehl=besser", {"Dunkle Ecke"}),
    ("thema=verkehr", {"Radspur"}),
    ("ortsteil=mitte", {"Radspur", "Die Mole", "Dunkle Ecke", "Von früher"}),
    ("ortsteil=mitte&art=ideen", {"Radspur", "Von früher"}),
    ("status=umgesetzt", {"Radspur"}),
    ("zeit=monat", {"Radspur", "Bühne", "Die Mole", "Dunkle Ecke"}),
    ("zeit=jahr", EVERYTHING),
    ("suche=bühne", {"Bühne"}),
    ("art=umfragen&zeit=gestern&status=egal&thema=nichts", EVERYTHING),
]


class TestMapAndList:
    @pytest.mark.parametrize(("query", "expected"), FILTERS)
    def test_the_map_shows_what_the_list_shows(self, filled: Town, query: str, expected: set[str]) -> None:
        page = Visitor().get(f"/karte/?{query}")
        assert listed(page) == expected
        assert drawn(page) == expected

    @pytest.mark.parametrize(("query", "expected"), FILTERS)
    def test_so_does_the_page_for_other_sites(self, filled: Town, query: str, expected: set[str]) -> None:
        page = Visitor().get(f"/karte/einbetten/?{query}")
        assert listed(page) == expected
        assert drawn(page) == expected

    def test_the_file_of_it_holds_the_same(self, filled: Town) -> None:
        page = Visitor().get("/karte/?art=ideen&zeit=monat")
        found = re.search(r'href="(/api/v1/contributions\.geojson\?[^"]*)"', page.html)
        assert found
        answer = Client().get(html.unescape(found[1]))
        data = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined] # whole files are streamed
        assert {one["properties"]["title"] for one in data["features"]} == listed(page) == {"Radspur", "Bühne"}

    def test_the_list_may_be_narrowed_to_a_part_and_the_map_begins_there(self, filled: Town) -> None:
        part = f"{LON + 0.09},{LAT - 0.01},{LON + 0.11},{LAT + 0.01}"
        page = Visitor().get(f"/karte/?bereich={part}")
        assert listed(page) == {"Bühne"}
        assert attribute(page, "data-map-region") == part
        assert drawn(page) == EVERYTHING
        assert "im Ausschnitt der Karte" in page.html

    def test_what_stands_in_the_address_stands_in_the_form(self, filled: Town) -> None:
        page = Visitor().get("/karte/?art=orte&status=eingegangen&zeit=woche&ausschnitt=13.5/54.09/12.1")
        for chosen in ("orte", "eingegangen", "woche"):
            assert f'<option value="{chosen}" selected>' in page.html
        assert attribute(page, "data-map-view") == "13.5/54.09/12.1"
        assert 'name="ausschnitt" value="13.5/54.09/12.1"' in page.html

    @pytest.mark.parametrize(
        "wrong",
        [
            "ausschnitt=99/54/12", "ausschnitt=13/95/12", "ausschnitt=x", "ausschnitt=13/54", "bereich=1,2,3",
            "bereich=12,54,11,55", "bereich=a,b,c,d", "bereich=nan,nan,nan,nan", "bereich=0,0,inf,1",
        ],
    )  # fmt: skip
    def test_a_view_that_is_none_is_left_out(self, filled: Town, wrong: str) -> None:
        page = Visitor().get(f"/karte/?{wrong}")
        assert page.status == 200
        assert (attribute(page, "data-map-view"), attribute(page, "data-map-region")) == ("", "")
        assert listed(page) == EVERYTHING

    def test_each_filter_is_a_chip_that_takes_it_away(self, filled: Town) -> None:
        page = Visitor().get("/karte/?art=ideen&zeit=monat&ausschnitt=13/54.09/12.1")
        chips = [html.unescape(one) for one in re.findall(r'chip--link" href="([^"]*)"', page.html)]
        assert [sorted(parse_qs(urlsplit(one).query)) for one in chips] == [
            ["ausschnitt", "zeit"],
            ["art", "ausschnitt"],
        ]

    def test_one_after_the_other_is_on_some_page(self, town: Town) -> None:
        titles = {town.idea(f"Idee {n}", lon=LON, lat=LAT).title for n in range(23)}
        seen, path = set(), "/karte/"
        for _ in range(3):
            page = Visitor().get(path)
            seen |= listed(page)
            following = re.search(r'href="([^"]*)" rel="next"', page.html)
            if not following:
                break
            path = "/karte/" + html.unescape(following[1])
        assert seen == titles

    def test_a_pin_among_several_kinds_says_which_it_is(self, filled: Town) -> None:
        found = json.loads(Client().get("/karte/daten/", BOX | {"suche": "mole"}).content)["features"]
        assert found[0]["properties"]["label"] == "Ort, macht mich glücklich"
        assert found[0]["properties"]["url"].startswith("/orte/")

    def test_every_kind_is_there_to_be_chosen(self, town: Town) -> None:
        assert set(map_asked.KINDS.values()) == set(Kind)

    def test_the_pages_cost_the_same_however_much_there_is(self, filled: Town) -> None:
        for path, most in (("/karte/", 6), ("/karte/einbetten/", 5)):
            counts = []
            for _ in range(2):
                Visitor().get(path)
                with statements() as sent:
                    Visitor().get(path)
                counts.append(len(sent))
                for n in range(5):
                    filled.idea(f"Noch eine {n}", theme_ids=[filled.traffic], **filled.here())
            assert counts[0] == counts[1] <= most


def policy(response: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


class TestForOtherSites:
    def test_the_bare_page_may_be_framed_and_sends_nothing(self, filled: Town) -> None:
        response = Client().get("/karte/einbetten/?art=ideen")
        said = policy(response)
        assert said["frame-ancestors"] == "*"
        assert said["form-action"] == "'none'"
        assert {name: said[name] for name in ("default-src", "script-src", "connect-src", "base-uri")} == {
            "default-src": "'none'",
            "script-src": "'self'",
            "connect-src": "'self'",
            "base-uri": "'none'",
        }
        assert "X-Frame-Options" not in response
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"

    def test_it_knows_nobody_and_sets_nothing(self, filled: Town) -> None:
        plain = Client().get("/karte/einbetten/")
        known = Client()
        known.force_login(filled.staff, backend="smilecity.doors.web.backends.SignInBackend")
        again = known.get("/karte/einbetten/")
        assert not plain.cookies
        assert not again.cookies
        assert again.content == plain.content
        for word in ("<form", "csrf", "site-header", "/konto/"):
            assert word not in plain.content.decode()

    def test_links_lead_out_of_the_frame(self, filled: Town) -> None:
        page = Visitor().get("/karte/einbetten/?art=orte")
        assert '<base target="_blank">' in page.html
        assert f'href="{settings.BASE_URL}/karte/?art=orte"' in page.html

    def test_no_other_page_may_be_framed(self, filled: Town) -> None:
        """Whatever can be opened without knowing a number or a secret; the desk shows its own previews to itself."""
        addresses, framed = _addresses(), set()
        assert len(addresses) > 30
        for path in addresses:
            response = Client().get(path)
            ancestors = policy(response)["frame-ancestors"]
            if ancestors != "'none'":
                framed.add((path, ancestors))
        assert framed == {("/karte/einbetten/", "*")}

    def test_the_code_shows_the_same_choice(self, filled: Town) -> None:
        page = Visitor().get("/karte/?art=ideen&suche=b%22%3E%3Cscript%3E&ausschnitt=13/54.09/12.1")
        code = re.search(r"<textarea[^>]*data-map-code>(.*?)</textarea>", page.html, re.DOTALL)
        assert code
        written = html.unescape(code[1])
        source = re.search(r'^<iframe src="([^"]*)"', written)
        assert source
        query = parse_qs(urlsplit(html.unescape(source[1])).query)
        assert query == {"art": ["ideen"], "suche": ['b"><script>'], "ausschnitt": ["13/54.09/12.1"]}
        assert source[1].startswith(f"{settings.BASE_URL}/karte/einbetten/?")
        assert "<script" not in written

    def test_the_page_is_kept_for_a_minute_by_whoever_is_between(self, town: Town) -> None:
        assert Client().get("/karte/einbetten/")["Cache-Control"] == "public, max-age=60"


def _addresses() -> list[str]:
    """Return the addresses of all public pages without a number or a secret in them."""
    routes = {route for _name, route in walked(get_resolver().url_patterns)}
    plain = {re.sub(r"^\^|\$$|\\Z$", "", route) for route in routes if not re.search(r"[<(\[]", route)}
    return sorted(f"/{route}" for route in plain if not route.startswith(("desk/", "api/", "^")))
