"""Who subscribes agrees to be written to: proved apart, guest or member, until the last subscription ends."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from smilecity.deliver.notices import actions
from smilecity.deliver.notices.rules import Search, Target
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts.models import Contact
from smilecity.people.models import User
from smilecity.people.owndata import actions as own
from smilecity.people.owndata import queries as copies
from smilecity.people.privacy import actions as privacy
from smilecity.people.privacy import queries
from smilecity.people.privacy.models import Consent
from smilecity.people.privacy.queries import ConsentRow
from smilecity.people.privacy.rules import CONSENT_KEPT, CONSENT_TO_SUBSCRIPTION, consent_dies_on, to_the_hour
from tests.factories import AT, make_resident
from tests.factories_notices import make_contact

pytestmark = pytest.mark.django_db
RAD, BUS = Target(search=Search(text="rad")), Target(search=Search(text="bus"))
LATER = AT + timedelta(days=30, minutes=7)


@pytest.fixture
def mia() -> User:
    return make_resident(email="mia@example.org")


def follow(user: User, target: Target) -> None:
    contact = contacts.of_member(user=user, language="de", at=AT)
    actions.subscribe(contact=contact, target=target, at=AT)


def agreed(user: User) -> list[ConsentRow]:
    return queries.consents_of(user.email)


def test_a_member_who_subscribes_agrees_once_with_text_version_and_hour(mia: User) -> None:
    follow(mia, RAD)
    follow(mia, BUS)
    (row,) = agreed(mia)
    assert (row.subject, row.version, row.text) == ("subscription", 1, {"de": CONSENT_TO_SUBSCRIPTION})
    assert (row.given_at, row.revoked_at) == (to_the_hour(AT), None)


def test_it_ends_with_the_last_subscription_and_not_before(mia: User) -> None:
    contact = contacts.of_member(user=mia, language="de", at=AT)
    first, second = (actions.subscribe(contact=contact, target=target, at=AT) for target in (RAD, BUS))
    actions.end(contact=contact, subscription=first, at=LATER)
    assert agreed(mia)[0].revoked_at is None
    actions.end(contact=contact, subscription=second, at=LATER)
    (row,) = agreed(mia)
    assert (row.revoked_at, row.forget_on) == (to_the_hour(LATER), consent_dies_on(LATER.date()))


@pytest.mark.parametrize("guest", [True, False])
def test_ending_everything_revokes_it_and_who_comes_back_agrees_anew(mia: User, guest: bool) -> None:
    contact = make_contact(mia.email) if guest else contacts.of_member(user=mia, language="de", at=AT)
    actions.subscribe(contact=contact, target=RAD, at=AT)
    for _ in range(2):
        actions.end_everything(contact=contact, at=LATER)
    actions.subscribe(contact=contact, target=RAD, at=LATER + timedelta(days=1))
    rows = [(row.given_at, row.revoked_at) for row in agreed(mia)]
    assert rows == [(to_the_hour(AT), to_the_hour(LATER)), (to_the_hour(LATER) + timedelta(days=1), None)]


def test_others_are_not_touched(mia: User) -> None:
    otto = make_resident(email="otto@example.org")
    for user in (mia, otto):
        follow(user, RAD)
    actions.end_everything(contact=contacts.of_member(user=mia, language="de", at=AT), at=LATER)
    assert agreed(otto)[0].revoked_at is None


def test_it_stands_in_their_copy_and_erasing_revokes_it_without_losing_the_proof(mia: User) -> None:
    follow(mia, RAD)
    (row,) = copies.export(copies.member(mia))["privacy"][0].rows
    assert (row["subject"], row["revoked_at"]) == ("subscription", None)
    own.erase(person=copies.member(mia), at=LATER)
    assert [row.revoked_at for row in queries.consents_of("mia@example.org")] == [to_the_hour(LATER)]
    assert Consent.objects.count() == 1


# --- how long it is proved --------------------------------------------------------------------------------------------


def test_what_still_runs_is_proved_however_long_ago_it_began_and_four_years_beyond_its_end(mia: User) -> None:
    follow(mia, RAD)
    assert agreed(mia)[0].forget_on is None
    ended_at = AT + timedelta(days=9 * 365)
    assert privacy.forget_due(at=ended_at) == 0
    actions.end_everything(contact=contacts.of_member(user=mia, language="de", at=AT), at=ended_at)
    (row,) = agreed(mia)
    assert row.forget_on == consent_dies_on(ended_at.date())
    assert privacy.forget_due(at=ended_at + CONSENT_KEPT - timedelta(days=1)) == 0
    assert privacy.forget_due(at=ended_at + CONSENT_KEPT) == 1


def test_what_was_noted_with_a_day_counted_from_its_beginning_lasts_too_while_it_runs(mia: User) -> None:
    follow(mia, RAD)
    Consent.objects.update(forget_on=consent_dies_on(AT.date()))
    assert privacy.forget_due(at=AT + 2 * CONSENT_KEPT) == 0
    assert agreed(mia)[0].forget_on is None


def test_a_consent_to_a_single_act_is_forgotten_by_the_day_on_which_it_was_given(mia: User) -> None:
    text = privacy.version_of(subject="survey:1", text={"de": "Ja."}, at=AT)
    privacy.note(texts=[text], address=mia.email, at=AT)
    follow(mia, RAD)
    assert {row.subject: row.forget_on for row in agreed(mia)} == {
        "survey:1": consent_dies_on(AT.date()),
        "subscription": None,
    }
    assert privacy.forget_due(at=AT + CONSENT_KEPT) == 1
    assert [row.subject for row in agreed(mia)] == ["subscription"]


def test_the_database_keeps_no_ended_consent_for_ever(mia: User) -> None:
    follow(mia, RAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(revoked_at=LATER)


# --- two contacts of one address --------------------------------------------------------------------------------------


@pytest.fixture
def pair() -> tuple[UUID, UUID]:
    """A member who took over the address of a guest, in another spelling: both contacts stay beside each other."""
    guest = make_contact("max@gmail.com")
    member = Contact.objects.create(user=make_resident(email="M.A.X@gmail.com"), key=None, made_at=AT)
    for contact in (guest, member.pk):
        actions.subscribe(contact=contact, target=RAD, at=AT)
    return guest, member.pk


def standing() -> bool:
    return bool(queries.standing("max@gmail.com"))


@pytest.mark.parametrize("first", [0, 1])
def test_who_ends_theirs_leaves_the_proof_of_the_others(pair: tuple[UUID, UUID], first: int) -> None:
    actions.end_everything(contact=pair[first], at=LATER)
    assert standing()
    actions.end_everything(contact=pair[1 - first], at=LATER)
    assert not standing()


def test_erasing_the_guest_leaves_the_proof_of_the_member(pair: tuple[UUID, UUID]) -> None:
    own.erase(person=copies.guest("max@gmail.com"), at=LATER)
    assert standing()


def test_a_member_who_leaves_the_address_leaves_the_guests_proof_and_takes_one_along(pair: tuple[UUID, UUID]) -> None:
    User.objects.filter(email__iexact="m.a.x@gmail.com").update(email="max@example.org")
    actions.write_elsewhere(contact=pair[1], instead_of="m.a.x@gmail.com", at=LATER)
    assert standing()
    assert queries.standing("max@example.org") == {"subscription"}
    actions.end_everything(contact=pair[0], at=LATER)
    assert not standing()
    assert queries.standing("max@example.org") == {"subscription"}


def test_who_had_agreed_to_nothing_does_not_agree_by_changing_the_address(mia: User) -> None:
    follow(mia, RAD)
    Consent.objects.all().delete()
    contact = contacts.of_member(user=mia, language="de", at=AT)
    User.objects.filter(pk=mia.pk).update(email="mia@example.com")
    actions.write_elsewhere(contact=contact, instead_of="mia@example.org", at=LATER)
    assert not Consent.objects.exists()
