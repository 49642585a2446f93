"""What each group said: below each question as a table, in the files, and nowhere a count that must not be shown."""

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

from smilecity.collect.surveys.models import Participation, Survey
from smilecity.collect.surveys.rules import Feature
from smilecity.understand.results import actions
from smilecity.understand.results.models import Publication
from tests.factories import CLOSES_AT, Made, closed, make_survey

pytestmark = pytest.mark.django_db
PUBLISHED_AT = CLOSES_AT + timedelta(days=7)


def count(survey: Made, answers: Mapping[UUID, Any], profile: Mapping[str, str], times: int) -> None:
    kept = {str(question): value for question, value in answers.items()}
    Participation.objects.bulk_create(
        Participation(survey_id=survey.id, answers=kept, profile=dict(profile)) for _ in range(times)
    )


@pytest.fixture
def survey() -> Made:
    """A published survey: 1,200 women and 300 men, some of whom kept silent; 26 did not tell.

    No zero among them: zeros are hidden by lot.
    """
    made = make_survey(open=True, features=[Feature.SEX])
    one = made.questions[0]
    count(made, {one: "bus"}, {"sex": "female"}, 700)
    count(made, {one: "bike"}, {"sex": "female"}, 400)
    count(made, {one: "car"}, {"sex": "female"}, 10)
    count(made, {}, {"sex": "female"}, 90)
    count(made, {one: "bus"}, {"sex": "male"}, 100)
    count(made, {one: "bike"}, {"sex": "male"}, 150)
    count(made, {one: "car"}, {"sex": "male"}, 44)
    count(made, {}, {"sex": "male"}, 6)
    count(made, {one: "bus"}, {}, 8)
    count(made, {one: "bike"}, {}, 7)
    count(made, {one: "car"}, {}, 5)
    count(made, {}, {}, 6)
    closed(made)
    actions.publish(survey=made.id, by=made.staff, at=PUBLISHED_AT)
    return made


def address(survey: Made, name: str = "result") -> str:
    with translation.override("de"):
        return reverse(f"web:{name}", args=[Survey.objects.get(pk=survey.id).slug])


def folds(client: Client, url: str) -> list[str]:
    """Return the tables by groups as they stand on the page, each as its words."""
    html = client.get(url).content.decode()
    found = re.findall(r"<summary>(?:Nach|By group:) .*?</details>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", fold).split()) for fold in found]


def test_below_a_question_stands_what_each_group_said(client: Client, survey: Made) -> None:
    first = folds(client, address(survey))[0]
    caption = "Geschlecht: Wie kommen Sie meist in die Stadt?"
    assert first.startswith(f"Nach Geschlecht {caption} Geschlecht Mit dem Bus Mit dem Rad Auto keine Antwort")
    assert "700 (63 %)" in first
    assert "150 (51 %)" in first
    assert "ohne Angabe" in first
    assert "Prozente: Anteil an allen aus der Gruppe, die geantwortet haben." in first


def test_a_group_without_anybody_has_no_line(client: Client, survey: Made) -> None:
    assert "divers" not in folds(client, address(survey))[0]


def test_a_question_nobody_answered_is_not_crossed(client: Client, survey: Made) -> None:
    assert len(folds(client, address(survey))) == 1


def test_groups_that_are_too_small_are_not_shown_and_the_page_says_so(client: Client) -> None:
    made = make_survey(open=True, features=[Feature.SEX])
    count(made, {made.questions[0]: "bus"}, {"sex": "female"}, 3)
    count(made, {made.questions[0]: "bike"}, {}, 9)
    count(made, {made.questions[0]: "car"}, {}, 9)
    count(made, {made.questions[0]: "bus"}, {}, 9)
    closed(made)
    actions.publish(survey=made.id, by=made.staff, at=PUBLISHED_AT)
    (only,) = folds(client, address(made))
    assert only == "Nach Geschlecht Geschlecht Die Gruppen sind dafür zu klein. Darum zeigen wir hier keine Zahlen."


def test_a_hidden_count_says_so_in_words(client: Client) -> None:
    made = make_survey(open=True, features=[Feature.SEX])
    for sex, bus, bike, car in (("female", 3, 40, 30), ("male", 20, 50, 30)):
        for answer, times in (("bus", bus), ("bike", bike), ("car", car)):
            count(made, {made.questions[0]: answer}, {"sex": sex}, times)
    closed(made)
    actions.publish(survey=made.id, by=made.staff, at=PUBLISHED_AT)
    first = folds(client, address(made))[0]
    assert first.count("nicht gezeigt") >= 4
    assert "Einzelne Werte zeigen wir nicht" in first


def test_a_result_from_before_there_were_groups_is_still_shown(client: Client, survey: Made) -> None:
    row = Publication.objects.get()
    del row.tables["crossed"]
    row.save()
    assert folds(client, address(survey)) == []
    for name in ("result_csv", "result_json"):
        assert client.get(address(survey, name)).status_code == 200


@pytest.mark.parametrize("prefix", ["/en", "/de-simple"])
def test_the_tables_by_groups_speak_each_language(client: Client, survey: Made, prefix: str) -> None:
    assert client.get(prefix + address(survey)).status_code == 200


def test_the_csv_has_a_line_for_each_answer_of_each_group(client: Client, survey: Made) -> None:
    content = client.get(address(survey, "result_csv")).content.decode()[1:]
    told = list(csv.reader(io.StringIO(content), delimiter=";"))
    text = "Wie kommen Sie meist in die Stadt?"
    assert ["1", text, "bus", "Mit dem Bus", "700", "1110", "63", "Geschlecht", "weiblich"] in told
    assert ["1", text, "", "keine Antwort", "90", "", "", "Geschlecht", "weiblich"] in told
    assert ["1", text, "car", "Auto", "5", "20", "25", "Geschlecht", "ohne Angabe"] in told


def test_the_json_holds_the_crossed_tables_and_says_how_to_read_them(client: Client, survey: Made) -> None:
    told = json.loads(client.get(address(survey, "result_json")).content)
    first = told["crossed"][0]
    assert (first["question"], first["feature"], first["hidden"]) == (str(survey.questions[0]), "sex", "none")
    assert first["groups"][0] == {"key": "female", "counts": [700, 400, 10], "base": 1110, "unanswered": 90}
    assert "counts" in told["code_book"]["crossed"]
