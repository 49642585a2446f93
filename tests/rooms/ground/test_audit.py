"""The audit log: an entry commits with its act or not at all."""

from uuid import uuid4

import pytest
from django.db import transaction

from smilecity.ground import audit
from smilecity.ground.models import AuditEntry
from tests.factories import AT


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what_and_when() -> None:
    actor = uuid4()
    audit.record(actor=actor, verb="surveys.open", subject="survey:1", at=AT, details={"questions": 13})
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.subject, entry.at, entry.details) == (
        actor, "surveys.open", "survey:1", AT, {"questions": 13},
    )  # fmt: skip


@pytest.mark.django_db
def test_the_program_itself_acts_without_an_account() -> None:
    audit.record(actor=None, verb="surveys.close", subject="survey:1", at=AT)
    entry = AuditEntry.objects.get()
    assert entry.actor is None
    assert entry.details == {}


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_the_transaction_of_its_act_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(actor=None, verb="surveys.close", subject="survey:1", at=AT)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_entry() -> None:
    with transaction.atomic():
        audit.record(actor=None, verb="surveys.close", subject="survey:1", at=AT)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()
