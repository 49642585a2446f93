"""Proofs of double opt-in: found by who names the address, destroyed on their day, and every look at them is logged."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from smilecity.ground import clock
from smilecity.ground.models import AuditEntry
from smilecity.people.contacts import actions, jobs, queries
from smilecity.people.contacts.models import Contact, OptIn
from tests.factories import AT, make_staff
from tests.factories_taking import ask_support, confirm, contribute
from tests.support.everywhere import tables_holding
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def proofs(*words: str) -> str:
    told = StringIO()
    call_command("contacts", "proofs", *words, stdout=told)
    return told.getvalue().strip()


def test_what_was_confirmed_is_found_by_any_spelling_of_the_address_and_by_no_other() -> None:
    made = contribute(None, "Anna.Muster+rad@Googlemail.com")
    found = queries.proofs_for("annamuster@gmail.com")
    assert [(proof.purpose, proof.language, proof.confirmed_at) for proof in found] == [("idea", "de", AT)]
    assert queries.proofs_for("anna.muster@example.org") == []
    confirm(ask_support(contribute(), "annamuster@gmail.com"), at=AT + timedelta(hours=1))
    with statements() as sent:
        assert [proof.purpose for proof in queries.proofs_for("annamuster@gmail.com")] == ["idea", "support"]
    assert (len(sent), bool(made)) == (1, True)


def test_the_proof_outlives_the_address_and_holds_none() -> None:
    contribute(None, "anna@example.org")
    contact = Contact.objects.get()
    assert bytes(OptIn.objects.get().key) != bytes(contact.key or b"")
    assert actions.forget(contacts=[contact.pk]) == 1
    assert tables_holding("anna@example.org") == []
    assert len(queries.proofs_for("anna@example.org")) == 1


def test_a_proof_is_destroyed_on_its_day_and_not_before() -> None:
    actions.prove(address="anna@example.org", purpose="idea", language="de", at=AT)
    assert [proof.forget_on.isoformat() for proof in queries.proofs_for("anna@example.org")] == ["2030-03-02"]
    # A day is one of the clocks in the town hall: 23 UTC is midnight there.
    assert actions.forget_proofs(at=datetime(2030, 3, 1, 22, 59, tzinfo=UTC)) == 0
    assert actions.forget_proofs(at=datetime(2030, 3, 1, 23, 0, tzinfo=UTC)) == 1
    assert not OptIn.objects.exists()


def test_a_job_destroys_them(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.prove(address="anna@example.org", purpose="idea", language="de", at=AT)
    monkeypatch.setattr(clock, "now", lambda: datetime(2030, 3, 4, tzinfo=UTC))
    jobs.forget_proofs(timestamp=0)
    assert not OptIn.objects.exists()


def test_the_command_says_what_when_and_until_when() -> None:
    actions.prove(address="anna@example.org", purpose="subscription", language="en", at=AT)
    assert proofs("Anna@Example.org") == (
        "bestätigt am 02.03.2026 um 13:00:00 (CET) für ein Abo, gefragt auf en; der Nachweis bleibt bis 02.03.2030"
    )
    assert proofs("bert@example.org").startswith("Zu dieser Adresse gibt es keinen Nachweis.")


def test_each_look_is_in_the_audit_log_without_the_address() -> None:
    actions.prove(address="anna@example.org", purpose="idea", language="de", at=AT)
    proofs("anna@example.org")
    staff = make_staff()
    actions.show_proofs(address="bert@example.org", by=staff, at=AT)
    seen = AuditEntry.objects.filter(verb="contacts.show_proofs").order_by("at")
    assert {(row.actor, row.subject, row.details["proofs"]) for row in seen} == {
        (None, "contacts", 1),
        (staff.pk, "contacts", 0),
    }


def test_what_is_no_address_is_refused_and_not_logged() -> None:
    with pytest.raises(CommandError, match="vollständige E-Mail-Adresse"):
        proofs("anna")
    assert not AuditEntry.objects.filter(verb="contacts.show_proofs").exists()
