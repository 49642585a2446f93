"""Reporting without signing in: a receipt, a reasoned decision to both sides, a complaint (DSA 16, 17 and 20)."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from smilecity.collect.contributions.actions.commenting import comment_as_member
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.people.contacts.actions import of_member
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Reason
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.queries import things
from smilecity.understand.moderation.rules import UNDO_WITHIN, Ground, Target
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_contribution
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

REPORT: dict[str, object] = {"grund": "insult", "erklaerung": "Er nennt mich einen Dummkopf.", "richtig": "ja"}
INSULT = Reason(Ground.INSULT, "Der Text beleidigt eine Person.", facts="„Dummkopf“", law="§ 185 StGB")


@pytest.fixture
def idea(time: Clock) -> Contribution:
    return make_contribution(title="Mehr Bänke am Hafen")


def report(row: Contribution, *, query: str = "", **fields: object) -> Page:
    return Visitor().post(f"/ideen/{row.number}/melden/{query}", REPORT | fields)


def hide(row: Contribution, *, by: User | None = None) -> None:
    found = things.thing(row.pk)
    assert found
    actions.hide(target=found.target, reason=INSULT, seen=found.seen, by=by or make_staff(Role.MODERATOR), at=AT)


def settle(time: Clock) -> None:
    time.at = AT + UNDO_WITHIN
    actions.settle_due(at=time.at)
    run_jobs()


def link_in(text: str, word: str) -> str:
    found = re.search(re.escape(settings.BASE_URL) + rf"(\S*/{word}/\S+/)", text)
    assert found, text
    return urlsplit(found[1]).path


def test_anybody_reports_without_an_account_and_sees_the_receipt(idea: Contribution) -> None:
    page = report(idea)
    flag = Flag.objects.get()
    page.says("Danke. Ihre Meldung ist angekommen.", f"Ihre Meldung {flag.number}", "Wir prüfen Ihre Meldung.")
    assert "/meldung/" in page.path
    assert (flag.ground, flag.text, flag.name, flag.address) == ("insult", REPORT["erklaerung"], "", "")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("grund", "", "Bitte wählen Sie den Grund aus."),
        ("erklaerung", " ", "Bitte erklären Sie kurz, was Sie stört."),
        ("richtig", "", "Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen."),
        ("email", "keine", "E-Mail-Adresse"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    idea: Contribution, field: str, value: str, sentence: str
) -> None:
    typed: dict[str, Any] = {"name": "Kim", field: value}
    page = report(idea, **typed)
    assert page.status == 422
    assert "Fehler:" in page.title
    page.says(sentence)
    assert page.fields["name"] == "Kim"
    assert not Flag.objects.exists()


def test_who_gives_an_address_gets_a_receipt_by_mail(idea: Contribution, smtp: Inbox) -> None:
    report(idea, email="anna@example.org", name="Anna")
    run_jobs()
    [mail] = smtp.messages
    assert mail.to == ("anna@example.org",)
    assert mail.subject == f"Wir haben Ihre Meldung {Flag.objects.get().number} erhalten"
    Visitor().get(link_in(mail.text, "meldung")).says("Wir prüfen Ihre Meldung.", "schreiben wir Ihnen eine E-Mail")


def test_both_sides_get_a_reasoned_decision_and_the_author_may_complain(
    idea: Contribution, smtp: Inbox, time: Clock
) -> None:
    author = make_resident(email="autor@example.org")
    Contribution.objects.filter(pk=idea.pk).update(author=of_member(user=author, language="de", at=AT))
    report(idea, email="anna@example.org")
    hide(idea)
    run_jobs()
    assert [mail.to for mail in smtp.messages] == [("anna@example.org",)]
    settle(time)
    told = {mail.to[0]: mail for mail in smtp.messages[1:]}
    assert set(told) == {"anna@example.org", "autor@example.org"}
    assert "Es ist nicht mehr zu sehen" in told["anna@example.org"].text
    reasons = told["autor@example.org"].text
    for words in (
        "Der Text beleidigt eine Person.",
        "§ 185 StGB",
        "„Dummkopf“",
        "Jemand hatte es uns gemeldet.",
        "Menschen",
    ):
        assert words in reasons
    assert "anna" not in reasons
    here = link_in(reasons, "entscheidung")
    Visitor().get(here).says(
        "Ihr Beitrag wird nicht gezeigt", "Der Text beleidigt eine Person.", "§ 185 StGB", "2. September 2026"
    )
    Visitor().post(here, {"beschwerde": "Das war ein Zitat."}).says("Wir prüfen Ihre Beschwerde.")
    Visitor().post(here, {"beschwerde": "Noch einmal"}).says("schon erhalten")
    complaint = Appeal.objects.get()
    actions.settle_appeal(appeal=complaint.pk, upheld=True, answer="Sie haben recht.", by=make_staff(), at=time.at)
    run_jobs()
    assert smtp.messages[-1].subject.startswith("Antwort auf Ihre Beschwerde")
    Visitor().get(here).says("Sie hatten recht: Wir haben neu entschieden.", "Sie haben recht.")
    idea.refresh_from_db()
    assert idea.visible


def test_who_reported_reads_the_decision_and_may_complain(idea: Contribution, time: Clock) -> None:
    page = report(idea)
    found = things.thing(idea.pk)
    assert found
    actions.keep(target=Target(idea.pk), seen=found.seen, by=make_staff(Role.MODERATOR), text="Das ist Kritik.", at=AT)
    Visitor().get(page.path).says("Wir prüfen Ihre Meldung.")
    settle(time)
    Visitor().get(page.path).says("Es bleibt stehen", "Das ist Kritik.", "kein Programm")
    Visitor().post(page.path, {"beschwerde": ""}).says("Bitte schreiben Sie, warum")
    Visitor().post(page.path, {"beschwerde": "Es beleidigt mich doch."}).says("Ihre Beschwerde ist angekommen.")


def test_a_comment_is_reported_by_itself(idea: Contribution) -> None:
    comment_as_member(
        contribution=idea.pk,
        text="Dummkopf!",
        author_name="",
        user=make_resident(),
        informed=False,
        language="de",
        at=AT,
    )
    comment = Comment.objects.get()
    Visitor().get(f"/ideen/{idea.number}/melden/?kommentar={comment.pk}").says("Was stimmt mit diesem Kommentar nicht?")
    report(idea, query=f"?kommentar={comment.pk}")
    assert Flag.objects.get().comment_id == comment.pk


@pytest.mark.parametrize("query", ["?kommentar=x", "?kommentar=00000000-0000-4000-8000-000000000000"])
def test_a_comment_that_nobody_sees_cannot_be_reported(idea: Contribution, query: str) -> None:
    assert Visitor().get(f"/ideen/{idea.number}/melden/{query}").status == 404


def test_what_is_not_public_cannot_be_reported(idea: Contribution) -> None:
    hide(idea)
    assert Visitor().get(f"/ideen/{idea.number}/melden/").status == 404


def test_a_program_that_fills_in_every_field_leaves_nothing(idea: Contribution) -> None:
    report(idea, homepage="https://spam.example").says("Danke. Ihre Meldung ist angekommen.")
    assert not Flag.objects.exists()


def test_one_network_cannot_bury_the_town_hall_in_reports(idea: Contribution) -> None:
    pages = [report(idea) for _n in range(31)]
    assert [page.status for page in pages] == [200] * 30 + [422]
    pages[-1].says("Aus Ihrem Netz kam gerade sehr viel auf einmal.", str(REPORT["erklaerung"]))
    assert Flag.objects.count() == 30


@pytest.mark.parametrize("path", ["/meldung/x/", "/entscheidung/x/"])
def test_a_link_that_was_never_ours_leads_nowhere(path: str, time: Clock) -> None:
    assert Visitor().get(path).status == 404


def test_secret_pages_stay_out_of_caches_and_search(idea: Contribution) -> None:
    answer = Visitor().client.get(report(idea).path)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_decision_that_was_taken_back_is_told_to_nobody(idea: Contribution, smtp: Inbox, time: Clock) -> None:
    report(idea, email="anna@example.org")
    run_jobs()
    hide(idea)
    actions.undo(decision=Decision.objects.get().pk, by=make_staff(Role.MODERATOR), at=AT + timedelta(minutes=5))
    settle(time)
    assert len(smtp.messages) == 1
    assert Flag.objects.get().decision is None


def test_the_contact_points_are_named(time: Clock) -> None:
    page = Visitor().get("/kontaktstellen/")
    page.says("Kontaktstellen", "Für Behörden und die Europäische Kommission", "auf Deutsch oder Englisch")
