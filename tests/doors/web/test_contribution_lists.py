"""The lists of ideas and places: what they show, how they are narrowed, ordered and paged, in three languages."""

import re
from urllib.parse import urlencode

import pytest

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.queries import call_by_id
from smilecity.collect.contributions.rules import Publicity, Status
from tests.factories import AT
from tests.factories_contributions import make_call, make_contribution
from tests.factories_pages import NEXT, Town
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


def ideas(language: str = "", **query: str) -> Page:
    prefix = f"/{language}" if language else ""
    return Visitor().get(f"{prefix}/ideen/?{urlencode(query)}")


def titles(page: Page) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h3[^>]*>(.*?)</h3>", page.html)]


def test_a_card_says_what_it_is_where_it_stands_and_who_cares(town: Town) -> None:
    idea = town.idea(theme_ids=[town.traffic], author_name="Kim P.", **town.here())
    town.supported(idea, 2)
    town.commented(idea)
    actions.set_office(
        contribution=idea.pk, office=town.office, due_on=(AT + NEXT * 60 * 24 * 9).date(), by=None, at=AT
    )
    page = ideas()
    assert page.says("1 Idee", "Bänke am Ufer", "eingegangen", "Antwort bis 11. März 2026", "Mitte", "Verkehr")
    assert page.says("2. März 2026", "Kim P.", "2 Menschen unterstützen das", "1 Kommentar")
    assert f'data-number="{idea.number}"' in page.html
    assert f'href="/ideen/{idea.number}/"' in page.html


def test_what_is_overdue_says_since_when(town: Town, time: Clock) -> None:
    idea = town.idea()
    actions.set_office(contribution=idea.pk, office=town.office, due_on=AT.date(), by=None, at=AT)
    time.at += NEXT * 60 * 24 * 3
    assert ideas().says("Antwort überfällig seit 3 Tagen")


def test_ideas_are_not_places_and_what_is_hidden_is_nowhere(town: Town) -> None:
    shown, hidden = town.idea("Zu sehen"), town.idea("Verborgen")
    town.place("Die Mole")
    actions.set_publicity(contribution=hidden.pk, publicity=Publicity.HIDDEN, by=town.staff, at=AT)
    assert titles(ideas()) == [shown.title]
    places = Visitor().get("/orte/")
    assert titles(places) == ["Die Mole"]
    assert places.says("1 Ort", "macht mich glücklich")


class TestFilters:
    def test_the_summary_says_in_words_what_is_shown_and_each_filter_can_be_taken_away(self, town: Town) -> None:
        town.idea("Radspur", theme_ids=[town.traffic], **town.here())
        town.idea("Bühne", theme_ids=[town.culture])
        page = ideas(thema="verkehr", ortsteil="mitte", status="eingegangen", suche="radspur")
        assert titles(page) == ["Radspur"]
        assert page.says("1 Idee zum Thema „Verkehr“ in Mitte mit dem Stand „eingegangen“ mit dem Wort „radspur“")
        assert 'href="?ortsteil=mitte&amp;status=eingegangen&amp;suche=radspur"' in page.html

    @pytest.mark.parametrize(
        ("language", "summary"), [("en", "Transport"), ("de-simple", "Verkehr")], ids=["english", "simple"]
    )
    def test_an_address_means_the_same_in_each_language(self, town: Town, language: str, summary: str) -> None:
        town.idea("Radspur", theme_ids=[town.traffic])
        town.idea("Bühne", theme_ids=[town.culture])
        page = ideas(language, thema="verkehr")
        assert titles(page) == ["Radspur"]
        assert summary in page.words
        assert f'href="/{language}/ideen/' in page.html

    def test_by_state_call_and_feeling(self, town: Town) -> None:
        done = town.idea("Fertig")
        actions.set_status(contribution=done.pk, status=Status.DONE, by=town.staff, at=AT)
        town.idea("Offen")
        assert titles(ideas(status="umgesetzt")) == ["Fertig"]
        town.place("Schön", "happy")
        town.place("Dunkel", "improve")
        assert titles(Visitor().get("/orte/?gefuehl=besser")) == ["Dunkel"]

    def test_by_a_call_that_is_over_and_not_offered_any_more(self, town: Town, time: Clock) -> None:
        town.idea("Im anderen Aufruf")
        kept = make_contribution(ended := make_call(closes_at=AT + NEXT), by=town.staff, title="Kurz vor Schluss")
        time.at += NEXT * 60 * 24
        call = call_by_id(ended)
        assert call
        page = ideas(aufruf=call.slug)
        assert titles(page) == [kept.title]
        assert page.says("1 Idee zum Aufruf „Ideen für die Stadt“")

    @pytest.mark.parametrize("query", ["thema=gibtsnicht", "status=<b>", "gefuehl=besser", "ab=%00", "ortsteil=' OR 1"])
    def test_words_that_mean_nothing_are_left_out(self, town: Town, query: str) -> None:
        town.idea()
        page = Visitor().get(f"/ideen/?{query}")
        assert page.status == 200
        assert page.says("1 Idee")

    def test_what_is_searched_for_is_shown_escaped(self, town: Town) -> None:
        page = ideas(suche='"><script>alert(1)</script>')
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert "&lt;script&gt;" in page.html

    def test_nothing_found_explains_itself_and_offers_one_way_on(self, town: Town) -> None:
        town.idea()
        page = ideas(suche="Seilbahn")
        assert page.says("0 Ideen mit dem Wort „Seilbahn“", "Dazu haben wir nichts gefunden", "Alle Filter aufheben")

    def test_an_empty_list_invites_to_begin(self, town: Town) -> None:
        assert ideas().says("Hier steht noch nichts", "Sie können den Anfang machen.", "Eine Idee schreiben")


class TestOrders:
    @pytest.fixture(autouse=True)
    def _three(self, town: Town) -> None:
        self.quiet = town.idea("Still")
        self.loved = town.idea("Beliebt", at=AT + NEXT)
        self.discussed = town.idea("Besprochen", at=AT + NEXT * 2)
        town.supported(self.loved, 2)
        town.commented(self.discussed)

    @pytest.mark.parametrize(
        ("order", "first"),
        [("neu", "Besprochen"), ("unterstuetzt", "Beliebt"), ("kommentiert", "Besprochen"), ("ohne-antwort", "Still")],
    )
    def test_by(self, order: str, first: str) -> None:
        assert titles(ideas(sortierung=order))[0] == first

    def test_what_has_an_answer_is_not_without_one(self, town: Town) -> None:
        actions.reply(contribution=self.quiet.pk, text="Ja.", status=None, by=town.staff, at=AT)
        assert titles(ideas(sortierung="ohne-antwort")) == ["Beliebt", "Besprochen"]


class TestPaging:
    def test_one_reads_everything_once_page_by_page_and_finds_back(self, town: Town) -> None:
        for number in range(30):
            town.idea(f"Idee {number}", at=AT + NEXT * number)
        first = ideas(sortierung="neu")
        assert "Zurück zum Anfang" not in first.words
        onward = re.search(r'href="([^"]+)" rel="next"', first.html)
        assert onward
        second = Visitor().get("/ideen/" + onward[1].replace("&amp;", "&"))
        assert len(titles(first)) == 25
        assert sorted({*titles(first), *titles(second)}) == sorted(f"Idee {number}" for number in range(30))
        assert second.says("Zurück zum Anfang")
        assert "Weitere Ideen" not in second.words


def test_the_map_is_a_link_away_and_the_list_stays(town: Town) -> None:
    town.idea()
    assert 'href="?ansicht=karte"' in ideas().html
    mapped = ideas(ansicht="karte")
    assert titles(mapped) == ["Bänke am Ufer"]
    assert "data-map-source" in mapped.html
    assert mapped.says("Nur die Liste zeigen")


def test_places_say_how_many_there_are_by_district(town: Town) -> None:
    town.place(**town.here())
    town.place("Das Kurhaus", **town.here())
    page = Visitor().get("/orte/")
    assert page.says("Orte nach Ortsteil", "Mitte 2")
    assert "Warnemünde 0" not in page.words
    assert "Orte nach Ortsteil" not in Visitor().get("/orte/?ortsteil=mitte").words


def test_a_new_place_is_counted_at_once(town: Town) -> None:
    town.place(**town.here())
    assert Visitor().get("/orte/").says("Mitte 1")
    town.place("Das Kurhaus", at=AT + NEXT, **town.here())
    assert Visitor().get("/orte/").says("Mitte 2")


def test_the_same_search_is_a_feed_and_can_be_subscribed_to(town: Town) -> None:
    town.idea(theme_ids=[town.traffic])
    page = ideas(thema="verkehr", sortierung="unterstuetzt")
    assert '<link rel="alternate" type="application/atom+xml"' in page.html
    assert 'href="/feeds/ideen.atom?thema=verkehr"' in page.html
    assert page.says("Diese Suche abonnieren")


def test_a_title_in_another_language_says_so_to_a_screen_reader(town: Town) -> None:
    town.idea("More benches", language="en")
    assert re.search(r'<h3 [^>]*lang="en"><a [^>]*>More benches', ideas().html)
    assert 'lang="de"' not in re.sub(r'hreflang="[^"]*"|<html[^>]*>', "", ideas("de-simple").html).split("<main")[1]


def test_markup_in_titles_texts_and_names_stays_text(town: Town) -> None:
    town.idea("<img src=x onerror=alert(1)>", text="<script>alert(2)</script>", author_name="<b>Kim</b>")
    html = ideas().html.split("<main")[1]
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>Kim" not in html
