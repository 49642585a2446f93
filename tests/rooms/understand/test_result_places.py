"""Places in results and files: published per district and guarded, never a point; for staff with their degrees."""

import json
from uuid import UUID

import pytest

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Answer, Feature
from smilecity.understand.exports import reading
from smilecity.understand.exports import rules as export_rules
from smilecity.understand.results import actions, queries
from smilecity.understand.results.rules import Hidden
from tests.factories import AT, Made, closed, make_survey
from tests.factories_contributions import make_district
from tests.factories_questions import PLACE
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    for number, name in enumerate(("Altstadt", "Hafen", "Mitte")):
        make_district(name, lon=12.1 + number / 10)
    return make_survey(open=True, features=(Feature.SEX,), questions=[PLACE])


def said(survey: Made, value: Answer, times: int) -> None:
    kept = {str(survey.questions[0]): value}
    Participation.objects.bulk_create(
        Participation(survey_id=survey.id, answers=kept, profile={"sex": "female"}) for _time in range(times)
    )


def published(survey: Made) -> queries.ResultPage:
    closed(survey)
    actions.publish(survey=survey.id, by=survey.staff, at=AT)
    page = queries.published(row_of(survey.id).slug)
    assert page
    return page


def row_of(survey: UUID) -> surveys.SurveyRow:
    row = surveys.by_id(survey)
    assert row
    return row


def test_a_place_is_published_as_a_count_for_each_district_and_never_as_a_point(survey: Made) -> None:
    for number in range(12):
        said(survey, {"district": "altstadt", "lon": f"12.10{number:02}", "lat": "54.0917"}, 1)
    said(survey, {"district": "hafen"}, 8)
    said(survey, {}, 6)
    result = published(survey).result
    (table,) = result.tables
    assert (table.base, table.abstained, table.hidden) == (20, 6, Hidden.NONE)
    assert [(row.key, row.count) for row in table.rows] == [("altstadt", 12), ("hafen", 8), ("mitte", 0)]
    assert result.crossed == []
    frozen = json.dumps([vars(row) for row in table.rows])
    assert "54.0917" not in frozen
    assert "12.10" not in frozen


def test_a_district_few_have_named_is_hidden_with_another_one(survey: Made) -> None:
    said(survey, {"district": "altstadt"}, 12)
    said(survey, {"district": "hafen"}, 9)
    said(survey, {"district": "mitte"}, 2)
    (table,) = published(survey).result.tables
    assert table.base == 23
    shown = {row.key: row.count for row in table.rows}
    assert shown["mitte"] is None
    assert sum(count is None for count in shown.values()) >= 2


def test_a_district_that_is_gone_since_is_counted_without_a_name(survey: Made) -> None:
    said(survey, {"district": "altstadt"}, 12)
    said(survey, {"district": "versunken"}, 7)
    row = queries.preview(survey.id)
    assert row
    assert [(each.label["de"], each.count) for each in row.tables[0].rows][-1] == ("Ohne Ortsteil", 7)


def test_ten_times_as_many_places_cost_no_statement_more(survey: Made) -> None:
    said(survey, {"district": "altstadt", "lon": "12.1", "lat": "54.1"}, 5)
    with statements() as few:
        queries.preview(survey.id)
    said(survey, {"district": "hafen", "lon": "12.2", "lat": "54.2"}, 50)
    with statements() as many:
        queries.preview(survey.id)
    assert len(many) == len(few) <= 14


def test_a_file_for_staff_has_district_latitude_and_longitude(survey: Made) -> None:
    book = reading.book_of(row_of(survey.id))
    columns = {column.key: column.cell for column in export_rules.columns(book)}

    def line(value: Answer | None) -> list[object]:
        answers = {} if value is None else {str(survey.questions[0]): value}
        return [columns[f"q1_{part}"](answers, {}) for part in ("district", "lat", "lon")]

    assert line({"district": "hafen", "lon": "12.2", "lat": "54.091"}) == ["Hafen", 54.091, 12.2]
    assert line({"district": "hafen"}) == ["Hafen", None, None]
    assert line({"district": "versunken"}) == ["versunken", None, None]
    assert line({}) == ["Keine Angabe", None, None]
    assert line(None) == [None, None, None]
    assert [column.heading for column in export_rules.columns(book)][:3] == [
        "1. Wo fehlt Ihnen Schatten? [Ortsteil]",
        "1. Wo fehlt Ihnen Schatten? [Breite]",
        "1. Wo fehlt Ihnen Schatten? [Länge]",
    ]


def test_the_code_book_names_the_districts(survey: Made) -> None:
    (entry, *_features) = export_rules.code_book(reading.book_of(row_of(survey.id)))
    assert entry["kind"] == "place"
    assert entry["values"]["hafen"] == {"de": "Hafen"}
