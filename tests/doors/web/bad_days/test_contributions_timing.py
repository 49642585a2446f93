"""Two tabs, second clicks, drafts that are gone, calls that close meanwhile, and a flood from one address."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.models import Contribution, Draft
from smilecity.people.register.models import Pending
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call, make_contribution, make_district
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import Visitor, link_in
from tests.support.writer import CONTACT, IDEA, Writer, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None, time: Clock) -> Writer:
    """Somebody who has begun to write for a call that ends in ten days."""
    make_district()
    writer = Writer(call=make_call(closes_at=AT + timedelta(days=10)))
    writer.say("text", **IDEA)
    return writer


def close(anna: Writer) -> None:
    """Close the call by hand."""
    fields = CallFields(title={"de": "Ideen"}, opens_at=AT - timedelta(days=30), closes_at=AT - timedelta(hours=1))
    actions.edit_call(call=anna.call.pk, fields=fields, by=make_staff(), at=AT)


def test_two_tabs_keep_what_each_of_them_said(anna: Writer) -> None:
    anna.say("ort", place="Am Kai")
    anna.say("text", title="Der zweite Titel", text="Aus dem anderen Fenster")
    anna.say("kontakt", **CONTACT)
    assert anna.see("pruefen").says("Der zweite Titel", "Aus dem anderen Fenster", "Am Kai", "Anna")


def test_what_one_tab_sends_after_the_other_has_sent_off_is_not_lost_without_a_word(anna: Writer) -> None:
    anna.write()
    waits = anna.say("pruefen")
    page = anna.say("ort", place="Zu spät")
    assert page.path == waits.path
    assert page.says("Das ist schon abgesendet. Diese Eingabe ist nicht mehr dabei.")


def test_a_second_click_sends_one_mail(anna: Writer, smtp: Inbox) -> None:
    anna.write()
    first, second = anna.say("pruefen"), anna.say("pruefen")
    assert first.path == second.path
    run_jobs()
    assert len(smtp.messages) == 1
    assert Pending.objects.count() == 1


def test_a_draft_that_is_gone_says_so_and_begins_anew(anna: Writer) -> None:
    Draft.objects.all().delete()
    page = anna.say("kontakt", **CONTACT)
    assert page.says("Diesen Entwurf gibt es nicht mehr.", "Was ist Ihre Idee?")
    assert anna.say("text", **IDEA).says("Gehört Ihre Idee an einen bestimmten Ort?")


def test_a_draft_of_somebody_else_is_not_there(anna: Writer) -> None:
    bert = Writer(call=anna.call.pk)
    assert bert.see("pruefen").says("Was ist Ihre Idee?")
    assert bert.see("text").fields["title"] == ""


def test_a_call_that_closes_meanwhile_hands_back_what_was_typed(anna: Writer) -> None:
    close(anna)
    page = anna.say("text", title="Mein letzter Titel", text="Viel Text\nmit Zeilen")
    assert (page.status, page.says("Dieser Aufruf ist beendet.", "Er lief bis zum 2. März 2026.")) == (409, True)
    assert page.says("Das hatten Sie geschrieben", "Mein letzter Titel", "Viel Text")
    assert anna.see("ort").says("Dieser Aufruf ist beendet.", IDEA["title"])


def test_a_link_that_is_used_after_the_call_has_closed_says_so(anna: Writer) -> None:
    anna.write()
    anna.say("pruefen")
    token = token_of("anna@example.org")
    close(anna)
    page = Visitor().post(f"/teilnahme/{token}/")
    assert (page.status, page.says("Dieser Aufruf ist inzwischen beendet.")) == (409, True)
    assert Contribution.objects.count() == 0


def test_an_expired_link_says_so_and_offers_to_write_again(anna: Writer, time: Clock) -> None:
    anna.write()
    waits = anna.say("pruefen")
    token = token_of("anna@example.org")
    time.at += timedelta(hours=48)
    for page in (Visitor().get(f"/teilnahme/{token}/"), Visitor().post(f"/teilnahme/{token}/")):
        assert (page.status, page.says("Dieser Link ist abgelaufen.", "Noch einmal schreiben")) == (410, True)
    assert anna.get(waits.path).says("Hier wartet nichts mehr auf Sie.")
    assert Contribution.objects.count() == 0


def test_a_link_that_is_used_twice_says_that_all_is_well(anna: Writer) -> None:
    anna.write()
    anna.say("pruefen")
    token = token_of("anna@example.org")
    Visitor().post(f"/teilnahme/{token}/")
    for page in (Visitor().get(f"/teilnahme/{token}/"), Visitor().post(f"/teilnahme/{token}/")):
        assert (page.status, page.says("Das ist schon bestätigt.")) == (200, True)
    assert Contribution.objects.count() == 1


def test_mail_scanners_change_nothing(anna: Writer) -> None:
    anna.write()
    anna.say("pruefen")
    token = token_of("anna@example.org")
    for _ in range(3):
        machine = Visitor()
        machine.client.head(f"/teilnahme/{token}/")
        machine.get(f"/teilnahme/{token}/")
        assert not machine.client.cookies
    assert Contribution.objects.count() == 0


def test_fifty_ideas_a_minute_from_one_address_come_to_an_end(anna: Writer, smtp: Inbox) -> None:
    pages = []
    for number in range(50):
        anna.say("text", title=f"Idee Nummer {number}", text="Viel davon")
        anna.say("kontakt", **{**CONTACT, "email": f"flut{number}@example.org"})
        pages.append(anna.say("pruefen"))
    statuses = [page.status for page in pages]
    assert statuses.count(200) == 40
    assert statuses[40:] == [429] * 10
    assert pages[-1].says("Das ging uns zu schnell.")
    assert anna.see("pruefen").says("Idee Nummer 49"), "what was written is kept"


def test_nobodys_postbox_is_flooded(anna: Writer, settings: LazySettings) -> None:
    settings.LIMIT_EXEMPT = ["127.0.0.0/8"]
    statuses = []
    for number in range(10):
        anna.say("text", title=f"Idee Nummer {number}", text="Viel davon")
        anna.say("kontakt", **CONTACT)
        statuses.append(anna.say("pruefen").status)
    assert statuses == [200] * 8 + [429] * 2


def test_too_many_beginnings_keep_the_text_in_the_form(anna: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    from smilecity.doors.web import limits

    monkeypatch.setattr(limits, "BEGINNINGS", 0)
    page = Writer(call=anna.call.pk).say("text", title="Noch eine", text="Mit Text")
    assert (page.status, page.says("Aus Ihrem Netz kam gerade sehr viel auf einmal.")) == (429, True)
    assert (page.fields["title"], "Mit Text" in page.html) == ("Noch eine", True)


def test_a_support_link_opened_by_a_scanner_does_not_count(anna: Writer, smtp: Inbox) -> None:
    idea = make_contribution(shown=True)
    Visitor().post(f"/ideen/{idea.number}/unterstuetzen/", {"email": "anna@example.org", "informed": "no"})
    run_jobs()
    Visitor().get(link_in(smtp.messages[0].text))
    idea.refresh_from_db(fields=["supports"])
    assert idea.supports == 0


def test_the_mail_repeats_nothing_of_what_was_written(anna: Writer, smtp: Inbox) -> None:
    anna.write(title="Kaufen Sie billige Uhren", text="Auf meiner Seite")
    anna.say("pruefen")
    run_jobs()
    [mail] = smtp.messages
    assert mail.subject == "Bitte bestätigen Sie Ihre Idee"
    assert "Uhren" not in mail.text
    assert "meiner Seite" not in mail.text
