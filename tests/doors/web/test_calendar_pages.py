"""The public calendar: lists and months, filters in the address, one date, constant SQL."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from smilecity.collect.calendar import actions, queries
from smilecity.collect.calendar.rules import Access, Span
from tests.factories import AT
from tests.factories_calendar import SOON, book, fresh, make_date, make_event, span
from tests.factories_contributions import LAT, LON, make_district
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at the hour of the factories until a test moves it."""
    standing = Clock(AT)
    monkeypatch.setattr("smilecity.ground.clock.now", standing.now)
    return standing


def page(query: str = "", *, language: str = "") -> Page:
    return Visitor(language=language).get(f"{'/' + language if language else ''}/kalender/{query}")


def titles(query: str = "") -> list[str]:
    return re.findall(r"<h4><a [^>]*>(.*?)</a>", page(query).html)


# --- the list ------------------------------------------------------------------------------------------------------


def test_what_comes_stands_in_its_month_in_order_and_what_is_over_stands_apart() -> None:
    make_event(span(SOON + 30 * DAY), title="Im April")
    make_event(span(SOON), title="Im März")
    make_event(span(AT - 3 * DAY), title="Vorbei")
    assert titles() == ["Im März", "Im April"]
    page().says("März 2026", "April 2026", "2 Termine")
    assert titles("?zeit=vergangen") == ["Vorbei"]
    page("?zeit=vergangen").says("1 vergangener Termin")


def test_what_runs_for_weeks_stands_in_the_list_until_it_is_over() -> None:
    make_event(Span(AT - 90 * DAY, AT + DAY), title="Ausstellung")
    assert titles() == ["Ausstellung"]
    page().says("Läuft gerade")


def test_drafts_are_nowhere() -> None:
    date = make_date(publish=False)
    assert titles() == []
    assert page("?ansicht=monat&monat=2026-03").words.count("Werkstatt") == 0
    assert Visitor().get(f"/kalender/{date.pk}/").status == 404


def test_filters_live_in_the_address() -> None:
    make_district("Mitte")
    make_event(title="Programm", kind="programme", lon=LON, lat=LAT)
    make_event(title="Stadtfest", kind="city", online_url="https://a.example/", organiser="Hafenamt")
    assert titles("?art=programm") == ["Programm"]
    assert titles("?ortsteil=mitte") == ["Programm"]
    assert titles("?online=ja") == ["Stadtfest"]
    assert titles("?suche=HAFEN") == ["Stadtfest"]
    assert titles("?suche=nichts") == []
    page("?suche=nichts").says("Dazu gibt es keinen Termin", "Alle Termine")
    assert titles("?art=unsinn&ortsteil=nirgends&ab=quatsch&monat=2026-99") == ["Programm", "Stadtfest"]


def test_a_long_list_is_turned_page_by_page_and_shows_each_date_once() -> None:
    for number in range(60):
        make_event(span(SOON + timedelta(hours=number // 3)), title=f"Termin {number}")
    seen: list[str] = []
    query = ""
    for _page in range(3):
        shown = page(query)
        seen += re.findall(r"<h4><a [^>]*>(.*?)</a>", shown.html)
        found = re.search(r'href="(\?[^"]*ab=[^"]*)" rel="next"', shown.html)
        query = found[1].replace("&amp;", "&") if found else ""
    assert query == ""
    assert len(seen) == len(set(seen)) == 60


def test_the_list_costs_the_same_for_two_dates_and_for_many() -> None:
    counts: list[int] = []
    for _round in range(2):
        for _number in range(2 if not counts else 30):
            make_date()
        for query in ("", "?ansicht=monat&monat=2026-03", "?zeit=vergangen"):
            with statements() as sent:
                assert Client().get(f"/kalender/{query}").status_code == 200
            counts.append(len(sent))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 5


@pytest.mark.parametrize("language", ["", "en", "de-simple"])
def test_the_calendar_is_there_in_every_language(language: str) -> None:
    make_event(title="Werkstatt")
    assert page(language=language).status == 200


# --- the month -----------------------------------------------------------------------------------------------------


def test_a_month_is_a_table_of_whole_weeks_with_the_dates_at_their_days() -> None:
    make_event(Span(SOON, SOON + 2 * DAY), title="Drei Tage")
    shown = page("?ansicht=monat&monat=2026-03")
    shown.says("März 2026: 1 Termin", "Februar 2026", "April 2026")
    assert shown.html.count("<td") == 42
    assert shown.html.count("Drei Tage") == 3
    cell = re.search(r'datetime="2026-03-12".*?</td>', shown.html, re.DOTALL)
    assert cell
    assert "13:00" in cell[0]
    assert "Drei Tage" in cell[0]


def test_a_month_without_dates_says_so_and_leads_on() -> None:
    shown = page("?ansicht=monat&monat=2030-01")
    shown.says("In diesem Monat ist nichts eingetragen.")
    assert "monat=2029-12" in shown.html
    assert "monat=2030-02" in shown.html


# --- one date ------------------------------------------------------------------------------------------------------


def test_the_page_of_a_date_says_when_where_and_how_one_gets_in() -> None:
    make_district("Mitte")
    date = make_date(
        place="Rathaus",
        address="Neuer Markt 1",
        lon=LON,
        lat=LAT,
        online_url="https://konferenz.example/",
        access=[Access.STEP_FREE, Access.SIGN_LANGUAGE],
        access_note={"de": "Der Aufzug ist links."},
        organiser="Hafenamt",
        source="Amtsblatt",
        capacity=10,
        description={"de": "Erster Absatz.\n\nZweiter <b>Absatz</b>."},
    )
    shown = Visitor().get(f"/kalender/{date.pk}/")
    shown.says(
        "Donnerstag, 12. März 2026, 13:00 bis 15:00 Uhr", "Rathaus", "Neuer Markt 1", "Mitte", "Hafenamt", "Amtsblatt",
        "Ohne Stufen zugänglich", "Gebärdensprache", "Der Aufzug ist links.", "Noch 10 Plätze frei",
        "Zum Termin anmelden",
    )  # fmt: skip
    assert "<b>" not in shown.html
    assert "https://konferenz.example/" in shown.html


def test_a_moved_and_a_cancelled_date_say_so_first() -> None:
    date = make_date()
    actions.move(occurrence=date.pk, span=span(SOON + DAY), note={"de": "Der Saal ist besetzt."}, by=None, at=AT)
    Visitor().get(f"/kalender/{date.pk}/").says(
        "Der Termin wurde verlegt.",
        "Ursprünglich geplant war: Donnerstag, 12. März 2026, 13:00 Uhr. Der Saal ist besetzt.",
    )
    actions.cancel(occurrence=date.pk, note={"de": "Sturm."}, by=None, at=AT)
    shown = Visitor().get(f"/kalender/{date.pk}/")
    shown.says("Diese Veranstaltung fällt aus.", "Sturm.", "Abgesagt")
    assert "/anmelden/" not in shown.html


def test_what_came_of_a_date_stands_on_its_page() -> None:
    date = make_date(starts_at=AT - 2 * DAY, at=AT - 9 * DAY)
    links = [("Protokoll", "https://a.example/protokoll.pdf")]
    actions.document(occurrence=date.pk, report={"de": "Rund 100 Gäste kamen."}, links=links, by=None, at=AT)
    shown = Visitor().get(f"/kalender/{date.pk}/")
    shown.says("Was daraus wurde", "Rund 100 Gäste kamen.", "Protokoll")
    assert "/anmelden/" not in shown.html
    page("?zeit=vergangen").says("Mit Rückblick")


def test_nobody_is_asked_to_ask_how_to_get_into_what_is_over() -> None:
    coming, over = make_date(), make_date(starts_at=AT - 2 * DAY, at=AT - 9 * DAY)
    known = make_date(starts_at=AT - 2 * DAY, at=AT - 9 * DAY, access=(Access.STEP_FREE,))
    Visitor().get(f"/kalender/{coming.pk}/").says("Dazu ist nichts bekannt.")
    assert "event__facts" not in Visitor().get(f"/kalender/{over.pk}/").html
    Visitor().get(f"/kalender/{known.pk}/").says("Ohne Stufen zugänglich")


def test_a_series_names_its_other_dates_and_the_page_costs_the_same_for_many() -> None:
    counts = []
    for number in (2, 12):
        event = make_event(*(span(SOON + each * DAY) for each in range(number)), title=f"Reihe {number}")
        first = min(row.number for row in queries.dates_of(event))
        with statements() as sent:
            assert Client().get(f"/kalender/{first}/").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 5


def _whole_days(number: int) -> Span:
    begins = datetime(2026, 3, 9, 23, tzinfo=UTC)
    return Span(begins, begins + number * DAY, all_day=True)


@pytest.mark.parametrize(
    ("span_", "said"),
    [
        (_whole_days(1), "Dienstag, 10. März 2026"),
        (_whole_days(3), "Dienstag, 10. März 2026 – Donnerstag, 12. März 2026"),
        (Span(SOON, SOON), "Donnerstag, 12. März 2026, 13:00 Uhr"),
        (Span(SOON, SOON + DAY), "Donnerstag, 12. März 2026, 13:00 Uhr – Freitag, 13. März 2026, 13:00 Uhr"),
    ],
)  # fmt: skip
def test_times_are_said_as_people_say_them(span_: Span, said: str) -> None:
    make_event(span_)
    page().says(said)


def test_a_full_date_offers_the_waiting_list(time: Clock) -> None:
    date = make_date(capacity=1)
    book(date)
    assert fresh(date).taken == 1
    Visitor().get(f"/kalender/{date.pk}/").says("Ausgebucht, Warteliste offen", "Auf die Warteliste")
    time.at = date.starts_at
    Visitor().get(f"/kalender/{date.pk}/").says("Der Anmeldeschluss ist vorbei.")
