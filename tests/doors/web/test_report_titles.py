"""A report without a title of its own is called as its category is, in the language of whoever reads it."""

import json
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Status, Verb
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices.queries import Letter, Named, News
from smilecity.deliver.notices.rules import Rhythm
from smilecity.doors.mail.news import write
from tests.factories import AT
from tests.factories_contributions import LAT, LON
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.clock import Clock
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
HOLE = {"de": "Schlagloch", "en": "Pothole", "de-simple": "Loch in der Straße"}
BOX = {"west": LON - 0.1, "east": LON + 0.1, "south": LAT - 0.1, "north": LAT + 0.1, "zoom": 17}


@pytest.fixture
def hole(time: Clock) -> Contribution:
    a_city()
    make_category("schlagloch", title=HOLE)
    return make_report(report_call(), "schlagloch", text="Vor dem Haus")


def read(path: str, language: str) -> str:
    prefix = "" if language == "de" else f"/{language}"
    return Client().get(f"{prefix}{path}", follow=True).content.decode()


@pytest.mark.parametrize("language", HOLE)
@pytest.mark.parametrize(
    "path",
    [
        "/meldungen/",
        "/meldungen/{number}/",
        "/karte/",
        "/karte/einbetten/",
        "/feeds/meldungen.atom",
        "/suche/?suche=Schlagloch",
        "/abos/neu/?beitrag={number}",
        "/meldungen/{number}/unterstuetzen/",
    ],
)
def test_every_page_calls_it_by_its_category(hole: Contribution, path: str, language: str) -> None:
    shown = read(path.format(number=hole.number), language)
    assert HOLE[language] in shown.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("language", HOLE)
def test_pins_are_called_by_their_category(hole: Contribution, language: str) -> None:
    prefix = "" if language == "de" else f"/{language}"
    found = json.loads(Client().get(f"{prefix}/karte/daten/?{urlencode(BOX)}").content)
    assert [one["properties"]["title"] for one in found["features"]] == [HOLE[language]]


def test_a_title_that_somebody_wrote_stays_as_it_is(hole: Contribution) -> None:
    make_report(hole.call_id, "schlagloch", title="Loch vor der Schule")
    assert "Loch vor der Schule" in read("/meldungen/", "en")


def test_a_title_is_said_to_be_in_the_language_it_is_shown_in(hole: Contribution) -> None:
    english = make_report(hole.call_id, "schlagloch", text="Right here", language="en")
    german, page = read(f"/meldungen/{english.number}/", "de"), read(f"/meldungen/{english.number}/", "en")
    assert '<h1 dir="auto">Schlagloch</h1>' in german
    assert 'lang="en"' in german
    assert '<h1 dir="auto">Pothole</h1>' in page


def test_without_a_translation_it_is_german_and_says_so(hole: Contribution) -> None:
    make_category("laub", title={"de": "Laub"})
    row = make_report(hole.call_id, "laub", language="en")
    assert '<h1 dir="auto" lang="de">Laub</h1>' in read(f"/meldungen/{row.number}/", "en")


def test_of_two_that_are_called_the_same_only_in_german_nobody_guesses(db: None) -> None:
    make_category("eins", title={"de": "Sonstiges", "en": "Other dirt"})
    make_category("zwei", title={"de": "Sonstiges", "en": "Other damage"})
    assert Titles("en").said("report", "Sonstiges") == "Sonstiges"


def test_only_reports_are_called_by_a_category(hole: Contribution) -> None:
    assert Titles("en").said("idea", "Schlagloch") == "Schlagloch"


def test_it_is_found_by_what_its_category_is_called_elsewhere(hole: Contribution) -> None:
    assert f"/en/meldungen/{hole.number}/" in read("/suche/?suche=pothole", "en")


@pytest.mark.parametrize("language", HOLE)
def test_the_mail_calls_it_by_its_category(hole: Contribution, language: str) -> None:
    about = Named(Kind.REPORT, hole.number, hole.title)
    key = uuid4()
    told = News(key, key, key, about, Verb.STATUS, "", Status.DONE, {}, None, None, "", False, False, None, {}, "", AT)
    mail = write(Letter(key, "anna@example.org", language, "token", Rhythm.SINGLE, key, [told]))
    assert HOLE[language] in mail.subject
    assert HOLE[language] in mail.body


@pytest.mark.parametrize("language", HOLE)
def test_a_list_asks_for_all_titles_at_once(hole: Contribution, language: str) -> None:
    costs = []
    for _ in range(2):
        with statements() as sent:
            read("/meldungen/", language)
        costs.append(len(sent))
        for _more in range(3):
            make_report(hole.call_id, "schlagloch")
    assert costs[0] == costs[1]
