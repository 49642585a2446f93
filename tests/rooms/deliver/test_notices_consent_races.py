"""Real races of beginning and ending at one address: whatever comes first, what runs has its proof, and only that."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from smilecity.deliver.notices import actions
from smilecity.deliver.notices.models import Subscription
from smilecity.deliver.notices.rules import Search, Target
from smilecity.people.contacts.models import Contact
from smilecity.people.privacy import queries
from smilecity.people.privacy.rules import to_the_hour
from tests.factories import AT, make_resident
from tests.factories_notices import make_contact
from tests.factories_taking import new_address
from tests.support.side_by_side import beside, not_yet_committed, wait_until_blocked


@pytest.fixture(scope="module", autouse=True)
def _committed_for_real(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the tests of this file commit, each on an address of its own; a fresh database follows on the last."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined] # see tests.support.database


RAD, BUS = Target(search=Search(text="rad")), Target(search=Search(text="bus"))
LATER = AT + timedelta(days=3)


@pytest.fixture
def address() -> str:
    return new_address()


def pair(address: str) -> tuple[UUID, UUID]:
    """Return the contact of a guest and that of a member with one address."""
    guest = make_contact(address)
    member = Contact.objects.create(user=make_resident(email=address), key=None, made_at=AT)
    return guest, member.pk


def agrees(address: str) -> bool:
    return any(row.revoked_at is None for row in queries.consents_of(address))


def runs(*contacts: UUID) -> bool:
    return Subscription.objects.filter(contact__in=contacts, ended_at=None).exists()


@pytest.mark.parametrize("everything", [True, False])
def test_who_begins_while_the_last_one_ends_is_proved(address: str, everything: bool) -> None:
    contact = make_contact(address)
    first = actions.subscribe(contact=contact, target=RAD, at=AT)
    end: Callable[[], object] = partial(actions.end, contact=contact, subscription=first, at=LATER)
    if everything:
        end = partial(actions.end_everything, contact=contact, at=LATER)
    with not_yet_committed(end) as commit, beside(partial(actions.subscribe, contact=contact, target=BUS, at=LATER)):
        wait_until_blocked()
        commit()
    assert (runs(contact), agrees(address)) == (True, True)
    assert [row.revoked_at for row in queries.consents_of(address)] == [to_the_hour(LATER), None]


def test_the_last_one_that_ends_while_another_begins_revokes_nothing(address: str) -> None:
    contact = make_contact(address)
    first = actions.subscribe(contact=contact, target=RAD, at=AT)
    begin = partial(actions.subscribe, contact=contact, target=BUS, at=LATER)
    with (
        not_yet_committed(begin) as commit,
        beside(partial(actions.end, contact=contact, subscription=first, at=LATER)),
    ):
        wait_until_blocked()
        commit()
    assert (runs(contact), agrees(address)) == (True, True)


def test_a_guest_who_ends_while_the_member_of_that_address_begins_revokes_nothing(address: str) -> None:
    guest, member = pair(address)
    actions.subscribe(contact=guest, target=RAD, at=AT)
    begin = partial(actions.subscribe, contact=member, target=BUS, at=LATER)
    with not_yet_committed(begin) as commit, beside(partial(actions.end_everything, contact=guest, at=LATER)):
        wait_until_blocked()
        commit()
    assert (runs(guest), runs(member), agrees(address)) == (False, True, True)


def test_the_last_two_of_one_address_that_end_at_once_leave_no_proof_that_stands(address: str) -> None:
    guest, member = pair(address)
    for contact in (guest, member):
        actions.subscribe(contact=contact, target=RAD, at=AT)
    end = partial(actions.end_everything, contact=guest, at=LATER)
    with not_yet_committed(end) as commit, beside(partial(actions.end_everything, contact=member, at=LATER)):
        wait_until_blocked()
        commit()
    assert (runs(guest, member), agrees(address)) == (False, False)
