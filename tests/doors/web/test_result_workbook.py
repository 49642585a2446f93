"""The result as a workbook: opened as a spreadsheet does, its numbers equal those for programs, no cell a formula."""

import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.rules import Kind, Option
from tests.factories import Made, make_survey
from tests.factories_results import address, answered_survey, count, publish

pytestmark = pytest.mark.django_db


def opened(client: Client, survey: Made) -> Workbook:
    response = client.get(address(survey, "result_xlsx"))
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"].endswith('.xlsx"')
    return load_workbook(io.BytesIO(response.content))


def lines(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(book[sheet].iter_rows(min_row=2, values_only=True))


def test_its_numbers_are_those_for_programs(client: Client) -> None:
    survey = answered_survey()
    publish(survey)
    book, told = opened(client, survey), json.loads(client.get(address(survey, "result_json")).content)
    assert book.sheetnames == ["Überblick", "Zahlen", "Nach Gruppen", "Teilnahme", "Erklärung"]
    wanted = [row["count"] for table in told["questions"] for row in table["rows"]]
    keys = {row["key"] for table in told["questions"] for row in table["rows"]}
    found = [line[4] for line in lines(book, "Zahlen") if line[2] in keys and line[0] not in {"sex", "district"}]
    assert [number if isinstance(number, int) else None for number in found] == wanted
    groups = [count for table in told["crossed"] for group in table["groups"] for count in group["counts"]]
    crossed = [line[4] for line in lines(book, "Nach Gruppen") if line[2]]
    assert [number if isinstance(number, int) else None for number in crossed] == groups
    ways = [line[4] for line in lines(book, "Teilnahme") if line[0] == "way"]
    assert ways == [row["count"] for row in told["participation"]["ways"]]


def test_it_says_whose_it_is_and_what_its_columns_mean(client: Client) -> None:
    survey = answered_survey()
    publish(survey)
    book = opened(client, survey)
    said = {line[0]: line[1] for line in book["Überblick"].iter_rows(values_only=True)}
    assert (said["Umfrage"], said["Teilnahmen"]) == ("Gut leben hier", 120)
    assert "Datenlizenz Deutschland" in str(said["Lizenz"])
    assert {"Anzahl", "hidden", "crossed"} <= {line[0] for line in book["Erklärung"].iter_rows(values_only=True)}


def test_an_answer_that_is_a_formula_is_only_a_text(client: Client) -> None:
    evil = QuestionFields(
        kind=Kind.ONE,
        text={"de": "=HYPERLINK(1)"},
        options=[Option("a", {"de": "=1+1"}), Option("b", {"de": "\x0bhttp://x.de"})],
    )
    survey = make_survey(open=True, questions=[evil], features=())
    count(survey, {survey.questions[0]: "a"}, {}, 9)
    publish(survey)
    cells = [cell for sheet in opened(client, survey) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {"=HYPERLINK(1)", "=1+1"} <= {cell.value for cell in cells}


def test_the_same_result_is_the_same_file(client: Client) -> None:
    survey = answered_survey()
    publish(survey)
    first, second = (client.get(address(survey, "result_xlsx")).content for _ in range(2))
    assert first == second


@pytest.mark.parametrize("prefix", ["/en", "/de-simple"])
def test_it_speaks_each_language(client: Client, prefix: str) -> None:
    survey = answered_survey()
    publish(survey)
    assert client.get(prefix + address(survey, "result_xlsx")).status_code == 200
