"""Reports are narrowed to a category or to a whole group of them: on list and map, in files and subscriptions alike."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.queries.filters import ListFilter, filter_sql
from smilecity.collect.contributions.rules import Kind, Publicity
from tests.factories import AT
from tests.factories_contributions import LAT, LON, make_call, make_contribution
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.clock import Clock
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
BOX = {"west": LON - 0.1, "east": LON + 0.1, "south": LAT - 0.1, "north": LAT + 0.1, "zoom": 22}
ROAD = {"Loch in der Straße", "Loch im Gehweg"}
ASKED = {"strasse": ROAD, "schlagloch": {"Loch in der Straße"}, "laterne": {"Laterne aus"}, "gibt-es-nicht": None}


@pytest.fixture
def town(time: Clock) -> None:
    a_city()
    make_category("strasse", title={"de": "Straße", "en": "Road"}, position=1)
    make_category("schlagloch", parent="strasse", title={"de": "Schlagloch"})
    make_category("gehweg", parent="strasse", title={"de": "Gehweg"})
    make_category("laterne", title={"de": "Laterne"}, position=2)
    call = report_call()
    make_report(call, "schlagloch", title="Loch in der Straße")
    make_report(call, "gehweg", title="Loch im Gehweg", lon=LON + 0.002)
    make_report(call, "laterne", title="Laterne aus", lon=LON - 0.002)
    make_contribution(make_call(Kind.IDEA), title="Eine Idee", lon=LON, lat=LAT + 0.01)


def html(path: str) -> str:
    return Client().get(path).content.decode()


def listed(page: str) -> set[str]:
    return set(re.findall(r"<h3[^>]*><a [^>]*>(.*?)</a>", page))


@pytest.mark.parametrize(("code", "found"), ASKED.items())
def test_a_list_shows_all_that_is_below(town: None, code: str, found: set[str] | None) -> None:
    assert listed(html(f"/meldungen/?rubrik={code}")) == (found or ROAD | {"Laterne aus"})


@pytest.mark.parametrize("kind", ["", "art=meldungen&"])
@pytest.mark.parametrize(("code", "found"), ASKED.items())
def test_the_map_and_its_list_show_the_same(town: None, code: str, found: set[str] | None, kind: str) -> None:
    page = html(f"/karte/?{kind}rubrik={code}")
    every = ROAD | {"Laterne aus"} | (set() if kind else {"Eine Idee"})
    assert listed(page) == (found or every)
    [source] = re.findall(r'data-map-source="([^"]+)"', page)
    joined = "&" if "?" in source else "?"
    drawn = json.loads(Client().get(source.replace("&amp;", "&") + joined + urlencode(BOX)).content)["features"]
    pins = [pin for one in drawn for pin in one["properties"].get("items", [one["properties"]])]
    assert {pin["title"] for pin in pins} == (found or every)


@pytest.mark.parametrize("path", ["/meldungen/", "/karte/", "/karte/?art=meldungen"])
def test_the_field_names_groups_with_what_is_below(town: None, path: str) -> None:
    assert (
        '<optgroup label="Straße"><option value="strasse">Straße: alles</option>'
        '<option value="schlagloch">Schlagloch</option><option value="gehweg">Gehweg</option></optgroup>'
        '<option value="laterne">Laterne</option>'
    ) in html(path)


def test_maps_of_other_kinds_have_no_such_field(town: None) -> None:
    assert 'name="rubrik"' not in html("/karte/?art=ideen")


def test_what_is_chosen_is_said_and_can_be_taken_back(town: None) -> None:
    page = html("/karte/?rubrik=strasse")
    assert '<option value="strasse" selected>' in page
    assert '<option value="meldungen" selected>' in page
    assert "2 Meldungen aus der Rubrik „Straße“" in page


def test_a_group_that_nobody_can_choose_any_more_still_has_its_reports(town: None) -> None:
    make_category("strasse", title={"de": "Straße"}, active=False)
    assert listed(html("/meldungen/?rubrik=strasse")) == ROAD
    assert '<option value="strasse" selected>' in html("/meldungen/?rubrik=strasse")
    assert 'value="strasse"' not in html("/meldungen/")


def test_the_files_beside_the_list_hold_the_same(town: None) -> None:
    [path] = re.findall(r'href="(/api/v1/contributions\.geojson[^"]+)"', html("/meldungen/?rubrik=strasse"))
    sent = b"".join(Client().get(path.replace("&amp;", "&")))
    assert {one["properties"]["title"] for one in json.loads(sent)["features"]} == ROAD


def test_a_group_costs_no_more_statements_than_one_category(town: None) -> None:
    costs = []
    for code in ("strasse", "schlagloch"):
        with statements() as sent:
            html(f"/meldungen/?rubrik={code}")
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_a_group_is_found_by_an_index(town: None) -> None:
    call = report_call()
    rows = [
        Contribution(
            call_id=call, kind=Kind.REPORT, category="laterne" if n % 50 else "gehweg", title="Eine", lon=LON, lat=LAT,
            publicity=Publicity.SHOWN, visible=True, submitted_at=AT, published_at=AT, changed_at=AT,
        )
        for n in range(4000)
    ]  # fmt: skip
    Contribution.objects.bulk_create(rows, batch_size=1000)
    where, params = filter_sql(ListFilter(kind=Kind.REPORT, categories=("strasse", "schlagloch", "gehweg")))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contributions_contribution")
        cursor.execute(f"EXPLAIN SELECT count(*) FROM contributions_contribution c WHERE {where}", params)  # noqa: S608 - only our own words
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "report_by_category_place" in plan, plan
