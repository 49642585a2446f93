"""Authors change and withdraw their own: who may, until when, what two at once read, what everybody else reads then."""

from uuid import UUID

import pytest

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Contribution, Revision
from smilecity.collect.contributions.queries import detail
from smilecity.collect.contributions.rules import Kind, Moderation, Publicity
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts.models import Contact
from smilecity.people.models import User
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call
from tests.factories_pages import NEXT, Town
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor
from tests.support.writer import Writer, the_contribution

pytestmark = pytest.mark.django_db
NEW = {"title": "Bäume statt Bänke", "text": "Schatten hilft allen."}
API = "/api/v1/contributions"
NOT_YOURS = "Ändern oder zurückziehen kann das nur, wer es geschrieben hat."


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


@pytest.fixture
def me(town: Town) -> User:
    return make_resident()


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def written(author: User, call: UUID, **content: object) -> Contribution:
    """Have a member hand something in."""
    draft = actions.begin(call=call, language="de", at=AT)
    said = {"title": "Bänke am Ufer", "text": "Zum Ausruhen.", "author_name": "Maren", **content}
    actions.write(draft=draft, content=said, at=AT)
    made = actions.submit_as_member(draft=draft, user=author, informed=True, at=AT)
    return Contribution.objects.get(pk=made)


def url(row: Contribution, page: str = "") -> str:
    return f"/{'orte' if row.kind == Kind.PLACE else 'ideen'}/{row.number}/{page}"


def edit(visitor: Visitor, row: Contribution, revision: int = 1, **said: str) -> Page:
    return visitor.post(url(row, "aendern/"), {**NEW, "revision": revision, **said})


def by_moderator(row: Contribution, title: str = "Von der Moderation", revision: int = 1) -> None:
    staff = make_staff()
    content = Content(title=title, text="Ohne Namen.")
    actions.edit(contribution=row.pk, content=content, revision=revision, by=staff, reason="Ein Name", at=AT + NEXT)


class TestTheWayThere:
    def test_the_author_finds_two_quiet_ways_on_the_page_and_nobody_else_does(self, town: Town, me: User) -> None:
        row = written(me, town.ideas)
        page = signed_in(me).get(url(row))
        assert page.says("Ihr Beitrag Text ändern Zurückziehen")
        assert f'href="{url(row, "aendern/")}"' in page.html
        for other in (Visitor(), signed_in(make_resident()), signed_in(town.staff)):
            assert "Ihr Beitrag" not in other.get(url(row)).words

    def test_the_browser_of_a_guest_says_what_guests_can_do(self, town: Town) -> None:
        writer = Writer(call=town.ideas)
        writer.hand_in()
        writer.confirm()
        row = the_contribution()
        page = writer.get(url(row))
        assert page.says("Ihr Beitrag", "Legen Sie mit derselben Adresse ein Konto an oder schreiben Sie uns.")
        assert f"/konto/login/?next={url(row)}" in page.html
        assert "zurueckziehen" not in page.html

    def test_who_signs_in_with_the_address_they_confirmed_as_a_guest_may_do_both(self, town: Town) -> None:
        writer = Writer(call=town.ideas)
        writer.hand_in()
        writer.confirm()
        row, user = the_contribution(), make_resident(email="anna@example.org")
        contacts.claim(user=user)
        assert edit(signed_in(user), row).says("Gespeichert.", NEW["title"])
        assert signed_in(user).post(url(row, "zurueckziehen/")).says("Ihr Beitrag ist zurückgezogen.")

    def test_the_privacy_page_says_how_guests_withdraw(self, town: Town) -> None:
        page = Visitor().get("/datenschutz/")
        assert page.says("Mit einem Konto können Sie Ihren Beitrag jederzeit zurückziehen.", "Ohne Konto: Legen Sie")


class TestRights:
    @pytest.mark.parametrize("page", ["aendern/", "zurueckziehen/"])
    @pytest.mark.parametrize("who", ["guest", "member", "staff", "the browser that wrote it"])
    def test_for_nobody_but_the_author_is_there_anything(self, town: Town, me: User, page: str, who: str) -> None:
        row, other = written(me, town.ideas), Visitor()
        if who == "the browser that wrote it":
            session = other.client.session
            session["contributions"] = [str(row.pk)]
            session.save()
            other.client.cookies["sessionid"] = session.session_key or ""
        elif who != "guest":
            other = signed_in(town.staff if who == "staff" else make_resident())
        for answer in (other.get(url(row, page)), other.post(url(row, page), {**NEW, "revision": 1})):
            assert answer.status == 404
            assert answer.says(NOT_YOURS)
            assert row.title not in answer.words
        row.refresh_from_db()
        assert (row.title, row.publicity) == ("Bänke am Ufer", Publicity.SHOWN)

    def test_what_is_not_there_looks_the_same_so_that_numbers_tell_nothing(self, town: Town, me: User) -> None:
        call = make_call(moderation=Moderation.BEFORE)
        row, visitor = written(me, call), signed_in(make_resident())
        hidden, missing = visitor.get(url(row, "aendern/")), visitor.get("/ideen/999999/aendern/")
        assert (hidden.status, hidden.words) == (missing.status, missing.words)

    def test_what_was_typed_is_handed_back_to_who_was_signed_out_meanwhile(self, town: Town, me: User) -> None:
        page = edit(Visitor(), written(me, town.ideas))
        assert page.says("Das hatten Sie geschrieben", NEW["text"], "Anmelden")

    def test_an_idea_is_no_place(self, town: Town, me: User) -> None:
        row = written(me, town.ideas)
        assert signed_in(me).get(f"/orte/{row.number}/aendern/").status == 404

    def test_who_was_taken_out_of_it_is_its_author_no_more(self, town: Town, me: User) -> None:
        row = written(me, town.ideas)
        actions.erase_person(contact=Contact.objects.get(user=me).pk, at=AT)
        assert edit(signed_in(me), row).status == 404


class TestTheText:
    def test_it_is_changed_all_else_stays_and_everybody_reads_that_it_was(self, town: Town, me: User) -> None:
        row = written(me, town.ideas, theme_ids=[town.traffic], place="Am Kai", **town.here())
        visitor = signed_in(me)
        opened = visitor.get(url(row, "aendern/"))
        assert (opened.fields["title"], opened.fields["revision"]) == ("Bänke am Ufer", "1")
        assert opened.says("Zum Ausruhen.", "Höchstens")
        page = edit(visitor, row)
        assert (page.status, page.path) == (200, url(row))
        assert page.says("Gespeichert.", NEW["title"], NEW["text"], "Der Text wurde geändert.")
        after = Contribution.objects.get(pk=row.pk)
        assert (after.theme_ids, after.place, after.author_name) == ([town.traffic], "Am Kai", "Maren")
        assert (after.lon, after.lat, after.district_id) == (row.lon, row.lat, town.centre)
        assert Revision.objects.get().title == "Bänke am Ufer"

    def test_saving_what_was_there_already_changes_nothing(self, town: Town, me: User) -> None:
        row = written(me, town.ideas)
        assert edit(signed_in(me), row, title=row.title, text=row.text).says("Der Text ist unverändert.")
        assert not Revision.objects.exists()

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"title": " "}, "Bitte geben Sie einen Titel an."),
            ({"text": ""}, "Bitte beschreiben Sie Ihre Idee in ein paar Worten."),
            ({"title": "12345"}, "Bitte schreiben Sie Wörter, nicht nur Zeichen."),
            ({"text": "Zu viel. " * 2_000}, "Der Text ist zu lang: höchstens"),
        ],
    )
    def test_the_same_is_refused_as_when_writing_and_comes_back_as_typed(
        self, town: Town, me: User, said: dict[str, str], sentence: str
    ) -> None:
        row = written(me, town.ideas)
        page = edit(signed_in(me), row, 1, **said)
        assert page.status == 422
        assert page.title.startswith("Fehler: ")
        assert page.says(sentence)
        assert (page.fields["title"], page.fields["revision"]) == (said.get("title", NEW["title"]), "1")
        assert Contribution.objects.get(pk=row.pk).title == row.title

    def test_a_happy_place_needs_no_words_and_one_to_improve_does(self, town: Town, me: User) -> None:
        happy = written(me, town.places, category="happy", place="Mole")
        worse = written(me, town.places, category="improve", place="Mole")
        assert edit(signed_in(me), happy, text="").says("Gespeichert.")
        assert edit(signed_in(me), worse, text="").status == 422

    def test_moderator_and_author_at_once_both_versions_are_read_and_saving_again_is_deliberate(
        self, town: Town, me: User
    ) -> None:
        row, visitor = written(me, town.ideas), signed_in(me)
        opened = visitor.get(url(row, "aendern/")).fields["revision"]
        by_moderator(row)
        page = edit(visitor, row, int(opened))
        assert page.status == 409
        assert page.says("Der Text wurde inzwischen geändert. Bitte vergleichen Sie beide Fassungen.")
        assert page.says("So lautet der Text jetzt Von der Moderation Ohne Namen.", NEW["text"])
        assert (page.fields["title"], page.fields["revision"]) == (NEW["title"], "2")
        assert Contribution.objects.get(pk=row.pk).title == "Von der Moderation"
        assert edit(visitor, row, int(page.fields["revision"])).says("Gespeichert.", NEW["title"])

    @pytest.mark.parametrize("revision", ["", "x", "-1", "²", "9" * 40])
    def test_a_revision_that_is_none_is_an_old_one(self, town: Town, me: User, revision: str) -> None:
        row = written(me, town.ideas)
        page = signed_in(me).post(url(row, "aendern/"), {**NEW, "revision": revision})
        assert page.status == 409
        assert page.says("Der Text wurde inzwischen geändert.", NEW["text"])

    def test_where_moderators_read_first_it_is_away_until_they_have(self, town: Town, me: User) -> None:
        row = written(me, make_call(moderation=Moderation.BEFORE))
        actions.set_publicity(contribution=row.pk, publicity=Publicity.SHOWN, by=town.staff, at=AT)
        visitor = signed_in(me)
        assert visitor.get(url(row, "aendern/")).says("Wir lesen die Änderung, bevor alle sie sehen.")
        assert edit(visitor, row).says("Gespeichert. Wir lesen den Text noch, danach sehen ihn alle.")
        page = Visitor().get(url(row))
        assert page.status == 404
        assert page.says("Dieser Beitrag ist gerade nicht zu sehen.", "Wir lesen diesen Beitrag gerade noch einmal.")
        assert NEW["title"] not in page.html

    def test_nobody_who_follows_it_is_flooded(self, town: Town, me: User) -> None:
        row, visitor = written(me, town.ideas), signed_in(me)
        pages = [edit(visitor, row, number + 1, text=f"Fassung {number} mit Worten") for number in range(21)]
        assert [page.status for page in pages] == [200] * 20 + [429]
        assert pages[-1].says("noch einmal ab", "Fassung 20 mit Worten")


ENDS = {
    "answered": ("Die Stadt hat schon geantwortet.", True),
    "merged": ("Dieser Beitrag wurde mit einem anderen zusammengeführt.", True),
    "withdrawn": ("Dieser Beitrag wurde gelöscht oder zurückgezogen.", False),
    "removed": ("Dieser Beitrag wurde gelöscht oder zurückgezogen.", False),
    "hidden": ("", True),
}


def end(row: Contribution, how: str, town: Town) -> None:
    """Let something happen to a contribution."""
    if how == "answered":
        actions.reply(contribution=row.pk, text="Ja.", status=None, by=town.staff, at=AT)
    elif how == "merged":
        actions.merge(contribution=row.pk, into=town.idea("Eine andere").pk, by=town.staff, at=AT)
    elif how == "removed":
        actions.remove(contribution=row.pk, by=town.staff, reason="Beleidigung", at=AT)
    else:
        actions.set_publicity(contribution=row.pk, publicity=Publicity(how), by=town.staff, at=AT)


@pytest.mark.parametrize("how", ENDS)
def test_what_the_page_offers_is_what_may_still_be_done(town: Town, me: User, how: str) -> None:
    row, visitor = written(me, town.ideas), signed_in(me)
    sentence, may_withdraw = ENDS[how]
    end(row, how, town)
    page, opened, sent = visitor.get(url(row)), visitor.get(url(row, "aendern/")), edit(visitor, row)
    assert (url(row, "aendern/") in page.html) is (not sentence)
    assert (url(row, "zurueckziehen/") in page.html) is may_withdraw
    if not sentence:
        assert sent.says("Gespeichert.")
        return
    assert (opened.status, sent.status) == (409, 409)
    assert opened.says("Der Text bleibt, wie er ist.", sentence)
    assert sent.says(sentence, "Das hatten Sie geschrieben", NEW["text"])
    assert Contribution.objects.get(pk=row.pk).title != NEW["title"]


class TestWithdrawing:
    def test_it_is_asked_first_and_opening_the_page_changes_nothing(self, town: Town, me: User) -> None:
        row, visitor = written(me, town.ideas), signed_in(me)
        page = visitor.get(url(row, "zurueckziehen/"))
        assert page.says("Möchten Sie Ihren Beitrag zurückziehen?", row.title, "nicht rückgängig machen")
        assert page.says("Sie bekommen dann keine Antwort der Stadt mehr.")
        assert visitor.client.head(url(row, "zurueckziehen/")).status_code == 200
        assert Visitor().get(url(row)).status == 200

    def test_it_is_gone_for_everybody_but_the_author_who_reads_that_it_is_done(self, town: Town, me: User) -> None:
        row, visitor = written(me, town.ideas), signed_in(me)
        for _ in range(2):  # a second click changes nothing
            page = visitor.post(url(row, "zurueckziehen/"))
            assert (page.status, page.path) == (200, url(row, "zurueckziehen/"))
            assert page.says("Ihr Beitrag ist zurückgezogen.", "Nur Sie und die Stadtverwaltung")
        assert visitor.get(url(row)).says("Sie haben ihn zurückgezogen.", "Zum Ausruhen.")
        other = Visitor().get(url(row))
        assert other.status == 410
        assert other.says("Wer ihn geschrieben hat, hat diesen Beitrag zurückgezogen.")
        assert row.title not in other.html
        shown = detail.by_id(row.pk)
        assert shown
        assert (shown.publicity, shown.visible) == (Publicity.WITHDRAWN, False)

    def test_who_keeps_a_copy_of_our_data_is_told_to_delete_it(self, town: Town, me: User, time: Clock) -> None:
        row = written(me, town.ideas)
        visitor, client = signed_in(me), Visitor().client
        (item,) = client.get(API).json()["items"]
        time.at += NEXT
        visitor.post(url(row, "zurueckziehen/"))
        changes = client.get(API, {"changed_since": item["changed_at"]}).json()["items"]
        assert [(one["id"], one["gone"]) for one in changes if "gone" in one] == [(item["id"], True)]
        assert (client.get(API).json()["items"], client.get(f"{API}/{row.number}").status_code) == ([], 410)
        assert row.title not in client.get("/ideen/").content.decode()

    def test_what_was_answered_may_be_withdrawn_and_the_page_says_what_goes_with_it(self, town: Town, me: User) -> None:
        row, visitor = written(me, town.ideas), signed_in(me)
        end(row, "answered", town)
        assert visitor.get(url(row, "zurueckziehen/")).says("Auch die Antwort der Stadt ist dann nicht mehr zu lesen.")
        assert visitor.post(url(row, "zurueckziehen/")).says("Ihr Beitrag ist zurückgezogen.")

    def test_what_was_erased_cannot_be_withdrawn(self, town: Town, me: User) -> None:
        row, visitor = written(me, town.ideas), signed_in(me)
        end(row, "removed", town)
        assert visitor.get(url(row, "zurueckziehen/")).status == 409
        assert visitor.post(url(row, "zurueckziehen/")).says("Dieser Beitrag wurde gelöscht.")
        assert Contribution.objects.get(pk=row.pk).publicity == Publicity.REMOVED
