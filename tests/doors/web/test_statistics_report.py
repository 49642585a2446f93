"""The yearly report on paper: a tagged PDF that says what the page says, printed again only when something changed."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from smilecity.city import actions as city
from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Publicity, Status
from smilecity.doors.web import jobs
from smilecity.measure.statistics import actions, queries
from smilecity.measure.statistics.models import YearReport
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_clerk
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.jobs import run_jobs
from tests.support.clock import Clock
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
EVIL = '#panic("x") = $1$ *a* _b_ \\ <c> "d" @e'


@pytest.fixture
def year(time: Clock) -> int:
    """A year with six reports of a category with a wicked name, five of which were answered; and its number."""
    from smilecity.deliver.answers import actions as answers

    profile = {"name": "Beispielstadt", "official_name": "Stadt Beispiel", "email": "rat@beispiel.example"}
    city.set_profile(data=profile, by=None, at=AT)
    a_city()
    clerk, staff, call = make_clerk(make_answering_office(days=20)), make_staff(), report_call()
    make_category("loch", title={"de": EVIL})
    for days in range(6):
        row = make_report(call, "loch", by=staff)
        answers.assign(contribution=row.pk, at=AT)
        if days:
            answered(row, Status.DONE, by=clerk, at=AT + timedelta(days=days))
    time.at = AT + timedelta(days=10)
    actions.count(at=time.at)
    return int(AT.year)


def poppler(program: str, content: bytes, folder: Path, *options: str) -> str:
    """Return what a program of poppler reads in a PDF."""
    path = folder / "report.pdf"
    path.write_bytes(content)
    command = [program, *options, str(path), *(["-"] if program == "pdftotext" else [])]
    # poppler writes the structure of one that says its text in UTF-16 as it stands there.
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode(errors="replace")


def content(year: int, language: str = "de") -> bytes:
    """Print the report and return it."""
    jobs.draw_year_report(year=year, language=language)
    return bytes(YearReport.objects.get(language=language).content)


def test_it_is_printed_by_a_job_and_can_be_fetched_from_the_page(client: Client, year: int, tmp_path: Path) -> None:
    address = f"/meldungen/statistik/{year}.pdf"
    assert client.get(address).status_code == 404
    assert "(PDF)" not in Visitor().get("/meldungen/statistik/").words
    jobs.draw_year_reports(0)
    run_jobs()
    Visitor().get("/meldungen/statistik/").says(f"Jahresbericht {year} zum Ausdrucken (PDF)")
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="meldungen-{year}.pdf"'
    told = dict(re.findall(r"^([^:]+):\s*(.*)$", poppler("pdfinfo", response.content, tmp_path), re.MULTILINE))
    assert (told["Title"], told["Author"], told["Tagged"]) == (f"Meldungen in Zahlen {year}", "Stadt Beispiel", "yes")
    assert b"pdfuaid" in response.content
    assert b"/Lang (de)" in response.content or b"/Lang(de)" in response.content
    text = " ".join(poppler("pdftotext", response.content, tmp_path).split())
    for said in (
        "Jahresbericht",
        f"{year} bisher: 6 Meldungen. Davon umgesetzt: 5 (83 %).",
        "Das Jahr läuft noch",
        "bei der Hälfte höchstens 3 Tage",
        "Nach Monaten",
        "Nach Rubriken",
        "Nach Stellen",
        "So haben wir gezählt",
        "Wir sagen nie einen Durchschnitt",
        "rat@beispiel.example",
        "Datenlizenz Deutschland",
        '#panic("x")',
        "Seite 2 von",
    ):
        assert said in text, said


def test_its_parts_are_tagged_for_those_who_hear_it(year: int, tmp_path: Path) -> None:
    told = poppler("pdfinfo", content(year), tmp_path, "-struct-text")
    for tag in ("H1", "H2", "Table", "TH", "TD", "Figure", "L", "LI", "TOC"):
        assert re.search(rf"^\s*{tag}\b", told, re.MULTILINE), tag


def test_it_is_made_in_every_language_of_the_site(year: int, tmp_path: Path) -> None:
    for language in ("en", "de-simple"):
        text = poppler("pdftotext", content(year, language), tmp_path)
        assert "Stadt Beispiel" in text
        assert Client().get(f"/{language}/meldungen/statistik/{year}.pdf").status_code == 200
    assert b"/Lang (en)" in content(year, "en") or b"/Lang(en)" in content(year, "en")


def test_it_is_printed_again_only_when_something_in_it_has_changed(year: int, time: Clock) -> None:
    first = content(year)
    time.at += timedelta(days=1)
    actions.count(at=time.at)
    assert content(year) == first
    for row in Contribution.objects.filter(status=Status.RECEIVED):
        trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=None, at=time.at)
    actions.count(at=time.at)
    second = content(year)
    assert second != first
    city.set_profile(data={"name": "Neustadt", "official_name": "Neustadt"}, by=None, at=time.at)
    assert content(year) != second


def test_once_the_year_is_over_it_loses_its_mark(year: int, time: Clock, tmp_path: Path) -> None:
    assert "Das Jahr läuft noch" in " ".join(poppler("pdftotext", content(year), tmp_path).split())
    time.at = AT.replace(year=year + 1, month=1, day=1)
    text = " ".join(poppler("pdftotext", content(year), tmp_path).split())
    assert "Das Jahr läuft noch" not in text
    assert f"{year} (abgeschlossen)" in text
    assert "bisher" not in text


def test_of_a_year_of_which_nothing_is_left_no_report_is_left(client: Client, year: int, time: Clock) -> None:
    content(year)
    for row in Contribution.objects.all():
        trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=None, at=time.at)
    actions.count(at=time.at)
    assert queries.years(Kind.REPORT) == []
    assert client.get(f"/meldungen/statistik/{year}.pdf").status_code == 404
    jobs.draw_year_report(year=year, language="de")
    assert not YearReport.objects.exists()
