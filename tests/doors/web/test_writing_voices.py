"""Supporting and commenting: guests confirm by mail, members act at once, and nobody learns who did it before."""

import re

import pytest

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Comment, Contribution, Support
from smilecity.collect.contributions.rules import Kind, Moderation, Publicity
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution, make_district
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor, link_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(db: None, time: Clock) -> Contribution:
    """An idea that everybody may read."""
    make_district()
    return make_contribution(title="Mehr Schatten am Markt", shown=True)


def support(idea: Contribution, address: str, **fields: str) -> Page:
    return Visitor().post(f"/ideen/{idea.number}/unterstuetzen/", {"email": address, "informed": "no", **fields})


def newest_link(inbox: Inbox) -> str:
    run_jobs()
    return link_in(inbox.messages[-1].text)


def test_a_guest_supports_by_mail(idea: Contribution, smtp: Inbox) -> None:
    asked = Visitor().get(f"/ideen/{idea.number}/unterstuetzen/")
    assert asked.says("Möchten Sie das unterstützen?", "Mehr Schatten am Markt", "Nur unterstützen")
    waits = support(idea, "anna@example.org")
    assert waits.says("Fast geschafft", "Unterstützung bestätigen")
    link = newest_link(smtp)
    assert Visitor().get(link).says("Möchten Sie das unterstützen?", "Mehr Schatten am Markt")
    assert Support.objects.count() == 0
    assert Visitor().post(link).says("Danke, Ihre Unterstützung zählt.", "Zum Beitrag")
    assert Support.objects.get().contact is None


@pytest.mark.parametrize("prefix", ["", "/en", "/de-simple"])
@pytest.mark.parametrize("act", ["unterstuetzen", "kommentieren"])
def test_nobody_can_send_a_title_of_their_own_to_a_stranger(
    db: None, time: Clock, smtp: Inbox, act: str, prefix: str
) -> None:
    row = make_contribution(title="Konto gesperrt: https://evil.example", shown=True)
    fields: dict[str, object] = {"email": "anna@example.org", "informed": "no", "text": "Siehe https://evil.example"}
    Visitor().post(f"{prefix}/ideen/{row.number}/{act}/", fields)
    run_jobs()
    [mail] = smtp.messages
    assert "evil" not in f"{mail.subject}{mail.text}"
    assert str(row.number) in mail.subject
    assert re.search(rf"{row.number}\.\s", mail.text)


def test_who_wants_to_hear_of_it_is_remembered(idea: Contribution, smtp: Inbox) -> None:
    support(idea, "anna@example.org", informed="yes")
    Visitor().post(newest_link(smtp))
    assert Support.objects.get().contact is not None


def test_a_second_support_has_the_same_pages_until_its_owner_opens_the_mail(idea: Contribution, smtp: Inbox) -> None:
    first = support(idea, "anna@example.org")
    Visitor().post(newest_link(smtp))
    second = support(idea, "Anna@Example.org")
    assert second.words == first.words.replace("anna@example.org", "Anna@example.org")
    assert Visitor().post(newest_link(smtp)).says("Sie unterstützen das schon.")
    assert Support.objects.count() == 1


def test_a_link_that_was_used_says_so(idea: Contribution, smtp: Inbox) -> None:
    support(idea, "anna@example.org")
    link = newest_link(smtp)
    Visitor().post(link)
    for page in (Visitor().get(link), Visitor().post(link)):
        assert page.says("Das ist schon bestätigt.", "Ihre Unterstützung zählt.")


def test_a_wrong_address_stays_in_the_form(idea: Contribution) -> None:
    page = support(idea, "anna@example")
    assert (page.status, page.title.startswith("Fehler: ")) == (422, True)
    assert page.fields["email"] == "anna@example"


def test_a_member_supports_at_once_and_may_take_it_back(idea: Contribution) -> None:
    mia = Visitor()
    mia.client.force_login(make_resident())
    path = f"/ideen/{idea.number}/unterstuetzen/"
    assert mia.post(path, {"informed": "yes"}).says("Danke für Ihre Unterstützung.")
    assert mia.post(path, {"informed": "yes"}).says("Sie unterstützen das schon.")
    assert mia.get(path).says("Nicht mehr unterstützen")
    assert mia.post(path, {"withdraw": "yes"}).says("Sie unterstützen das nicht mehr.")
    assert Support.objects.count() == 0


def test_a_guest_comments_by_mail(idea: Contribution, smtp: Inbox) -> None:
    path = f"/ideen/{idea.number}/kommentieren/"
    assert Visitor().get(path).says("Was möchten Sie dazu sagen?")
    waits = Visitor().post(path, {"text": "Gute Idee!\nBitte auch am Hafen.", "email": "anna@example.org"})
    assert waits.says("Kommentar bestätigen")
    assert Comment.objects.count() == 0
    assert Visitor().post(newest_link(smtp)).says("Danke, Ihr Kommentar ist bei uns.")
    assert Comment.objects.get().text == "Gute Idee!\nBitte auch am Hafen."


def test_a_member_comments_at_once(idea: Contribution) -> None:
    mia = Visitor()
    mia.client.force_login(make_resident())
    page = mia.post(f"/ideen/{idea.number}/kommentieren/", {"text": "Gute Idee!", "author_name": "Mia"})
    assert page.path == f"/ideen/{idea.number}/"
    assert Comment.objects.get().author_name == "Mia"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "", "email": "anna@example.org"}, "Bitte schreiben Sie"),
        ({"text": "!!!", "email": "anna@example.org"}, "Bitte schreiben Sie Wörter, nicht nur Zeichen."),
        ({"text": "x" * 2001, "email": "anna@example.org"}, "höchstens 2000 Zeichen, es sind 2001."),
        ({"text": "Gut", "email": "anna"}, "Bitte geben Sie eine vollständige E-Mail-Adresse an"),
        ({"text": "Gut", "email": "a@b.de", "author_name": "x" * 61}, "höchstens 60 Zeichen"),
    ],
)
def test_what_is_wrong_with_a_comment_is_said_beside_it(
    idea: Contribution, fields: dict[str, object], sentence: str
) -> None:
    page = Visitor().post(f"/ideen/{idea.number}/kommentieren/", fields)
    assert (page.status, page.says(sentence)) == (422, True)
    assert str(fields["text"])[:50] in page.html


def test_a_machine_is_not_lost_but_read_first(idea: Contribution, smtp: Inbox) -> None:
    path = f"/ideen/{idea.number}/kommentieren/"
    Visitor().post(path, {"text": "Buy now", "email": "anna@example.org", "homepage": "http://example.org"})
    Visitor().post(newest_link(smtp))
    assert Comment.objects.get().publicity == Publicity.WAITING


def test_what_nobody_may_read_can_be_neither_supported_nor_commented_on(db: None, time: Clock) -> None:
    make_district()
    hidden = make_contribution(make_call(moderation=Moderation.BEFORE), shown=False)
    for act in ("unterstuetzen", "kommentieren"):
        assert Visitor().get(f"/ideen/{hidden.number}/{act}/").status == 404
        assert Visitor().get(f"/orte/{hidden.number}/{act}/").status == 404


def test_who_supports_what_was_merged_supports_what_it_became(idea: Contribution) -> None:
    other = make_contribution(idea.call_id, shown=True)
    actions.merge(contribution=other.pk, into=idea.pk, by=make_staff(), at=AT)
    assert Visitor().get(f"/ideen/{other.number}/unterstuetzen/").says("Mehr Schatten am Markt")


def test_a_place_is_supported_like_an_idea(db: None, time: Clock, smtp: Inbox) -> None:
    make_district()
    place = make_contribution(make_call(Kind.PLACE), title="Der Kai", category="happy", place="Hafen", shown=True)
    Visitor().post(f"/orte/{place.number}/unterstuetzen/", {"email": "anna@example.org", "informed": "no"})
    assert Visitor().post(newest_link(smtp)).says("Danke, Ihre Unterstützung zählt.")


def test_ones_own_idea_needs_no_support_of_ones_own(idea: Contribution) -> None:
    mia = Visitor()
    member = make_resident()
    mia.client.force_login(member)
    own = actions.begin(call=idea.call_id, language="de", at=AT)
    actions.write(draft=own, content={"title": "Eigene Idee", "text": "So geht es."}, at=AT)
    made = actions.submit_as_member(draft=own, user=member, informed=False, at=AT)
    number = Contribution.objects.defer("words").get(pk=made).number
    page = mia.post(f"/ideen/{number}/unterstuetzen/", {"informed": "no"})
    assert (page.status, page.says("Das ist Ihr eigener Beitrag.")) == (422, True)


@pytest.mark.parametrize(
    ("act", "fields"), [("unterstuetzen", {"informed": "no"}), ("kommentieren", {"text": "Gut so"})]
)
def test_a_second_click_asks_once(idea: Contribution, smtp: Inbox, act: str, fields: dict[str, str]) -> None:
    anna, path = Visitor(), f"/ideen/{idea.number}/{act}/"
    sent = {**fields, "email": "anna@example.org", "once": anna.get(path).fields["once"]}
    assert anna.post(path, dict(sent)).path == anna.post(path, dict(sent)).path
    run_jobs()
    assert len(smtp.messages) == 1


def test_a_second_click_of_a_member_comments_once(idea: Contribution) -> None:
    mia, path = Visitor(), f"/ideen/{idea.number}/kommentieren/"
    mia.client.force_login(make_resident())
    once = mia.get(path).fields["once"]
    for _ in range(2):
        mia.post(path, {"text": "Gute Idee!", "once": once})
    assert Comment.objects.count() == 1
