"""The printed report: a tagged PDF that says what the page says, made once when a result is published."""

import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from smilecity.city import actions as city
from smilecity.collect.surveys.models import Survey
from smilecity.doors.web import jobs
from smilecity.understand.results import actions, queries
from smilecity.understand.results.models import Report
from tests.factories import AT, Made, make_survey
from tests.factories_results import PUBLISHED_AT, address, answered_survey, count, publish
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    """A survey that says in German and in Leichte Sprache what it is called, of a city one may write to."""
    profile = {"name": "Beispielstadt", "official_name": "Stadt Beispiel", "email": "rat@beispiel.example"}
    city.set_profile(data=profile, by=None, at=AT)
    made = answered_survey()
    Survey.objects.filter(pk=made.id).update(what_happens={"de": "Der Rat liest das im Mai."})
    return made


def printed(content: bytes, folder: Path, *options: str) -> str:
    """Return what poppler reads in a PDF."""
    path = folder / "report.pdf"
    path.write_bytes(content)
    command = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def facts(content: bytes, folder: Path) -> dict[str, str]:
    path = folder / "report.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True, timeout=60).stdout
    return dict(re.findall(r"^([^:]+):\s*(.*)$", told, re.MULTILINE))


def test_it_is_drawn_when_published_and_can_be_fetched_from_the_page(
    client: Client, survey: Made, tmp_path: Path
) -> None:
    publish(survey)
    assert "PDF" not in client.get(address(survey)).content.decode()
    run_jobs()
    html = client.get(address(survey)).content.decode()
    link = re.search(r'<a href="([^"]+)">[^<]*<svg.*?</svg> Bericht zum Ausdrucken \(PDF, ([\d,.]+)\s(KB|MB)\)', html)
    assert link
    response = client.get(link[1])
    assert response["Content-Type"] == "application/pdf"
    told = facts(response.content, tmp_path)
    assert (told["Title"], told["Author"], told["Tagged"]) == ("Gut leben hier", "Stadt Beispiel", "yes")
    text = " ".join(printed(response.content, tmp_path).split())
    for said in (
        "Ergebnis der Umfrage",
        "Teilnahmen: 120. Davon 40 mit Konto, 50 als Gast, 30 auf Papier.",
        "nicht repräsentativ",
        "Zahlen von weniger als 5 Menschen zeigen wir nicht",
        "1. Wie kommen Sie meist in die Stadt?",
        "Am meisten an einem Tag: 50 am 2. März 2026.",
        "Die Antworten nach Gruppen",
        "Der Rat liest das im Mai.",
        "rat@beispiel.example",
        "Datenlizenz Deutschland",
        "Seite 2 von",
    ):
        assert said in text, said
    assert "Mehr Bänke!" not in text, "free texts can still be taken back on the page"
    assert b"pdfuaid" in response.content


def test_it_says_the_numbers_of_the_page_and_no_other(survey: Made, tmp_path: Path) -> None:
    publish(survey)
    jobs.draw_reports(survey_id=str(survey.id))
    page = queries.published_of(survey.id)
    assert page
    text = printed(bytes(Report.objects.get(language="de").content), tmp_path, "-layout")
    first = page.result.tables[0]
    for row in first.rows:
        assert re.search(rf"{row.label['de']}\s+{row.count}\s+\d+", text), row


def test_it_is_made_in_the_languages_that_the_survey_speaks(client: Client, survey: Made, tmp_path: Path) -> None:
    publish(survey)
    run_jobs()
    assert set(Report.objects.values_list("language", flat=True)) == {"de", "en"}
    english = client.get("/en" + address(survey, "result_pdf"))
    assert english.status_code == 200
    assert client.get("/de-simple" + address(survey, "result_pdf")).status_code == 404
    Survey.objects.filter(pk=survey.id).update(title={"de": "Gut leben hier", "de-simple": "Gut leben"})
    jobs.draw_reports(survey_id=str(survey.id))
    simple = client.get("/de-simple" + address(survey, "result_pdf"))
    assert facts(simple.content, tmp_path)["Title"] == "Gut leben"


def test_what_looks_like_markup_is_only_text(tmp_path: Path) -> None:
    survey = make_survey(open=True, features=())
    evil = '#panic("x") = $1$ *a* _b_ \\ <c> "d" @e'
    Survey.objects.filter(pk=survey.id).update(title={"de": evil})
    count(survey, {survey.questions[0]: "bus"}, {}, 9)
    publish(survey)
    jobs.draw_reports(survey_id=str(survey.id))
    content = bytes(Report.objects.get(language="de").content)
    assert facts(content, tmp_path)["Title"] == evil
    assert '#panic("x")' in printed(content, tmp_path)


def test_a_result_taken_back_has_no_report_and_is_drawn_anew_with_the_same_numbers(
    client: Client, survey: Made
) -> None:
    publish(survey)
    jobs.draw_reports(survey_id=str(survey.id))
    actions.withdraw(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    jobs.draw_reports(survey_id=str(survey.id))
    assert Report.objects.count() == 0
    assert client.get(address(survey, "result_pdf")).status_code == 404
    actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    run_jobs()
    assert client.get(address(survey, "result_pdf")).status_code == 200


def test_what_was_published_before_there_were_reports_is_drawn_later(client: Client, survey: Made) -> None:
    publish(survey)
    run_jobs()
    Report.objects.all().delete()
    page = queries.published_of(survey.id)
    assert page
    assert page.reports
    assert queries.without_reports() == []
    actions.withdraw(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    assert queries.without_reports() == []
    actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    assert queries.without_reports() == [survey.id]
    jobs.draw_missing_reports(timestamp=0)
    run_jobs()
    assert queries.without_reports() == []
