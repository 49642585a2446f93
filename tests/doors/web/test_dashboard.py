"""One's own page: what needs me, what is mine, what is new near me; and what it is without an account."""

import re

import pytest

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.deliver.notices import actions as notices
from smilecity.deliver.notices.models import Notice
from smilecity.deliver.notices.rules import Target
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from tests.factories import AT, make_resident
from tests.factories_pages import NEXT, Town
from tests.jobs import run_jobs
from tests.support.clock import Clock
from tests.support.visitor import Visitor
from tests.support.writer import Writer, token_of

pytestmark = pytest.mark.django_db
PATH = "/mein-bereich/"


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def written(author: User, town: Town, title: str = "Meine Idee", *, before: bool = False) -> Contribution:
    draft = actions.begin(call=town.ideas, language="de", at=AT)
    actions.write(draft=draft, content={"title": title, "text": "Ein Text."}, at=AT)
    made = actions.submit_as_member(draft=draft, user=author, informed=True, at=AT, before=before)
    return Contribution.objects.get(pk=made)


def test_without_an_account_it_explains_itself_and_the_filters_live_in_the_address(town: Town) -> None:
    visitor = Visitor()
    page = visitor.get(PATH)
    assert page.says("Mein Bereich", "Dafür brauchen Sie kein Konto.", "Mein Ortsteil", "Mein Thema", "Anmelden")
    assert 'action="/ideen/" method="get"' in page.html
    assert not visitor.client.cookies


def test_somebody_new_reads_what_will_be_there_and_one_thing_to_do(town: Town) -> None:
    page = signed_in(make_resident()).get(PATH)
    assert page.says(
        "Im Moment wartet nichts auf Sie.", "Noch nichts geschrieben", "Neu in Ihrer Nähe", "Einstellungen"
    )


def test_what_is_mine_stands_there_with_where_it_stands(town: Town) -> None:
    me = make_resident()
    written(me, town)
    other = town.idea("Eine andere")
    actions.support_as_member(contribution=other.pk, user=me, informed=False, at=AT)
    town.commented(other, "Mein Kommentar dazu", by=me)
    page = signed_in(me).get(PATH)
    assert page.says("Ihre Beiträge Meine Idee eingegangen", "Was Sie unterstützen Eine andere eingegangen")
    assert page.says("Ihre Kommentare Mein Kommentar dazu", f"zum Beitrag Nr. {other.number}")


def test_what_waits_and_what_was_hidden_says_so_first(town: Town) -> None:
    me = make_resident()
    written(me, town, "Sie wartet", before=True)
    hidden = written(me, town, "Sie ist verborgen")
    actions.set_publicity(contribution=hidden.pk, publicity=Publicity.HIDDEN, by=town.staff, at=AT)
    page = signed_in(me).get(PATH)
    assert page.says("Sie wartet Wir lesen ihn gerade.", "Sie ist verborgen Die Moderation hat ihn verborgen.")


def test_an_answer_is_new_until_it_is_read(town: Town) -> None:
    me = make_resident()
    idea = written(me, town)
    actions.set_office(contribution=idea.pk, office=town.office, due_on=AT.date(), by=town.staff, at=AT)
    actions.reply(contribution=idea.pk, text="Ja.", status=Status.ACCEPTED, by=town.staff, at=AT + NEXT)
    run_jobs()
    visitor = signed_in(me)
    assert visitor.get(PATH).says("Neu Antwort von: Tiefbauamt (wird umgesetzt)", "Alles als gelesen markieren")
    assert Notice.objects.filter(seen_at=None).exists()  # looking is not yet reading
    page = visitor.post(f"{PATH}gelesen/")
    assert "Alles als gelesen markieren" not in page.words
    assert page.says("Antwort von: Tiefbauamt (wird umgesetzt)")
    assert not Notice.objects.filter(seen_at=None).exists()


def test_what_is_new_where_i_subscribe_is_near_me(town: Town) -> None:
    me = make_resident()
    contact = contacts.of_member(user=me, language="de", at=AT)
    notices.subscribe(contact=contact, target=Target(district=town.centre), at=AT)
    town.idea("Gleich nebenan", **town.here())
    town.idea("Weit weg")
    page = signed_in(me).get(PATH)
    assert page.says("Neu in Ihrer Nähe Gleich nebenan Mitte · 2. März 2026")
    assert "Weit weg" not in page.words
    english = signed_in(me).get(f"/en{PATH}").html
    assert re.search(r'<h3[^>]* lang="de"[^>]*><a [^>]*>Gleich nebenan', english)  # a German title, read out as German


def test_what_this_browser_has_begun_is_found_again(town: Town) -> None:
    writer = Writer(call=town.ideas)
    writer.say("text", title="Halb geschrieben", text="Und dann")
    page = writer.get(PATH)
    assert page.says("Angefangen Ihre Idee: Halb geschrieben angefangen, noch nicht abgeschickt")
    assert f'href="{writer.path()}"' in page.html
    assert "Angefangen" not in Visitor().get(PATH).words


def test_what_waits_for_its_mail_is_found_again_until_it_is_confirmed(town: Town) -> None:
    writer = Writer(call=town.ideas)
    wait = writer.hand_in().path
    page = writer.get(PATH)
    assert page.says("Angefangen Ihre Idee: Mehr Bänke am Hafen wartet auf Ihre Bestätigung per E-Mail")
    assert f'href="{wait}"' in page.html
    assert writer.get(wait).says("anna@example.org")
    writer.confirm()
    assert "Angefangen" not in writer.get(PATH).words


def test_a_support_that_waits_for_its_mail_is_found_again(town: Town) -> None:
    visitor, idea = Visitor(), town.idea("Bänke am Ufer")
    wait = visitor.post(f"/ideen/{idea.number}/unterstuetzen/", {"email": "anna@example.org"}).path
    page = visitor.get(PATH)
    assert page.says("Angefangen Ihre Unterstützung: Bänke am Ufer wartet auf Ihre Bestätigung per E-Mail")
    assert f'href="{wait}"' in page.html
    visitor.post(f"/teilnahme/{token_of('anna@example.org')}/")
    assert "Angefangen" not in visitor.get(PATH).words


def test_a_comment_that_waits_and_another_idea_that_is_written_stand_there_together(town: Town) -> None:
    writer, idea = Writer(call=town.ideas), town.idea("Bänke am Ufer")
    writer.hand_in()
    said: dict[str, object] = {"text": "Gute Idee!", "author_name": "", "email": "anna@example.org"}
    writer.post(f"/ideen/{idea.number}/kommentieren/", said)
    writer.say("text", title="Noch eine", text="Ein Text")
    page = writer.get(PATH)
    assert page.says("Ihr Kommentar: Bänke am Ufer wartet auf Ihre Bestätigung per E-Mail")
    assert page.says("Ihre Idee: Mehr Bänke am Hafen wartet", "Ihre Idee: Noch eine angefangen")


def test_nobody_sees_what_is_somebody_elses(town: Town) -> None:
    written(make_resident(), town, "Nur für mich", before=True)
    assert "Nur für mich" not in signed_in(make_resident()).get(PATH).words


def test_who_is_not_signed_in_has_nothing_to_read(town: Town) -> None:
    assert Visitor().post(f"{PATH}gelesen/").says("Mein Bereich")
