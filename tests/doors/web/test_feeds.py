"""Atom feeds: what RFC 4287 requires, what the filters say, and nothing twice over the wire."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.http import http_date

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Publicity, Status, Verb
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_office, make_theme
from tests.support import atom
from tests.support.atom import ReadFeed
from tests.support.clock import Clock
from tests.support.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
FEEDS = ("ideen", "orte", "antworten")


def _feed(path: str) -> ReadFeed:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return atom.read(answer.content)


def _reply(row: Contribution, text: str = "Wir bauen sie.", days: int = 0) -> None:
    staff, at = make_staff(), AT + timedelta(days=days)
    trunk.set_office(contribution=row.pk, office=make_office(), due_on=None, by=staff, at=at)
    trunk.reply(contribution=row.pk, text=text, status=Status.ACCEPTED, by=staff, at=at)


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize(("prefix", "lang"), [("", "de"), ("/en", "en"), ("/de-simple", "de")])
def test_a_feed_is_valid_also_when_there_is_nothing_to_tell(name: str, prefix: str, lang: str) -> None:
    feed = _feed(f"{prefix}/feeds/{name}.atom")
    assert feed.entries == ()
    assert feed.lang == lang
    assert feed.self_link == f"http://127.0.0.1:8000{prefix}/feeds/{name}.atom"


def test_ideas_come_newest_first_with_text_state_themes_and_page() -> None:
    theme = make_theme(name={"de": "Grün & Wasser"})
    make_contribution(at=AT - timedelta(days=1))
    row = make_contribution(
        title="Bäume <b>am</b> Hafen", text="Mehr Schatten.\n\nUnd Bänke & Licht.", theme_ids=[theme]
    )
    feed = _feed("/feeds/ideen.atom")
    first = feed.entries[0]
    assert first.title == "Bäume <b>am</b> Hafen"
    assert first.summary == "<p>Mehr Schatten.</p>\n\n<p>Und Bänke &amp; Licht.</p>\n\n<p>Stand: eingegangen</p>"
    assert first.categories == ("Grün & Wasser",)
    assert first.link == f"http://127.0.0.1:8000/ideen/{row.number}/"
    assert first.id == f"tag:127.0.0.1,2026-01-01:idea/{row.number}"
    assert [entry.updated for entry in feed.entries] == [AT, AT - timedelta(days=1)]
    assert feed.updated == AT


def test_the_filters_are_those_of_the_list() -> None:
    theme, _ = make_theme("verkehr"), make_district("Mitte")
    call = make_call()
    wanted = make_contribution(call, title="Radweg", theme_ids=[theme], lon=LON, lat=LAT)
    make_contribution(call, title="Radweg anderswo", theme_ids=[theme])
    make_contribution(call, title="Bänke")
    feed = _feed("/feeds/ideen.atom?thema=verkehr&ortsteil=mitte&suche=rad")
    assert [entry.title for entry in feed.entries] == [wanted.title]
    assert "Verkehr" in feed.title or "Thema" in feed.title
    assert feed.page.endswith("/ideen/?thema=verkehr&ortsteil=mitte&suche=rad")
    assert feed.id != _feed("/feeds/ideen.atom").id


def test_places_and_ideas_are_feeds_of_their_own() -> None:
    make_contribution(make_call(Kind.PLACE), title="Alter Hafen")
    assert [entry.title for entry in _feed("/feeds/orte.atom").entries] == ["Alter Hafen"]
    assert _feed("/feeds/ideen.atom").entries == ()


def test_the_history_of_one_idea_tells_what_everybody_may_know() -> None:
    row = make_contribution()
    _reply(row)
    trunk.note(contribution=row.pk, verb=Verb.REMINDED, by=None, at=AT, text="intern")
    feed = _feed(f"/feeds/ideen/{row.number}.atom")
    assert "Wir bauen sie." in "".join(entry.summary for entry in feed.entries)
    assert len(feed.entries) == 3
    assert "intern" not in "".join(entry.summary for entry in feed.entries)


def test_replies_come_newest_first_and_only_of_what_is_shown() -> None:
    first, second, hidden = (make_contribution(title=f"Idee {number}") for number in range(3))
    for day, row in enumerate((first, second, hidden)):
        _reply(row, f"Antwort {day}", day)
    trunk.set_publicity(contribution=hidden.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    titles = [entry.title for entry in _feed("/feeds/antworten.atom").entries]
    assert titles == ["Antwort zu „Idee 1“", "Antwort zu „Idee 0“"]


def test_what_is_hidden_has_no_feed() -> None:
    row = make_contribution(shown=False)
    assert Client().get(f"/feeds/ideen/{row.number}.atom").status_code == 404
    assert Client().get("/feeds/ideen/999999.atom").status_code == 404


def test_who_asks_again_hears_that_nothing_has_changed(time: Clock) -> None:
    row = make_contribution()
    first = Client().get("/feeds/ideen.atom")
    assert first["Last-Modified"] == http_date(AT.timestamp())
    assert "public" in first["Cache-Control"]
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert Client().get("/feeds/ideen.atom", headers=header).status_code == 304
    _reply(row, days=1)
    changed = Client().get("/feeds/ideen.atom", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_no_cookie_is_set_and_no_name_of_an_account_is_told() -> None:
    make_contribution(by=make_staff())
    answer = Client().get("/feeds/ideen.atom")
    assert answer.cookies == {}
    assert b"Kim Amt" not in answer.content
    assert b"@" not in answer.content


def test_a_feed_costs_the_same_for_twice_as_much() -> None:
    row, call = make_contribution(), make_call()
    for path in ("/feeds/ideen.atom", f"/feeds/ideen/{row.number}.atom", "/feeds/antworten.atom"):
        costs = []
        for _ in range(2):
            for _ in range(3):
                _reply(make_contribution(call, theme_ids=[make_theme()]))
                _reply(row)
            with statements() as sent:
                Client().get(path)
            costs.append(len(sent))
        assert costs[0] == costs[1] <= 7, path


def test_what_xml_cannot_hold_is_left_out() -> None:
    row = make_contribution()
    Contribution.objects.filter(pk=row.pk).update(title="Bänke\x0b am\x01 Hafen", text="\ufffe")
    assert _feed("/feeds/ideen.atom").entries[0].title == "Bänke am Hafen"
