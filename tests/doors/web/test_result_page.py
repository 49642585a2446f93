"""The page of a result: findings in words, numbers as bars and as a table, files to take away, in each language."""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from smilecity.city import actions as city
from smilecity.city import reading as city_files
from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys import queries as survey_queries
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.models import Participation, Survey
from smilecity.collect.surveys.rules import Feature, Kind, Option
from smilecity.doors.web import charts
from smilecity.ground import sheets
from smilecity.understand.results import actions
from tests.factories import AT, CLOSES_AT, EVERY_KIND, Made, closed, make_survey
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
PUBLISHED_AT = CLOSES_AT + timedelta(days=7)
PEOPLE = "Jahr;Geschlecht;Altersgruppe;Anzahl\n" + "".join(
    f"2024;{sex};{ages};{number}\n"
    for sex in ("weiblich", "männlich")
    for ages, number in [("0-14", 100), ("15-29", 150), ("30-44", 200), ("45-64", 250), ("65-74", 100), ("75+", 200)]
)


def count(survey: Made, answers: Mapping[UUID, Any], profile: Mapping[str, str], times: int) -> None:
    kept = {str(question): value for question, value in answers.items()}
    Participation.objects.bulk_create(
        Participation(survey_id=survey.id, answers=kept, profile=dict(profile)) for _ in range(times)
    )


def publish(survey: Made) -> str:
    """Close and publish a survey; return its address."""
    if Survey.objects.get(pk=survey.id).closed_at is None:
        closed(survey)
    actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    return address(survey)


def address(survey: Made, name: str = "result") -> str:
    with translation.override("de"):
        return reverse(f"web:{name}", args=[Survey.objects.get(pk=survey.id).slug])


@pytest.fixture
def answered() -> Made:
    """A survey with answers, one of them given by three only, and the city's figures to set beside."""
    city.import_population(table=city_files.table(PEOPLE.encode()), by=None, at=AT)
    survey = make_survey(open=True, features=[Feature.AGE_GROUP, Feature.SEX])
    one, several, scale, _short, long = survey.questions
    count(survey, {one: "bus", several: ["bench"], scale: 5}, {"age_group": "15-29", "sex": "female"}, 1_200)
    count(survey, {one: "bike", several: ["bench", "tree"], scale: 4}, {"age_group": "75-", "sex": "male"}, 297)
    count(survey, {one: "car", several: ["light", "tree"], long: "<b>Mehr</b>\nLicht!"}, {}, 3)
    return survey


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    # White space of every kind becomes one space.
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(plain.split())


def test_the_page_says_the_finding_the_base_the_period_and_that_it_is_not_representative(
    client: Client, answered: Made
) -> None:
    text = text_of(client, publish(answered))
    assert "Am häufigsten genannt: „Mit dem Bus“ (1.200 von 1.500, 80 %)." in text
    assert "Teilnahmen: 1.500." in text
    assert "2. März 2026 bis 16. März 2026" in text
    assert "nicht repräsentativ" in text


def test_each_question_has_bars_with_labels_and_the_numbers_as_a_table(client: Client, answered: Made) -> None:
    html = client.get(publish(answered)).content.decode()
    assert '<rect class="bars__fill" width="80.0" height="10"/>' in html
    assert "1.200 (80\xa0%)" in html
    assert "5 – gern" in html
    assert html.count("Zahlen als Tabelle") == 5


def test_a_hidden_count_has_neither_number_nor_share_nor_length(client: Client, answered: Made) -> None:
    html = client.get(publish(answered)).content.decode()
    bars = re.findall(r"<li class=\"is-hidden\">.*?</li>", html, re.DOTALL)
    labels = re.findall(r'bars__label">(.*?)<', "".join(bars))
    assert labels == ["Mit dem Rad", "Auto", "Bänke", "Licht"]
    assert re.findall(r'bars__share">(.*?)<', "".join(bars)) == ["nicht gezeigt"] * 4
    assert "bars__fill" not in "".join(bars)
    own = re.findall(r"<summary>Zahlen als Tabelle</summary>.*?</details>", html, re.DOTALL)
    cells = re.findall(r"numeric\">nicht gezeigt</td>\s*<td [^>]*>(.*?)</td>", "".join(own))
    assert cells == ["–"] * 4


def test_several_answers_may_exceed_the_whole_and_the_page_says_so(client: Client, answered: Made) -> None:
    assert "mehr als 100 Prozent" in text_of(client, publish(answered))


def test_those_who_took_part_stand_beside_the_population(client: Client, answered: Made) -> None:
    text = text_of(client, publish(answered))
    assert "Stärker vertreten als in der Bevölkerung: 15 bis 29 Jahre (80 % statt 15 %)." in text
    assert "3 von 1.500 Teilnehmenden haben dazu nichts angegeben." in text
    assert "65 Prozentpunkte mehr" in text
    assert "Bevölkerung: Stand Ende 2024." in text


def test_free_texts_appear_once_released_and_escaped(client: Client, answered: Made) -> None:
    url = publish(answered)
    assert "Licht!" not in client.get(url).content.decode()
    for row in survey_queries.texts(answered.id)[:2]:
        surveys.review_text(text=row.id, release=True, by=answered.staff, at=PUBLISHED_AT)
    html = client.get(url).content.decode()
    assert html.count("&lt;b&gt;Mehr&lt;/b&gt;<br>Licht!") == 2


def test_many_texts_are_read_a_page_at_a_time_and_none_is_lost(client: Client) -> None:
    survey = make_survey(open=True, features=())
    for number in range(52):
        count(survey, {survey.questions[4]: f"Text Nummer {number}."}, {}, 1)
    closed(survey)
    for row in survey_queries.texts(survey.id, most=60):
        surveys.review_text(text=row.id, release=True, by=survey.staff, at=PUBLISHED_AT)
    url = publish(survey)
    first = client.get(url).content.decode()
    more = re.search(r'href="(\?texte=[^"]+)"', first)
    assert more
    second = client.get(url + more[1]).content.decode()
    found = re.findall(r"Text Nummer (\d+)\.", first) + re.findall(r"Text Nummer (\d+)\.", second)
    assert sorted(map(int, found)) == list(range(52))
    assert 'href="?texte=' not in second


def test_a_place_among_the_texts_that_makes_no_sense_shows_the_first_page(client: Client, answered: Made) -> None:
    assert client.get(publish(answered), {"texte": "x' OR 1"}).status_code == 200


def test_made_up_answers_are_called_so(client: Client, answered: Made) -> None:
    Survey.objects.filter(pk=answered.id).update(generated=True)
    url = publish(answered)
    assert "Es sind keine Meinungen von Menschen." in text_of(client, url)
    assert "erfundene Antworten" in text_of(client, "/")


def test_what_real_people_said_is_not_called_made_up(client: Client, answered: Made) -> None:
    assert "erfunden" not in text_of(client, publish(answered))


@pytest.mark.parametrize("name", ["result", "result_csv", "result_json"])
def test_before_it_is_published_there_is_nothing(client: Client, answered: Made, name: str) -> None:
    closed(answered)
    assert client.get(address(answered, name)).status_code == 404
    publish(answered)
    assert client.get(address(answered, name)).status_code == 200
    actions.withdraw(survey=answered.id, by=answered.staff, at=PUBLISHED_AT)
    assert client.get(address(answered, name)).status_code == 404


def test_the_first_page_announces_the_result_with_its_finding(client: Client, answered: Made) -> None:
    url = publish(answered)
    html = client.get("/").content.decode()
    assert f'<a href="{url}">Am häufigsten genannt: „Mit dem Bus“' in html


@pytest.mark.parametrize("prefix", ["/en", "/de-simple"])
def test_the_page_speaks_each_language(client: Client, answered: Made, prefix: str) -> None:
    url = prefix + publish(answered)
    assert client.get(url).status_code == 200
    assert "1,200" in text_of(client, url) if prefix == "/en" else "1.200" in text_of(client, url)


def test_the_page_takes_few_statements_and_as_many_when_twice_as_many_took_part(client: Client, answered: Made) -> None:
    url = publish(answered)
    with statements() as first:
        client.get(url)
    bigger = make_survey(open=True, features=[Feature.AGE_GROUP, Feature.SEX])
    count(bigger, {bigger.questions[0]: "bus"}, {"age_group": "15-29"}, 3_000)
    bigger_url = publish(bigger)
    with statements() as second:
        client.get(bigger_url)
    assert len(first) == len(second) <= 4


# --- files ---------------------------------------------------------------------------------------------------------


def lines(client: Client, survey: Made) -> list[list[str]]:
    response = client.get(address(survey, "result_csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; ")
    content = response.content.decode()
    assert content[0] == "\ufeff"
    return list(csv.reader(io.StringIO(content[1:]), delimiter=";"))


def test_the_csv_holds_a_line_for_every_answer_and_no_hidden_count(client: Client, answered: Made) -> None:
    publish(answered)
    told = lines(client, answered)
    head = ["Frage", "Text", "Schlüssel", "Antwort", "Anzahl", "Basis", "Anteil in %", "Merkmal", "Gruppe"]
    assert told[0] == head
    question = "Wie kommen Sie meist in die Stadt?"
    assert told[1] == ["1", question, "bus", "Mit dem Bus", "1200", "1500", "80", "", ""]
    assert told[3] == ["1", question, "car", "Auto", "nicht gezeigt", "1500", "", "", ""]
    assert ["age_group", "Alter", "", "ohne Angabe", "3", "1500", "", "", ""] in told
    assert {len(line) for line in told} == {len(head)}


@pytest.mark.parametrize("evil", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1", "|cmd", "%0A"])
def test_a_cell_that_looks_like_a_formula_is_made_harmless(evil: str) -> None:
    assert sheets.harmless(evil) == f"'{evil}"


@pytest.mark.parametrize("good", ["Mit dem Bus", "1 – gern", "„=“ heißt gleich", "", "ä"])
def test_other_cells_stay_as_they_are(good: str) -> None:
    assert sheets.harmless(good) == good


def test_an_answer_that_is_a_formula_reaches_no_spreadsheet(client: Client) -> None:
    evil = QuestionFields(
        kind=Kind.ONE,
        text={"de": "=HYPERLINK(1)"},
        options=[Option("a", {"de": '=cmd|"/c calc"!A1'}), Option("b", {"de": "b;\nc"})],
    )
    survey = make_survey(open=True, questions=[evil], features=())
    count(survey, {survey.questions[0]: "a"}, {}, 9)
    publish(survey)
    told = lines(client, survey)
    assert told[1][1:4] == ["'=HYPERLINK(1)", "a", '\'=cmd|"/c calc"!A1']
    assert told[2][3] == "b;\nc"


def test_the_json_says_what_its_numbers_mean_and_how_they_may_be_used(client: Client, answered: Made) -> None:
    url = publish(answered)
    response = client.get(address(answered, "result_json"))
    told = json.loads(response.content)
    assert response["Content-Type"] == "application/json"
    assert told["licence"]["id"] == "dl-de/by-2-0"
    assert told["url"].endswith(url)
    assert (told["representative"], told["generated"], told["participations"]["all"]) == (False, False, 1500)
    assert [row["count"] for row in told["questions"][0]["rows"]] == [1200, None, None]
    assert {"base", "count", "hidden", "kind"} <= told["code_book"].keys()
    assert len(told["questions"]) == len(EVERY_KIND)


def test_the_page_is_sent_packed(client: Client, answered: Made) -> None:
    response = client.get(publish(answered), headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 10_000


@pytest.mark.parametrize(
    ("counted", "base", "drawn"),
    [(0, 100, "0"), (1, 100_000, "0.4"), (35, 100, "35.0"), (100, 100, "100.0"), (3, 0, "0")],
)
def test_a_bar_is_as_long_as_its_share_and_somebody_is_never_drawn_as_nobody(
    counted: int, base: int, drawn: str
) -> None:
    assert charts.length(counted, base) == drawn
