"""How many took part, on the page of a result: over time, by way, by part of town as a map with an equal list."""

import json
import re

import pytest
from django.test import Client

from smilecity.city.models import District
from smilecity.people.register.models import Entry
from smilecity.people.register.rules import Way
from smilecity.understand.results.models import Publication
from tests.factories import Made
from tests.factories_results import address, answered_survey, enter, publish
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    return answered_survey()


def section(client: Client, survey: Made, name: str = "teilnahme") -> str:
    html = client.get(address(survey)).content.decode()
    found = re.search(rf'<section [^>]*aria-labelledby="{name}">.*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_each_day_has_a_column_and_a_line_where_none_is_small(client: Client, survey: Made) -> None:
    publish(survey)
    html = section(client, survey)
    assert html.count('class="course__column"') == 15
    assert "Am meisten an einem Tag: 50 am 2. März 2026." in words(html)
    assert "10. März 2026 0 11. März 2026 30 12. März 2026 0" in words(html)


def test_small_days_are_told_in_weeks_and_the_page_says_why(client: Client, survey: Made) -> None:
    enter(survey, Way.MEMBER, 2, after=3)
    publish(survey)
    text = words(section(client, survey))
    assert "2. März 2026 bis 8. März 2026 92" in text
    assert "Am meisten in der Zeit 2. März 2026 bis 8. März 2026: im Durchschnitt 13,1 am Tag." in text
    assert "Einzelne Tage zeigen wir nicht" in text


def test_each_way_says_how_many_and_what_stands_behind_it(client: Client, survey: Made) -> None:
    publish(survey)
    text = words(section(client, survey))
    assert "als Gast 50 (42 %)" in text
    assert "auf Papier 30 jemand vor Ort" in text


def test_a_way_of_few_is_not_told(client: Client, survey: Made) -> None:
    enter(survey, Way.KIOSK, 3)
    publish(survey)
    text = words(section(client, survey))
    assert "am Tablet vor Ort nicht gezeigt" in text
    assert "auf Papier nicht gezeigt" in text
    assert "Einzelne Werte zeigen wir nicht" in text


def test_where_the_register_knows_nobody_nothing_is_said(client: Client, survey: Made) -> None:
    Entry.objects.all().delete()
    publish(survey)
    assert section(client, survey) == ""


def test_the_parts_of_town_are_a_map_with_a_table_that_says_the_same(client: Client, survey: Made) -> None:
    publish(survey)
    html = section(client, survey, "wer")
    areas = re.findall(r'<path class="districts__area" data-step="(\d?)" d="[^"]+"><title>(.*?)</title>', html)
    assert areas == [("4", "Hafen: 60"), ("3", "Markt: 40"), ("2", "Werft: 20")]
    assert "Hafen 60 (50 %) Markt 40 (33 %) Werft 20 (17 %)" in words(html)


def test_a_part_of_town_that_may_not_be_told_is_hatched(client: Client) -> None:
    survey = answered_survey()
    publish(survey)
    row = Publication.objects.get()
    district = next(one for one in row.tables["portraits"] if one["feature"] == "district")
    district["rows"][2]["count"], district["hidden"] = None, "some"
    row.save()
    html = section(client, survey, "wer")
    assert 'data-step="" fill="url(#hatch-district)"' in html
    assert "Werft: nicht gezeigt" in html


def test_the_map_stays_as_it_was_when_the_parts_of_town_change(client: Client, survey: Made) -> None:
    publish(survey)
    before = section(client, survey, "wer")
    District.objects.all().delete()
    assert section(client, survey, "wer") == before


def test_the_page_still_takes_four_statements(client: Client, survey: Made) -> None:
    publish(survey)
    url = address(survey)
    with statements() as sent:
        client.get(url)
    assert len(sent) <= 4


def test_what_was_published_before_there_was_participation_is_still_shown(client: Client, survey: Made) -> None:
    publish(survey)
    row = Publication.objects.get()
    del row.tables["participation"], row.tables["plan"]
    row.save()
    assert section(client, survey) == ""
    assert "districts__area" not in section(client, survey, "wer")
    for name in ("result_csv", "result_json", "result_xlsx"):
        assert client.get(address(survey, name)).status_code == 200


def test_the_files_tell_ways_and_times_as_well(client: Client, survey: Made) -> None:
    publish(survey)
    told = json.loads(client.get(address(survey, "result_json")).content)["participation"]
    assert told["ways"][0] == {"way": "member", "count": 40}
    assert told["stretches"][0] == {"first": "2026-03-02", "last": "2026-03-02", "count": 50}
    lines = client.get(address(survey, "result_csv")).content.decode()
    assert "way;Auf welchem Weg;guest;als Gast;50;120;42;;" in lines
    assert "time;Über die Zeit;2026-03-02;2. März 2026;50;120;42;;" in lines


@pytest.mark.parametrize("prefix", ["/en", "/de-simple"])
def test_the_page_speaks_each_language(client: Client, survey: Made, prefix: str) -> None:
    publish(survey)
    assert client.get(prefix + address(survey)).status_code == 200
