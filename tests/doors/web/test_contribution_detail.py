"""The page of one idea or place: what it says, who may see it, what members do there, and that text stays text."""

from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.doors.web import rich_text
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_resident
from tests.factories_contributions import make_call, make_contribution
from tests.factories_pages import NEXT, Town
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db
DAY = NEXT * 60 * 24


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


def url(idea: Contribution) -> str:
    return f"/{'orte' if idea.kind == 'place' else 'ideen'}/{idea.number}/"


def read(idea: Contribution, visitor: Visitor | None = None) -> Page:
    return (visitor or Visitor()).get(url(idea))


def signed_in(user: User | None = None) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(user or make_resident(), backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def test_the_page_says_what_it_is_where_it_stands_and_what_happened(town: Town) -> None:
    idea = town.idea(theme_ids=[town.traffic], text="Zum Ausruhen.", place="Nähe Lange Straße, Mitte", **town.here())
    due_on = (AT + DAY * 9).date()
    actions.set_office(contribution=idea.pk, office=town.office, due_on=due_on, by=town.staff, at=AT + DAY)
    page = read(idea)
    assert page.title.startswith("Bänke am Ufer")
    assert page.says(f"Idee Nr. {idea.number}", "Am Telefon aufgenommen, 2. März 2026", "Zum Ausruhen.", "eingegangen")
    assert page.says("Zuständig Tiefbauamt", "Zugesagt Antwort bis 11. März 2026", "Nähe Lange Straße, Mitte")
    assert page.says("Was bisher geschah", "Zuständig ist: Tiefbauamt. Die Antwort kommt bis 11. März 2026.")
    assert page.says("noch niemand unterstützt das", "Noch keine Kommentare")
    assert f'value="http://127.0.0.1:8000/ideen/{idea.number}/"' in page.html


def test_an_answer_stands_out_and_the_history_names_it(town: Town) -> None:
    idea = town.idea()
    actions.set_office(contribution=idea.pk, office=town.office, due_on=AT.date(), by=town.staff, at=AT)
    text = "Drei Bänke kommen im Mai. Siehe https://example.org/ufer."
    actions.reply(contribution=idea.pk, text=text, status=Status.ACCEPTED, by=town.staff, at=AT + DAY)
    page = read(idea)
    assert page.says("Antwort der Stadt Tiefbauamt · 3. März 2026 · wird umgesetzt", "Drei Bänke kommen im Mai.")
    assert page.says("Antwort Beantwortet am 3. März 2026", "Antwort von: Tiefbauamt. Neuer Stand: wird umgesetzt.")
    assert 'href="https://example.org/ufer" rel="nofollow ugc noopener"' in page.html
    assert "überfällig" not in page.words


def test_an_edit_is_visible_with_its_reason(town: Town) -> None:
    idea = town.idea()
    content = Content(title="Bänke am Ufer", text="Ohne Namen.")
    actions.edit(
        contribution=idea.pk,
        content=content,
        revision=idea.revision,
        by=town.staff,
        reason="Ein Name wurde entfernt.",
        redacts=False,
        at=AT + DAY,
    )
    assert read(idea).says("Der Text wurde geändert.", "Ein Name wurde entfernt.")


@pytest.mark.parametrize(("kind", "feed"), [("idea", "ideen"), ("place", "orte")])
def test_its_history_can_be_followed_as_a_feed(town: Town, kind: str, feed: str) -> None:
    one = town.idea() if kind == "idea" else town.place()
    page = read(one)
    address = f"/feeds/{feed}/{one.number}.atom"
    assert page.says("Als Atom-Feed lesen")
    assert page.html.count(f'href="{address}"') == 2
    assert f'<link rel="alternate" type="application/atom+xml" title="{one.title}" href="{address}">' in page.html
    assert Client().get(address).status_code == 200


def test_what_only_its_author_sees_has_no_feed(town: Town) -> None:
    author = make_resident()
    waiting = _written_by(author, town, shown=False)
    assert ".atom" not in read(waiting, signed_in(author)).html


class TestWhoMaySee:
    def test_what_waits_only_its_author_and_staff_see_with_a_note(self, town: Town) -> None:
        author = make_resident()
        waiting = _written_by(author, town, shown=False)
        assert read(waiting).status == 404
        assert read(waiting, signed_in()).status == 404
        for reader in (signed_in(author), Colleague(Role.MODERATOR)):
            page = read(waiting, reader)
            assert page.status == 200
            assert page.says("Diesen Beitrag sehen nur Sie und die Stadtverwaltung.")

    def test_the_browser_in_which_a_guest_wrote_it_knows_it(self, town: Town) -> None:
        waiting = _written_by(make_resident(), town, shown=False)
        visitor = Visitor()
        session = visitor.client.session
        session["contributions"] = [str(waiting.pk)]
        session.save()
        visitor.client.cookies["sessionid"] = session.session_key or ""
        assert read(waiting, visitor).status == 200

    @pytest.mark.parametrize(
        ("publicity", "sentence"),
        [
            (Publicity.HIDDEN, "Die Moderation hat diesen Beitrag verborgen: Er verstößt gegen unsere Regeln"),
            (Publicity.WITHDRAWN, "Wer ihn geschrieben hat, hat diesen Beitrag zurückgezogen."),
        ],
    )
    def test_what_is_gone_says_why_but_not_what_it_said(self, town: Town, publicity: Publicity, sentence: str) -> None:
        idea = town.idea("Ein schlimmer Titel", text="Ein schlimmer Text")
        actions.set_publicity(contribution=idea.pk, publicity=publicity, by=town.staff, at=AT)
        page = read(idea)
        assert page.status == 410
        assert page.says("Dieser Beitrag ist nicht mehr da.", sentence)
        assert "schlimmer" not in page.html

    def test_what_was_erased_is_gone_for_staff_too(self, town: Town) -> None:
        idea = town.idea()
        actions.remove(contribution=idea.pk, by=town.staff, reason="Beleidigung", at=AT)
        assert read(idea, Colleague(Role.ADMINISTRATOR)).status == 410

    @pytest.mark.parametrize("publicity", [Publicity.WAITING, Publicity.HIDDEN, Publicity.WITHDRAWN])
    def test_the_history_names_what_everybody_sees_and_of_all_else_the_number(
        self, town: Town, publicity: Publicity
    ) -> None:
        idea, other = town.idea("Bänke am Ufer"), town.idea("Sitze am Ufer")
        actions.merge(contribution=other.pk, into=idea.pk, by=town.staff, at=AT)
        pages = [f"/ideen/{idea.number}/", f"/feeds/ideen/{idea.number}.atom"]
        assert all("Sitze am Ufer" in Client().get(page).content.decode() for page in pages)
        actions.set_publicity(contribution=other.pk, publicity=publicity, by=town.staff, at=AT)
        for page in (Client().get(page).content.decode() for page in pages):
            assert "Sitze am Ufer" not in page
            assert f"Der Beitrag wurde mit Nr. {other.number} zusammengeführt." in page
            assert f"/ideen/{other.number}/" not in page

    def test_what_was_merged_says_into_which_and_leads_there(self, town: Town) -> None:
        first, second = town.idea("Erste"), town.idea("Zweite")
        actions.merge(contribution=first.pk, into=second.pk, by=town.staff, at=AT)
        page = read(first)
        assert page.status == 200
        assert page.says(f"zum Beitrag Nr. {second.number}")
        assert f'href="/ideen/{second.number}/"' in page.html
        assert "Das unterstütze ich" not in page.words

    def test_a_number_leads_to_its_page_whatever_kind_was_typed(self, town: Town) -> None:
        place = town.place()
        found = Client().get(f"/ideen/{place.number}/")
        assert (found.status_code, found["Location"]) == (301, f"/orte/{place.number}/")
        assert Client().get("/ideen/999999/").status_code == 404


class TestMembers:
    def test_support_and_take_it_back(self, town: Town) -> None:
        idea, member = town.idea(), signed_in()
        page = member.post(url(idea), {"act": "support"})
        assert page.says("Danke! Ihre Unterstützung zählt.", "1 Person unterstützt das", "Sie unterstützen das.")
        page = member.post(url(idea), {"act": "withdraw"})
        assert page.says("noch niemand unterstützt das")

    def test_nobody_supports_their_own(self, town: Town) -> None:
        author = make_resident()
        idea, member = _written_by(author, town, shown=True), signed_in(author)
        assert read(idea, member).says("Das ist Ihr eigener Beitrag.")
        assert member.post(url(idea), {"act": "support"}).status == 409

    def test_say_something_once_however_often_they_press(self, town: Town) -> None:
        idea, member = town.idea(), signed_in()
        fields: dict[str, object] = {
            "act": "comment",
            "text": "Gute Idee!",
            "author_name": "Maren",
            "once": str(uuid4()),
        }
        member.post(url(idea), fields)
        page = member.post(url(idea), fields)
        assert page.says("1 Kommentar", "Maren", "Gute Idee!")
        assert Comment.objects.count() == 1

    def test_a_comment_that_cannot_be_taken_comes_back_with_the_reason(self, town: Town) -> None:
        idea, member = town.idea(), signed_in()
        text = "Gut! " * 500
        page = member.post(url(idea), {"act": "comment", "text": text, "author_name": "Maren"})
        assert page.title.startswith("Fehler:")
        assert page.says("Der Text ist zu lang: höchstens 2000 Zeichen")
        assert text.strip() in page.html
        assert page.fields["author_name"] == "Maren"

    def test_where_moderators_read_first_a_comment_waits(self, town: Town) -> None:
        from smilecity.collect.contributions.rules import Moderation

        idea = make_contribution(make_call(moderation=Moderation.BEFORE), by=town.staff, shown=True)
        page = signed_in().post(url(idea), {"act": "comment", "text": "Gute Idee!", "author_name": ""})
        assert page.says("Danke! Wir lesen Ihren Kommentar, bevor er hier steht.", "Noch keine Kommentare")

    def test_after_the_call_is_over_nothing_is_offered(self, town: Town, time: Clock) -> None:
        idea = make_contribution(make_call(closes_at=AT + NEXT), by=town.staff)
        time.at += DAY
        page = read(idea, signed_in())
        assert "Das unterstütze ich" not in page.words
        assert "Kommentar absenden" not in page.words


class TestGuests:
    def test_are_led_to_the_pages_on_which_they_confirm(self, town: Town) -> None:
        idea = town.idea()
        page = read(idea)
        for step in ("unterstuetzen", "kommentieren", "melden"):
            assert f'href="/ideen/{idea.number}/{step}/"' in page.html

    def test_reading_makes_no_session(self, town: Town) -> None:
        visitor = Visitor()
        read(town.idea(), visitor)
        visitor.get("/ideen/")
        assert not visitor.client.cookies

    def test_who_sends_a_members_form_is_led_there_too(self, town: Town) -> None:
        idea = town.idea()
        answer = Client().post(url(idea), {"act": "support"})
        assert answer["Location"] == f"/ideen/{idea.number}/unterstuetzen/"


class TestComments:
    def test_the_town_halls_word_is_marked(self, town: Town) -> None:
        idea = town.idea()
        town.commented(idea, "Bitte mit Lehne.")
        actions.comment_for_office(contribution=idea.pk, office=town.office, text="Gern.", by=town.staff, at=AT + DAY)
        page = read(idea)
        assert page.says("2 Kommentare", "Maren", "Bitte mit Lehne.", "Tiefbauamt Stadtverwaltung 3. März 2026 Gern.")
        assert page.html.count("comment--office") == 1

    def test_many_come_a_page_at_a_time(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        from smilecity.doors.web import contribution_page

        monkeypatch.setattr(contribution_page, "COMMENTS_MOST", 2)
        idea = town.idea()
        for number in range(3):
            town.commented(idea, f"Nummer {number}")
        first = read(idea)
        last = str(Comment.objects.order_by("posted_at", "id")[1].pk)
        assert f'href="{url(idea)}?ab={last}#kommentare"' in first.html
        second = Visitor().get(f"{url(idea)}?ab={last}")
        assert first.words.count("Nummer") == 2
        assert second.words.count("Nummer") == 1
        assert second.says("Zu den ersten Kommentaren")


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "http://example.org/'><svg onload=alert(1)>",
    "data:text/html,<script>alert(1)</script>",
    "{{ request.user }}{% load static %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_write_is_never_markup_or_script(town: Town, attack: str) -> None:
    idea = town.idea(title=f"Titel {attack}"[:120], text=attack, author_name=attack[:60], place=attack)
    town.commented(idea, attack)
    html = read(idea).html.split("<main")[1]
    assert "<script>" not in html
    assert "<img src=x" not in html
    assert "<svg onload" not in html
    assert 'href="javascript' not in html
    assert 'href="data:' not in html
    assert '"onmouseover="' not in html


@given(st.text(alphabet=st.sampled_from("ab<>&\"'\n ./:?=()[],htps"), max_size=80))
def test_any_text_keeps_its_words_and_gains_only_our_own_tags(text: str) -> None:
    import html
    import re

    shown = str(rich_text.linked(text))
    bare = re.sub(r"</a>|<a href=\"https?://[^\"<>]*\" rel=\"nofollow ugc noopener\">", "", shown)
    assert html.unescape(bare.replace("<br>", "\n")) == text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Siehe https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("https://a.example/wiki/Bank_(M%C3%B6bel)", "https://a.example/wiki/Bank_(M%C3%B6bel)"),
        ("HTTPS://A.example?a=1&b=2!", "HTTPS://A.example?a=1&amp;b=2"),
    ],
)
def test_a_link_ends_where_a_reader_says_it_ends(text: str, address: str) -> None:
    assert f'href="{address}"' in rich_text.linked(text)


def test_a_comment_in_another_language_says_so(town: Town) -> None:
    idea = town.idea()
    actions.comment_as_member(
        contribution=idea.pk,
        text="Good idea",
        author_name="",
        user=make_resident(),
        informed=False,
        language="en",
        at=AT,
    )
    assert '<div class="comment__text flow" lang="en">' in read(idea).html


@pytest.mark.parametrize(("language", "word"), [("en", "Civil Engineering Office"), ("de-simple", "Tiefbauamt")])
def test_the_page_speaks_the_readers_language(town: Town, language: str, word: str) -> None:
    idea = town.idea()
    actions.set_office(contribution=idea.pk, office=town.office, due_on=None, by=town.staff, at=AT)
    assert Visitor().get(f"/{language}{url(idea)}").says(word)


def _written_by(author: User, town: Town, *, shown: bool) -> Contribution:
    """Return an idea of a member."""
    draft = actions.begin(call=town.ideas, language="de", at=AT)
    actions.write(draft=draft, content={"title": "Meine Idee", "text": "Ein Text."}, at=AT)
    made = actions.submit_as_member(draft=draft, user=author, informed=True, at=AT, before=not shown)
    return Contribution.objects.get(pk=made)
