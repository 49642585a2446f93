"""The map's parts as browsers get them: what may be kept, what is packed, places in words, contributions in groups."""

import gzip
import json
from collections.abc import Generator
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from smilecity.city import actions as city
from smilecity.city import queries
from smilecity.city.models import City, MapDrawing, MapLayer
from smilecity.city.rules import LayerKind
from smilecity.collect.contributions.rules import Kind
from smilecity.demo.load import load_city
from tests.factories import AT
from tests.factories_contributions import make_call, make_contribution, make_theme
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
ROSTOCK = {"west": "11.9", "south": "54.0", "east": "12.4", "north": "54.3", "zoom": "11"}
HARBOUR: dict[str, Any] = {"lon": 12.1313, "lat": 54.0887}


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """Rostock, loaded once for all tests of this module: each of them works on a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_city(at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _rostock(_loaded: None, db: None) -> None:
    """Rostock."""


def fetched(response: HttpResponseBase) -> Any:
    content = getattr(response, "content", b"")
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    elif response.get("Content-Encoding") == "br":
        content = brotli.decompress(content)
    return json.loads(content)


def setup(client: Client) -> dict[str, Any]:
    setup: dict[str, Any] = fetched(client.get("/karte/aufbau.json"))
    return setup


@pytest.mark.usefixtures("_rostock")
class TestTheCitysOwnMap:
    def test_the_set_up_names_parts_box_and_sources(self, client: Client) -> None:
        found = setup(client)
        digests = queries.drawings()
        assert found["ground"] == f"/karte/grund/ground-{digests['ground']}.json"
        assert found["streets"] == f"/karte/grund/streets-{digests['streets']}.json"
        assert found["tiles"] == ""
        assert found["box"] == list(queries.profile().box or ())
        assert found["sources"] == ["OpenData.HRO (CC0), generalisiert", "Ostsee: eigene Zeichnung"]

    def test_the_set_up_is_the_same_in_every_language(self, client: Client) -> None:
        assert fetched(client.get("/en/karte/aufbau.json")) == setup(client)

    def test_the_set_up_is_asked_for_again_and_costs_nothing_while_it_is_the_same(self, client: Client) -> None:
        first = client.get("/karte/aufbau.json")
        assert first["Cache-Control"] == "public, max-age=300"
        again = client.get("/karte/aufbau.json", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, getattr(again, "content", b"?")) == (304, b"")

    def test_a_drawing_never_changes_under_its_address(self, client: Client) -> None:
        response = client.get(setup(client)["ground"])
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Content-Type"] == "application/json; charset=utf-8"
        again = client.get(setup(client)["ground"], headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304

    def test_an_old_address_gives_what_is_there_now_and_is_not_kept(self, client: Client) -> None:
        response = client.get("/karte/grund/ground-0123456789abcdef.json")
        assert response["Cache-Control"] == "no-cache"
        assert fetched(response)["type"] == "FeatureCollection"

    def test_a_part_that_there_is_not_is_not_found(self, client: Client) -> None:
        assert client.get("/karte/grund/sky-0123456789abcdef.json").status_code == 404

    @pytest.mark.parametrize(
        ("accepted", "sent"),
        [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None), ("", None)],
    )
    def test_a_drawing_is_packed_as_the_browser_takes_it(self, client: Client, accepted: str, sent: str | None) -> None:
        response = client.get(setup(client)["streets"], headers={"Accept-Encoding": accepted})
        assert response.get("Content-Encoding") == sent
        assert "Accept-Encoding" in response["Vary"]
        assert len(fetched(response)["features"]) == 1220

    def test_the_whole_map_of_the_city_is_small(self, client: Client) -> None:
        found = setup(client)
        sizes = [
            len(client.get(found[part], headers={"Accept-Encoding": "gzip"}).content) for part in ("ground", "streets")
        ]
        assert sizes[0] < 30_000
        assert sum(sizes) < 100_000

    def test_a_new_import_gives_the_drawing_a_new_address(self, client: Client) -> None:
        before = setup(client)
        ring = [[12.1, 54.1], [12.11, 54.1], [12.11, 54.11], [12.1, 54.1]]
        park = {"properties": {"name": "Neu"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        city.import_layer(kind=LayerKind.PARK, features=[park], by=None, at=AT)
        after = setup(client)
        assert before["ground"] != after["ground"]
        assert before["streets"] == after["streets"]
        assert any(
            feature["properties"].get("name") == "Neu" for feature in fetched(client.get(after["ground"]))["features"]
        )


def test_without_a_city_a_map_says_so_instead_of_failing(client: Client) -> None:
    MapDrawing.objects.all().delete()
    MapLayer.objects.all().delete()
    City.objects.all().delete()
    assert setup(client) == {"box": None, "tiles": "", "sources": []}


@pytest.mark.usefixtures("_rostock")
class TestPlaces:
    def test_a_point_is_said_in_words(self, client: Client) -> None:
        said = client.get(reverse("web:place_words"), HARBOUR).json()
        assert said["inside"] is True
        assert said["district"]["name"] == "Stadtmitte"
        assert said["sentence"].startswith("Nähe ")
        assert said["sentence"].endswith(", Stadtmitte")

    def test_a_point_in_africa_is_refused_in_a_clear_sentence(self, client: Client) -> None:
        said = client.get(reverse("web:place_words"), {"lon": "18.4", "lat": "-33.9"}).json()
        assert said == {
            "district": None,
            "words": "",
            "inside": False,
            "sentence": "Dieser Punkt liegt nicht in Rostock. Bitte wählen Sie einen Punkt in der Stadt.",
        }

    @pytest.mark.parametrize(
        "point",
        [
            {},
            {"lon": "12"},
            {"lon": "x", "lat": "y"},
            {"lon": "nan", "lat": "54"},
            {"lon": "inf", "lat": "1"},
            {"lon": "181", "lat": "0"},
            {"lon": "0", "lat": "91"},
            {"lon": "12,1", "lat": "54,1"},
            {"lon": "", "lat": ""},
        ],
    )
    def test_what_is_no_point_is_told_so(self, client: Client, point: dict[str, str]) -> None:
        response = client.get(reverse("web:place_words"), point)
        assert response.status_code == 400
        assert response.json() == {"inside": False, "sentence": "Diesen Punkt gibt es nicht."}

    def test_a_street_is_found_by_its_name(self, client: Client) -> None:
        first = client.get(reverse("web:place_search"), {"q": "lange str. 12"}).json()["places"][0]
        assert (first["name"], first["district"]) == ("Lange Straße", "Stadtmitte")
        assert queries.describe(first["lon"], first["lat"]).near == "Lange Straße"

    @pytest.mark.parametrize("text", ["", "x", "\0", "%" * 5000, "<script>"])
    def test_what_nobody_knows_finds_nothing(self, client: Client, text: str) -> None:
        assert client.get(reverse("web:place_search"), {"q": text}).json() == {"places": []}


def groups(client: Client, **more: str) -> list[dict[str, Any]]:
    response = client.get(reverse("web:map_data"), {"art": "idea", **ROSTOCK, **more})
    assert response.status_code == 200
    features: list[dict[str, Any]] = fetched(response)["features"]
    return features


def total(features: list[dict[str, Any]]) -> int:
    return sum(feature["properties"]["count"] for feature in features)


@pytest.mark.usefixtures("_rostock")
class TestContributionsOnTheMap:
    def test_one_alone_says_what_it_is(self, client: Client) -> None:
        made = make_contribution(title="Mehr Bänke", **HARBOUR)
        (feature,) = groups(client)
        assert feature["geometry"] == {"type": "Point", "coordinates": [12.1313, 54.0887]}
        assert feature["properties"] == {
            "count": 1,
            "number": made.number,
            "title": "Mehr Bänke",
            "kind": "idea",
            "category": "",
            "label": "",
            "status": "eingegangen",
            "url": f"/ideen/{made.number}/",
        }

    def test_neighbours_are_a_group_that_parts_while_coming_nearer(self, client: Client) -> None:
        call = make_call()
        for lon in (12.1310, 12.1316):
            make_contribution(call, lon=lon, lat=54.0887)
        (group,) = groups(client)
        assert group["properties"] == {"count": 2}
        assert [one["properties"]["count"] for one in groups(client, zoom="17")] in ([1, 1], [2])
        assert [one["properties"]["count"] for one in groups(client, zoom="19", west="12.13", east="12.133")] == [1, 1]

    def test_who_share_a_spot_are_named_from_near(self, client: Client) -> None:
        call = make_call()
        for _each in range(3):
            make_contribution(call, **HARBOUR)
        near = {"zoom": "18", "west": "12.13", "east": "12.133", "south": "54.088", "north": "54.09"}
        (group,) = groups(client, **near)
        assert group["properties"]["count"] == 3
        assert len(group["properties"]["items"]) == 3

    def test_only_what_everybody_may_see_of_this_kind_is_there(self, client: Client) -> None:
        make_contribution(shown=False, **HARBOUR)
        make_contribution(make_call(Kind.PLACE), category="happy", **HARBOUR)
        assert groups(client) == []
        (place,) = groups(client, art="place")
        assert (place["properties"]["category"], place["properties"]["label"]) == ("happy", "macht mich glücklich")

    def test_the_filters_of_the_list_are_those_of_the_map(self, client: Client) -> None:
        call, theme = make_call(), make_theme("wasser")
        make_contribution(call, title="Steg am Wasser", theme_ids=(theme,), **HARBOUR)
        make_contribution(call, title="Bank", lon=12.08, lat=54.17)
        assert total(groups(client)) == 2
        assert total(groups(client, thema="wasser")) == 1
        assert total(groups(client, suche="steg")) == 1
        assert total(groups(client, status="umgesetzt")) == 0
        district = queries.describe(**HARBOUR).district
        assert district
        assert total(groups(client, ortsteil=district.code)) == 1

    def test_outside_of_the_visible_box_nothing_is_counted(self, client: Client) -> None:
        make_contribution(**HARBOUR)
        assert groups(client, west="12.2") == []

    def test_it_is_kept_for_half_a_minute(self, client: Client) -> None:
        response = client.get(reverse("web:map_data"), {"art": "idea", **ROSTOCK})
        assert response["Cache-Control"] == "public, max-age=30"
        again = client.get(
            reverse("web:map_data"), {"art": "idea", **ROSTOCK}, headers={"If-None-Match": response["ETag"]}
        )
        assert again.status_code == 304

    @pytest.mark.parametrize(
        "wrong",
        [
            {"art": "survey"},
            {"art": ""},
            {"zoom": "near"},
            {"zoom": ""},
            {"zoom": "nan"},
            {"west": "x"},
            {"west": "nan"},
            {"north": "inf"},
            {"west": "13"},
            {"south": "54.3"},
            {"east": ""},
        ],
    )
    def test_what_is_no_box_is_refused(self, client: Client, wrong: dict[str, str]) -> None:
        assert client.get(reverse("web:map_data"), {"art": "idea", **ROSTOCK, **wrong}).status_code == 400

    @pytest.mark.parametrize("far", [{"zoom": "99"}, {"zoom": "-5"}, {"west": "-1e9", "east": "1e9"}])
    def test_what_is_too_far_is_cut_off(self, client: Client, far: dict[str, str]) -> None:
        make_contribution(**HARBOUR)
        assert total(groups(client, **far)) == 1

    def test_few_and_many_cost_the_same_statements(self, client: Client) -> None:
        call, costs = make_call(), []
        for number in (1, 20):
            for each in range(number):
                make_contribution(call, lon=12.09 + each / 500, lat=54.1, at=AT + timedelta(minutes=each))
            with statements() as sent:
                groups(client)
            costs.append(len(sent))
        # Where nobody stands alone, nobody is named: one statement less.
        assert costs == [2, 1]
