"""Another city is only settings and data: none of its pages and mails knows the word Rostock."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from smilecity.collect.surveys import actions
from smilecity.ground import clock
from smilecity.understand.results import actions as results
from tests.factories import Made
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.visitor import Visitor, link_in

FILES = Path(__file__).resolve().parents[2] / "rooms" / "city" / "second_city"
FOREIGN = "rostock"
STANDING = [
    "web:home",
    "web:imprint",
    "web:privacy",
    "web:accessibility",
    "web:colours",
    "account_login",
    "account_signup",
]


@pytest.fixture
def second_city(db: None) -> None:
    call_command(
        "city",
        "import",
        profile=FILES / "profile.json",
        districts=FILES / "districts.geojson",
        population=FILES / "population.csv",
        themes=FILES / "themes.json",
        offices=FILES / "offices.json",
    )


@pytest.mark.parametrize("language", ["", "en", "de-simple"])
def test_from_the_first_page_to_the_result_nothing_names_another_city(
    second_city: None, survey: Made, smtp: Inbox, language: str
) -> None:
    anna = Visitor(survey, language=language)
    with translation.override("de"):
        addresses = [anna.prefix + reverse(name) for name in STANDING]
    pages = [anna.get(address) for address in addresses]
    assert all(page.status == 200 for page in pages)
    pages += [anna.get(anna.path()), anna.fill_in("anna@example.org"), anna.get(anna.path("angaben/"))]
    pages.append(anna.post(anna.path("pruefen/"), {"secret": pages[-2].fields["secret"]}))
    run_jobs()
    [mail] = smtp.messages
    asked = anna.get(link_in(mail.text))
    pages += [asked, anna.post(link_in(mail.text), {"secret": asked.fields["secret"]}), anna.get("/gibt-es-nicht/")]
    actions.close(survey=survey.id, by=survey.staff, at=clock.now())
    results.publish(survey=survey.id, by=survey.staff, at=clock.now())
    pages += [anna.get(anna.path("ergebnis/")), anna.get(anna.path("ergebnis.json"))]
    assert [page.path for page in pages if FOREIGN in page.html.lower()] == []
    assert FOREIGN not in f"{mail.subject} {mail.text}".lower()
