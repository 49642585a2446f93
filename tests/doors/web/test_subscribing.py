"""Subscribing and its end, page by page: by mail for guests, at once for members, by a bare POST for mail programs."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from smilecity.deliver.notices import actions, queries, rules
from smilecity.deliver.notices.models import Reader, Subscription, Wish
from smilecity.deliver.notices.rules import Rhythm, Search, Target
from smilecity.ground import hashes
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.contacts.queries import of_address
from tests.factories import AT, make_resident
from tests.factories_contributions import make_contribution, make_district, make_theme
from tests.factories_notices import make_contact, make_follower
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import link_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]


def _ask(client: Client, query: str, email: str = "anna@example.org") -> str:
    """Ask for a subscription as a guest; return where the browser waits."""
    answer = client.post(f"/abos/neu/?{query}", {"email": email})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def _link(smtp: Inbox) -> str:
    run_jobs()
    return link_in(smtp.messages[-1].text)


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_guest_subscribes_by_the_link_of_a_mail(smtp: Inbox) -> None:
    row, browser, phone = make_contribution(title="Mehr Bänke"), Client(), Client(enforce_csrf_checks=True)
    assert "Wir schreiben Ihnen, was aus „Mehr Bänke“ wird." in _page(browser, f"/abos/neu/?beitrag={row.number}")
    wait = _ask(browser, f"beitrag={row.number}")
    assert "anna@example.org" in _page(browser, wait)
    link = _link(smtp)
    assert f"Neuigkeiten schicken: Beitrag Nr. {row.number}. Haben" in smtp.messages[0].text
    asked = _page(phone, link)
    assert "Dürfen wir Ihnen schreiben?" in asked
    assert "Mehr Bänke" in asked
    assert not Subscription.objects.exists()
    done = phone.post(link)
    assert "Ab jetzt schreiben wir Ihnen" in done.content.decode()
    contact = of_address("anna@example.org")
    assert contact
    assert queries.follows(contact, row.pk)
    assert OptIn.objects.get().purpose == "subscription"
    assert not Wish.objects.exists()
    assert "schon bestätigt" in _page(phone, link)
    assert "Hier wartet nichts mehr" in _page(browser, wait)


@pytest.mark.parametrize(
    ("prefix", "sentence"), [("", "Neue Ideen"), ("/en", "New ideas"), ("/de-simple", "Neue Ideen")]
)
def test_nobody_can_send_words_of_their_own_to_a_stranger(smtp: Inbox, prefix: str, sentence: str) -> None:
    make_theme("verkehr", name={"de": "Verkehr"})
    idea = make_contribution(title="Ihr Konto ist gesperrt: https://evil.example")
    for query in ("art=ideen&thema=verkehr&suche=konto+gesperrt+https://evil.example", f"beitrag={idea.number}"):
        answer = Client().post(f"{prefix}/abos/neu/?{query}", {"email": "anna@example.org"})
        assert answer.status_code == 302
    run_jobs()
    for mail in smtp.messages:
        assert not [word for word in ("evil", "onto", "esperrt") if word in f"{mail.subject}{mail.text}"]
    assert f"{sentence} " in smtp.messages[0].text
    assert "„Verkehr“" in smtp.messages[0].text or "“Verkehr”" in smtp.messages[0].text
    assert str(idea.number) in smtp.messages[1].text


def test_a_guest_subscribes_by_the_code_of_the_mail(smtp: Inbox) -> None:
    make_theme("verkehr", name={"de": "Verkehr"})
    browser = Client()
    wait = _ask(browser, "thema=verkehr")
    run_jobs()
    text = smtp.messages[0].text
    assert "Neues zum Thema „Verkehr“" in text
    assert browser.post(wait, {"code": "AAAA-AAAA"}).status_code == 422
    found = re.search(r"^\w{4}-\w{4}$", text, re.MULTILINE)
    assert found
    assert "Ab jetzt schreiben wir Ihnen" in browser.post(wait, {"code": found[0]}).content.decode()
    assert Subscription.objects.get().theme_id


def test_what_is_not_confirmed_in_time_is_erased_and_its_link_says_so(smtp: Inbox, time: Clock) -> None:
    make_theme("verkehr")
    _ask(Client(), "thema=verkehr")
    link = _link(smtp)
    time.at += timedelta(hours=49)
    assert actions.drop_expired(at=time.at) == 1
    assert (Wish.objects.count(), Contact.objects.count()) == (0, 0)
    answer = Client().get(link)
    assert (answer.status_code, "abgelaufen" in answer.content.decode()) == (410, True)
    assert Client().post(link).status_code == 410


def test_the_reply_is_the_same_whether_or_not_an_address_is_known(smtp: Inbox) -> None:
    make_theme("verkehr")
    make_follower(Target(theme=make_theme()))
    make_contact("known@example.org")
    pages = []
    for email in ("known@example.org", "stranger@example.org"):
        browser = Client()
        pages.append(_page(browser, _ask(browser, "thema=verkehr", email)).replace(email, "…"))
    assert re.sub(r"[0-9a-f-]{36}|value=\"\w{64}\"", "", pages[0]) == re.sub(
        r"[0-9a-f-]{36}|value=\"\w{64}\"", "", pages[1]
    )
    run_jobs()
    assert {mail.subject for mail in smtp.messages} == {smtp.messages[0].subject}


def test_another_browser_cannot_see_who_waits() -> None:
    make_theme("verkehr")
    wait = _ask(Client(), "thema=verkehr")
    assert Client().get(wait).status_code == 404
    assert Client().post(f"{wait}erneut/").status_code == 404


def test_another_address_can_be_given(smtp: Inbox) -> None:
    make_theme("verkehr")
    browser = Client()
    wait = _ask(browser, "thema=verkehr", "anan@example.org")
    link = _link(smtp)
    back = browser.post(f"{wait}zurueck/")
    assert back["Location"] == "/abos/neu/?thema=verkehr"
    assert Client().get(link).status_code == 404
    assert not Wish.objects.exists()


def test_an_address_that_is_none_is_said_beside_the_field() -> None:
    make_theme("verkehr")
    answer = Client().post("/abos/neu/?thema=verkehr", {"email": "anna@"})
    assert answer.status_code == 422
    assert "vollständige E-Mail-Adresse" in answer.content.decode()


def test_nobodys_postbox_is_flooded() -> None:
    make_theme("verkehr")
    answers = [Client().post("/abos/neu/?thema=verkehr", {"email": "anna@example.org"}) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [302] * 8 + [429]


def test_a_member_subscribes_at_once_and_sees_it() -> None:
    make_district("Mitte")
    member, browser = make_resident(email="mia@example.org"), Client()
    browser.force_login(member)
    assert "mia@example.org" in _page(browser, "/abos/neu/?ortsteil=mitte")
    assert browser.post("/abos/neu/?ortsteil=mitte")["Location"] == "/abos/"
    assert "Neues in Mitte" in _page(browser, "/abos/")
    subscription = Subscription.objects.get()
    assert browser.get(f"/abos/ende/{subscription.pk}/").status_code == 200
    assert queries.subscriptions(subscription.contact_id)
    browser.post(f"/abos/ende/{subscription.pk}/")
    assert queries.subscriptions(subscription.contact_id) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("art=ideen", Target(search=Search(kind="idea"))),
        (
            "art=ideen&suche=Rad%20Weg&status=umgesetzt",
            Target(search=Search(kind="idea", text="rad weg", status="done")),
        ),
        ("art=orte&gefuehl=gluecklich", Target(search=Search(kind="place", category="happy"))),
        ("suche=rad", Target(search=Search(text="rad"))),
    ],
)
def test_a_search_is_subscribed_to_with_its_filters(query: str, expected: Target) -> None:
    browser = Client()
    browser.force_login(make_resident())
    browser.post(f"/abos/neu/?{query}")
    assert queries.subscriptions(Subscription.objects.get().contact_id)[0].target == expected


def test_without_a_choice_the_page_offers_one() -> None:
    make_theme("verkehr", name={"de": "Verkehr"})
    assert "Verkehr" in _page(Client(), "/abos/neu/")
    assert Client().post("/abos/neu/", {"email": "anna@example.org"}).status_code == 422
    assert "Wählen Sie, wovon" in _page(Client(), "/abos/neu/?beitrag=999&thema=gibtesnicht")


def test_nobody_is_asked_to_sign_in_to_read_how_it_works() -> None:
    assert "unten ein Link zu Ihren Abos" in _page(Client(), "/abos/")
    assert Client().post("/abos/alles/").status_code == 302
    assert Client().get(f"/abos/ende/{uuid4()}/").status_code == 302


# --- by the link of a mail --------------------------------------------------------------------------------------------


def _reader() -> tuple[str, Subscription]:
    """Make a guest with a subscription; return their link and the subscription."""
    contact = make_follower(make_contribution(title="Mehr Bänke"))
    subscription = Subscription.objects.get(contact=contact)
    return f"/abos/{_token(contact)}/", subscription


def _runs(subscription: Subscription) -> bool:
    return subscription.pk in {row.id for row in queries.subscriptions(subscription.contact_id)}


def _token(contact: UUID) -> str:
    return hashes.derived_token(rules.TOKEN_PURPOSE, bytes(Reader.objects.get(pk=contact).salt))


def test_the_link_opens_the_readers_own_page_and_no_cache_keeps_it() -> None:
    path, _ = _reader()
    answer = Client().get(path)
    assert "Mehr Bänke" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}


def test_opening_links_changes_nothing_and_a_bare_post_does() -> None:
    path, subscription = _reader()
    strict = Client(enforce_csrf_checks=True)
    for way in (f"{path}ende/{subscription.pk}/", f"{path}alles/"):
        assert strict.get(way).status_code == 200
        assert strict.head(way).status_code == 200
    assert _runs(subscription)
    for _ in range(2):  # mail programs may try twice
        done = strict.post(f"{path}ende/{subscription.pk}/", {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, done.cookies) == (200, {})
    assert not _runs(subscription)


def test_foreign_links_and_subscriptions_are_not_there() -> None:
    (path, _), (_other, subscription) = _reader(), _reader()
    assert Client().post(f"{path}ende/{subscription.pk}/").status_code == 404
    assert _runs(subscription)
    for way in ("", f"ende/{subscription.pk}/", "alles/"):
        assert Client().get(f"/abos/{'x' * 43}/{way}").status_code == 404


def test_what_the_database_holds_opens_nothing() -> None:
    path, subscription = _reader()
    row = Reader.objects.get(pk=subscription.contact_id)
    token = path.split("/")[2]
    assert token not in {bytes(row.salt).hex(), bytes(row.token_hash).hex(), str(row.pk)}
    assert Client().get(f"/abos/{bytes(row.token_hash).hex()}/").status_code == 404


def test_the_rhythm_is_chosen_by_the_link() -> None:
    path, subscription = _reader()
    saved = Client().post(f"{path}rhythmus/", {"rhythm": "weekly"}, follow=True)
    assert "Gespeichert." in saved.content.decode()
    Client().post(f"{path}rhythmus/", {"rhythm": "hourly"})
    assert Reader.objects.get(pk=subscription.contact_id).rhythm == Rhythm.WEEKLY


def test_who_stops_everything_is_forgotten() -> None:
    path, subscription = _reader()
    assert "löschen wir" in Client().post(f"{path}alles/").content.decode()
    assert actions.forget_guests(at=AT) == 1
    contact = Contact.objects.get(pk=subscription.contact_id)
    assert (contact.address, contact.key) == ("", None)
    assert "Ihre Adresse löschen wir, sobald nichts von Ihnen" in Client().get(path).content.decode()


def test_who_refuses_mails_sees_it_and_may_say_that_it_works_again() -> None:
    path, subscription = _reader()
    for _ in range(3):
        actions.note_refused(contact=subscription.contact_id, at=AT)
    assert "nimmt unsere E-Mails nicht an" in Client().get(path).content.decode()
    Client().post(f"{path}erneut/")
    reader = queries.reader_of(subscription.contact_id)
    assert reader
    assert reader.reachable


def test_a_member_whose_address_refuses_mails_sees_it_on_the_own_page() -> None:
    member, browser = make_resident(), Client()
    browser.force_login(member)
    browser.post(f"/abos/neu/?beitrag={make_contribution().number}")
    contact = Subscription.objects.get().contact_id
    assert "nimmt unsere E-Mails nicht an" not in _page(browser, "/mein-bereich/")
    for _ in range(3):
        actions.note_refused(contact=contact, at=AT)
    assert "nimmt unsere E-Mails nicht an" in _page(browser, "/mein-bereich/")


def test_lists_lead_to_their_feed_and_their_subscription_with_the_same_filters() -> None:
    make_theme("verkehr")
    page = _page(Client(), "/ideen/?thema=verkehr")
    assert 'href="/feeds/ideen.atom?thema=verkehr"' in page
    assert 'href="/abos/neu/?art=ideen&amp;thema=verkehr"' in page
