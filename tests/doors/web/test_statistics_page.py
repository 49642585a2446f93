"""The statistics of a year: on a page without scripts, as CSV, the same few statements however much there is."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from smilecity.city.models import District, Population
from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Publicity, Status
from smilecity.doors.web import statistics_files
from smilecity.measure.statistics import actions, queries
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_clerk
from tests.factories_contributions import make_call, make_contribution, make_theme
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
PAGE = "/meldungen/statistik/"


@pytest.fixture
def year(time: Clock) -> int:
    """A year with six reports that were answered in six days, the last one late, and one that waits; and its number."""
    from smilecity.deliver.answers import actions as answers

    district, office = a_city(), make_answering_office(days=20, name={"de": "Tiefbauamt"})
    Population.objects.create(district_id=district, year=2025, age_from=0, sex="female", count=1000)
    Population.objects.create(district_id=district, year=2025, age_from=0, sex="male", count=1000)
    clerk, staff, call = make_clerk(office), make_staff(), report_call()
    make_category("strasse", title={"de": "Straßen und Wege", "en": "Roads"})
    make_category("loch", parent="strasse")
    make_category("licht", title={"de": "Licht"})
    for days in (1, 2, 3, 4, 5, 60):
        row = make_report(call, "loch", by=staff)
        answers.assign(contribution=row.pk, at=AT)
        answered(row, Status.DONE, by=clerk, at=AT + timedelta(days=days))
    make_report(call, "licht", by=staff)
    time.at = AT + timedelta(days=61)
    actions.count(at=time.at)
    return int(AT.year)


def rows(response: bytes) -> list[dict[str, str]]:
    """Return the lines of a file."""
    return list(csv.DictReader(io.StringIO(response.decode("utf-8-sig")), delimiter=";"))


def test_before_anything_came_in_the_page_says_what_it_will_show() -> None:
    page = Visitor().get(PAGE)
    page.says("Meldungen in Zahlen", "Noch gibt es keine Zahlen")
    assert Client().get(f"{PAGE}2026/").status_code == 404
    assert Client().get(f"{PAGE}99999999999/").status_code == 404


def test_it_says_how_many_how_long_and_where(year: int) -> None:
    page = Visitor().get(PAGE)
    page.says(
        f"{year} bisher: 7 Meldungen. Davon umgesetzt: 6 (86 %).",
        "Das Jahr läuft noch",
        "Bis zur ersten Antwort: bei der Hälfte höchstens 3 Tage, bei neun von zehn höchstens 60 Tage (gezählt: 6).",
        "Ohne Antwort sind noch: 1.",
        "Zugesagtes Datum eingehalten: 5 von 6 (83 %).",
        "Straßen und Wege",
        "Tiefbauamt",
        "Zu wenige Antworten für eine Aussage: Licht (0).",
        "Am meisten kam aus Mitte: 7.",
        "Mitte 7 6 2.000 3,5",
        "Einwohnerzahlen: Ende 2025.",
        "Wir sagen nie einen Durchschnitt",
        "Datenlizenz Deutschland",
    )


def test_every_picture_has_a_table_that_says_the_same(year: int) -> None:
    html = Visitor().get(PAGE).html
    for part in html.split("<section")[1:]:
        if "bars__fill" in part or "course__column" in part or "districts__map" in part:
            assert "<table" in part
    assert "<script" not in html.split("<main")[1].split("</main>")[0]


def test_one_can_go_from_year_to_year(year: int, time: Clock) -> None:
    first = Contribution.objects.order_by("number").first()
    assert first
    Contribution.objects.filter(pk=first.pk).update(submitted_at=AT - timedelta(days=365))
    actions.count(at=time.at)
    page = Visitor().get(f"{PAGE}{year - 1}/")
    page.says(f"{year - 1}: 1 Meldung. Davon umgesetzt: 1 (100 %).", "Das sagen wir erst ab 5 Fällen, hier sind es 1.")
    assert "Das Jahr läuft noch" not in page.words
    assert f'href="{PAGE}{year}/"' in page.html
    assert f'<a href="{PAGE}{year - 1}/" aria-current="true">' in page.html


def test_what_is_hidden_later_leaves_the_numbers(year: int, time: Clock) -> None:
    for row in Contribution.objects.filter(status=Status.DONE):
        trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=None, at=time.at)
    actions.count(at=time.at)
    Visitor().get(PAGE).says("bisher: 1 Meldung.", "Davon umgesetzt: 0 (0 %).")


@pytest.mark.parametrize(("language", "said"), [("en", "Reports"), ("de-simple", "Meldungen")])
def test_it_speaks_the_languages_of_the_site(year: int, language: str, said: str) -> None:
    page = Visitor(language=language).get(f"/{language}{PAGE}")
    page.says(said, "Licht")


def test_ideas_and_places_have_the_same_page(time: Clock) -> None:
    a_city()
    make_contribution(theme_ids=[make_theme()])
    make_contribution(make_call(Kind.PLACE), category="happy")
    actions.count(at=time.at)
    Visitor().get("/ideen/statistik/").says("Ideen in Zahlen", "1 Idee")
    Visitor().get("/orte/statistik/").says("Orte in Zahlen", "Nach Gefühl", "macht mich glücklich")


def test_lists_and_the_page_of_promises_lead_to_it() -> None:
    assert f'href="{PAGE}"' in Visitor().get("/meldungen/").html
    assert {PAGE, "/ideen/statistik/", "/orte/statistik/"} <= set(
        Visitor().get("/was-wurde-daraus/").html.split('"')[1::2]
    )


# --- as a file -------------------------------------------------------------------------------------------------------


def test_the_file_says_the_numbers_of_the_page(client: Client, year: int) -> None:
    response = client.get(f"{PAGE}{year}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    found = rows(response.content)
    total = next(row for row in found if row["breakdown"] == "total")
    assert (total["received"], total["done"], total["open"], total["answer_days_half"]) == ("7", "6", "1", "3")
    assert (total["promises_due"], total["promises_kept"], total["inhabitants"]) == ("6", "5", "2000")
    by_month = [row for row in found if row["breakdown"] == "month"]
    assert [row["key"] for row in by_month] == [f"{n:02}" for n in range(1, 13)]
    assert sum(int(row["received"]) for row in by_month) == 7
    roads = next(row for row in found if (row["breakdown"], row["key"]) == ("category", "strasse"))
    assert (roads["name"], roads["received"]) == ("Straßen und Wege", "6")
    lights = next(row for row in found if row["key"] == "licht")
    assert lights["answer_days_half"] == ""
    assert next(row for row in found if row["breakdown"] == "district")["per_1000"] == "3.5"
    assert {row["kind"] for row in found} == {"report"}


def test_all_years_are_one_file_with_the_columns_that_never_change(client: Client, year: int) -> None:
    found = rows(client.get("/meldungen/statistik.csv").content)
    assert {row["year"] for row in found} == {str(year)}
    assert list(found[0]) == statistics_files.COLUMNS
    assert client.get(f"{PAGE}1999.csv").status_code == 404
    english = rows(client.get(f"/en{PAGE}{year}.csv").content)
    assert list(english[0]) == statistics_files.COLUMNS
    assert "Roads" in {row["name"] for row in english}


def test_no_name_in_the_file_is_a_formula(client: Client, year: int) -> None:
    District.objects.update(name="=1+1")
    names = {row["name"] for row in rows(client.get(f"{PAGE}{year}.csv").content)}
    assert "'=1+1" in names


# --- what it costs ---------------------------------------------------------------------------------------------------


def sizes() -> Iterator[int]:
    """Yield how many statements the page takes, before and after everything is twice as much."""
    staff, call = make_staff(), report_call()
    for number in range(2):
        make_category(f"mehr-{number}")
        for _ in range(3):
            make_report(call, f"mehr-{number}", by=staff)
        actions.count(at=AT + timedelta(days=61 + number))
        Client().get(PAGE)
        with statements() as sent:
            assert Client().get(PAGE).status_code == 200
        yield len(sent)


def test_the_page_takes_six_statements_however_much_there_is(year: int) -> None:
    assert set(sizes()) == {6}


def test_the_file_takes_as_many_statements_for_two_years_as_for_one(year: int, time: Clock) -> None:
    costs = []
    for _ in range(2):
        with statements() as sent:
            Client().get("/meldungen/statistik.csv")
        costs.append(len(sent))
        first = Contribution.objects.earliest("number")
        Contribution.objects.filter(pk=first.pk).update(submitted_at=AT - timedelta(days=365))
        actions.count(at=time.at)
    assert costs == [3, 3]


def test_the_page_is_light(year: int) -> None:
    assert len(Client().get(PAGE).content) < 60_000
    assert queries.years(Kind.REPORT) == [year]
