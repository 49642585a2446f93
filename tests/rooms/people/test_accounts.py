"""Accounts: one per address whatever its case, roles that the database knows, every change of rights in the log."""

from contextlib import suppress
from functools import partial
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from smilecity.ground.models import AuditEntry
from smilecity.people.actions import AddressTaken, give_roles, make_account
from smilecity.people.backends import RoleBackend
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.support.side_by_side import at_once


@pytest.mark.django_db
def test_an_account_is_made_without_roles_and_knows_when() -> None:
    account = make_account(email=" Max@Example.org ", name=" Max ", password="sehr geheim 123", at=AT)
    account.refresh_from_db()
    assert (account.email, account.name, account.roles, account.joined_at) == ("max@example.org", "Max", [], AT)
    assert account.check_password("sehr geheim 123")
    assert not account.is_staff
    assert not account.is_superuser
    assert get_user_model() is User


@pytest.mark.django_db
def test_without_a_password_no_password_signs_in() -> None:
    account = make_resident()
    assert not account.has_usable_password()
    assert not account.check_password("")


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["max@example.org", "MAX@EXAMPLE.ORG", "  Max@Example.Org\n"])
def test_an_address_has_one_account_whatever_its_case(again: str) -> None:
    make_resident(email="max@example.org")
    with pytest.raises(AddressTaken) as taken:
        make_account(email=again, password=None, at=AT)
    assert User.objects.count() == 1
    # What is raised may end in a log.
    assert "max" not in repr(taken.value).lower()


@pytest.mark.django_db
def test_the_database_keeps_the_promise_not_the_action() -> None:
    make_resident(email="max@example.org")
    with pytest.raises(IntegrityError, match="one_account_per_address"), transaction.atomic():
        User.objects.create(email="Max@example.org", joined_at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "twin", ["ſtaff@example.org", "ſTAFF@example.org", "ſtaﬀ@example.org", "staff@example.org\u0130"]
)
def test_no_other_account_can_stand_in_the_way_of_signing_in(twin: str) -> None:
    make_resident(email="staff@example.org")
    with suppress(AddressTaken):
        make_account(email=twin, password=None, at=AT)
    for typed in ("staff@example.org", "STAFF@example.org"):
        assert User.objects.get_by_natural_key(typed).email == "staff@example.org"


@pytest.mark.django_db
def test_an_account_is_found_by_its_address_through_an_index() -> None:
    make_resident(email="max@example.org")
    with connection.cursor() as cursor:
        # A table of one row is read whole, whatever indexes it has.
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = User.objects.filter(email__iexact="MAX@example.org").explain()
    assert "one_account_per_address" in plan


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_for_an_address_at_the_same_moment_one_gets_it() -> None:
    spellings = ["max@example.org", "Max@Example.org", "MAX@example.org", "max@EXAMPLE.org"]
    ended = at_once(*[partial(make_account, email=email, password=None, at=AT) for email in spellings])
    assert sorted(type(end).__name__ for end in ended) == ["AddressTaken"] * 3 + ["User"]
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_roles_are_replaced_and_written_down() -> None:
    boss, account = make_staff(), make_resident()
    give_roles(user=account.pk, roles=[Role.MODERATOR, Role.EDITOR, Role.EDITOR], by=boss.pk, at=AT)
    account.refresh_from_db()
    assert account.roles == ["editor", "moderator"]
    assert account.role_set == {Role.EDITOR, Role.MODERATOR}
    assert account.is_staff
    give_roles(user=account.pk, roles=[], by=boss.pk, at=AT)
    account.refresh_from_db()
    assert account.roles == []
    entries = AuditEntry.objects.filter(subject=f"user:{account.pk}")
    assert sorted(entry.details["roles"] for entry in entries) == ["", "editor, moderator"]
    assert {(entry.actor, entry.verb) for entry in entries} == {(boss.pk, "people.give_roles")}


@pytest.mark.django_db
def test_roles_of_an_account_that_is_gone_are_not_given() -> None:
    with pytest.raises(User.DoesNotExist):
        give_roles(user=uuid4(), roles=[Role.EDITOR], by=None, at=AT)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [["god"], ["editor", "god"], ["Editor"], [""]])
def test_the_database_knows_no_other_roles(roles: list[str]) -> None:
    account = make_resident()
    with pytest.raises(IntegrityError, match="known_roles_only"), transaction.atomic():
        User.objects.filter(pk=account.pk).update(roles=roles)


@pytest.mark.django_db
def test_a_role_grants_its_permissions_without_a_query_and_only_while_the_account_is_active() -> None:
    account, backend = make_staff(Role.MODERATOR), RoleBackend()
    with connection.execute_wrapper(_no_query):
        assert backend.has_perm(account, "wagtailadmin.access_admin")
        assert not backend.has_perm(account, "wagtailimages.add_image")
        # A right on one thing alone is nothing a role carries.
        assert not backend.has_perm(account, "wagtailadmin.access_admin", obj=account)
        account.is_active = False
        assert not backend.has_perm(account, "wagtailadmin.access_admin")


def _no_query(*_: object) -> None:
    raise AssertionError("a right is asked without a query")


@pytest.mark.django_db
def test_an_account_is_shown_by_its_name_and_else_by_its_address() -> None:
    assert str(User(email="max@example.org", name="Max")) == "Max"
    assert str(User(email="max@example.org")) == "max@example.org"
