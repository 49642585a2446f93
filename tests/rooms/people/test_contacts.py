"""Contacts: a guest who makes an account with the same confirmed address stays the same person."""

import pytest

from smilecity.people.contacts import actions, queries
from smilecity.people.contacts.models import Contact
from smilecity.people.models import User
from tests.factories import AT, make_resident

pytestmark = pytest.mark.django_db


def _guest(address: str = "Anna@Example.org") -> Contact:
    return Contact.objects.get(pk=actions.remember(address=address, language="en", at=AT))


def test_what_a_guest_did_is_the_accounts_and_the_address_lies_there_alone() -> None:
    guest, user = _guest(), make_resident(email="anna@example.org")
    actions.claim(user=user)
    guest.refresh_from_db()
    assert (guest.user, guest.address, guest.language) == (user, "", "en")


def test_claiming_again_or_without_a_guest_changes_nothing() -> None:
    guest, user = _guest(), make_resident(email="bert@example.org")
    actions.claim(user=user)
    actions.claim(user=user)
    guest.refresh_from_db()
    assert guest.user is None
    assert not Contact.objects.filter(user=user).exists()


def _moved(user: User, address: str) -> Contact:
    user.email = address
    user.save()
    actions.claim(user=user)
    return Contact.objects.get(user=user)


def test_an_address_that_was_given_up_is_free_for_its_next_owner() -> None:
    user = make_resident(email="anna@example.org")
    own = actions.of_member(user=user, language="de", at=AT)
    assert _moved(user, "neu@example.org").pk == own
    assert queries.of_address("neu@example.org") == own
    assert _guest("anna@example.org").pk != own
    other = make_resident(email="Anna@example.org")
    assert actions.of_member(user=other, language="de", at=AT) != own


def test_who_has_a_contact_already_keeps_it_beside_a_guest_of_the_new_address() -> None:
    user = make_resident(email="anna@example.org")
    own, guest = actions.of_member(user=user, language="de", at=AT), _guest("neu@example.org")
    assert _moved(user, "neu@example.org").pk == own
    guest.refresh_from_db()
    assert (guest.user, guest.address) == (None, "neu@example.org")
    assert actions.of_member(user=user, language="de", at=AT) == own


def test_nobody_takes_what_is_another_accounts() -> None:
    first = make_resident(email="anna@example.org")
    own = actions.of_member(user=first, language="de", at=AT)
    actions.claim(user=make_resident(email="carla@example.org"))
    assert Contact.objects.get(pk=own).user == first
