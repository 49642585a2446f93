"""Members support and comment where they read: who wants to hears what becomes of it, and no machine speaks unread."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.deliver.notices.rules import QUIET
from smilecity.doors.mail import jobs
from smilecity.doors.web import proof
from smilecity.people.models import User
from tests.factories import AT, make_resident
from tests.factories_pages import Town
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.solving import solved
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db
Fields = dict[str, object]
SUPPORT: Fields = {"act": "support"}
COMMENT: Fields = {"act": "comment", "text": "Gute Idee!", "author_name": "Maren"}
HEAR: Fields = {"informed": "yes"}


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


@pytest.fixture
def maren(town: Town) -> User:
    return make_resident(email="maren@example.org")


@pytest.fixture
def idea(town: Town) -> Contribution:
    return town.idea("Bänke am Ufer")


def say(idea: Contribution, user: User, fields: Fields) -> Page:
    return _browser(user).post(_path(idea), fields)


def _browser(user: User) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def _path(idea: Contribution) -> str:
    return f"/ideen/{idea.number}/"


def answer(idea: Contribution, town: Town, time: Clock) -> None:
    """Have the office reply, and let the time go by after which its mails are sent."""
    run_jobs()
    actions.set_office(contribution=idea.pk, office=town.office, due_on=None, by=town.staff, at=AT)
    actions.reply(contribution=idea.pk, text="Sie kommen im Mai.", status=Status.ACCEPTED, by=town.staff, at=AT)
    run_jobs()
    time.at += QUIET
    jobs.send_single(0)
    run_jobs()


class TestHearing:
    @pytest.mark.parametrize("act", [SUPPORT, COMMENT], ids=["support", "comment"])
    def test_who_wants_to_hears_of_the_answer_on_their_page_and_by_mail(
        self, idea: Contribution, maren: User, town: Town, time: Clock, smtp: Inbox, act: Fields
    ) -> None:
        say(idea, maren, act | HEAR)
        answer(idea, town, time)
        [mail] = smtp.messages
        assert (mail.to, mail.subject) == (("maren@example.org",), "Antwort zu „Bänke am Ufer“")
        assert "Sie kommen im Mai." in mail.text
        assert _browser(maren).get("/mein-bereich/").says("Für Sie", "Antwort von: Tiefbauamt (wird umgesetzt)")

    @pytest.mark.parametrize("act", [SUPPORT, SUPPORT | {"informed": "no"}, COMMENT], ids=["none", "no", "comment"])
    def test_who_does_not_want_to_hears_nothing(
        self, idea: Contribution, maren: User, town: Town, time: Clock, smtp: Inbox, act: Fields
    ) -> None:
        say(idea, maren, act)
        answer(idea, town, time)
        assert smtp.messages == []
        assert "Antwort von: Tiefbauamt" not in _browser(maren).get("/mein-bereich/").words

    def test_the_page_offers_the_choice_that_guests_have_and_says_what_was_chosen(
        self, idea: Contribution, maren: User
    ) -> None:
        page = _browser(maren).get(_path(idea))
        assert page.says("Unterstützen und informiert werden Nur unterstützen", "Das geht jederzeit.")
        assert page.says("Schreiben Sie mir, wenn sich hier etwas tut.")
        assert 'name="informed" value="yes"><span class="kern-label">Unterstützen und' in page.html
        assert 'name="informed" value="no"><span class="kern-label">Nur' in page.html
        assert page.fields["act"] == "support"
        assert say(idea, maren, SUPPORT | HEAR).says("Ihre Unterstützung zählt. Wir schreiben Ihnen, wenn sich etwas")

    def test_after_a_mistake_the_wish_is_still_there(self, idea: Contribution, maren: User) -> None:
        page = say(idea, maren, COMMENT | HEAR | {"text": "!!!", "author_name": "M" * 61})
        assert page.status == 422
        assert page.says("Bitte schreiben Sie Wörter, nicht nur Zeichen.", "höchstens 60 Zeichen")
        assert 'name="informed" value="yes" aria-describedby="informed-means" checked' in page.html


class TestMachines:
    def test_what_fills_the_field_that_nobody_sees_is_read_first(self, idea: Contribution, maren: User) -> None:
        assert "homepage" in _browser(maren).get(_path(idea)).fields
        page = say(idea, maren, COMMENT | {"homepage": "https://example.org"})
        assert page.says("Danke! Wir lesen Ihren Kommentar, bevor er hier steht.", "Noch keine Kommentare")

    @pytest.mark.parametrize(
        ("asked", "brought", "shown"), [(True, True, True), (True, False, False), (False, False, True)]
    )
    def test_where_a_proof_is_asked_for_a_comment_without_is_read_first(
        self,
        idea: Contribution,
        maren: User,
        time: Clock,
        settings: Settings,
        *,
        asked: bool,
        brought: bool,
        shown: bool,
    ) -> None:
        settings.PROOF_OF_WORK, settings.PROOF_DIFFICULTY = asked, 10
        assert ("data-proof-challenge" in _browser(maren).get(_path(idea)).html) is asked
        # The library looks at a clock of its own, which is ahead of the one that stands.
        payload = solved(proof.challenge(at=time.at + timedelta(days=36_500))) if brought else ""
        say(idea, maren, COMMENT | {"proof": payload})
        assert (Comment.objects.get().publicity == Publicity.SHOWN) is shown

    @pytest.mark.parametrize(("act", "most"), [(SUPPORT, 30), (COMMENT, 20)], ids=["support", "comment"])
    def test_one_member_speaks_so_often_a_day_as_one_guest(
        self, idea: Contribution, maren: User, act: Fields, most: int
    ) -> None:
        browser = _browser(maren)
        answers = [browser.client.post(_path(idea), act).status_code for _ in range(most + 1)]
        assert answers == [302] * most + [429]
        assert say(idea, maren, {"act": "withdraw"}).status == 200
