"""Roles carry permissions as a table says; whoever has a role signs in with a second factor."""

import pytest

from smilecity.people.rules import PERMISSIONS, Role, enters_desk, needs_second_factor, permissions_of

DESK = "wagtailadmin.access_admin"
PICTURE = "wagtailimages.add_image"
PAPER = "wagtaildocs.delete_document"

# role: desk, pictures, papers
TABLE = {
    Role.EDITOR: (True, True, True),
    Role.MODERATOR: (True, False, False),
    Role.CLERK: (True, False, False),
    Role.CREW: (False, False, False),
    Role.ANALYST: (True, False, False),
    Role.STEWARD: (True, False, False),
    Role.ADMINISTRATOR: (True, True, True),
}


@pytest.mark.parametrize("role", Role)
def test_each_role_carries_what_the_table_says(role: Role) -> None:
    held = permissions_of(frozenset({role}))
    assert tuple(name in held for name in (DESK, PICTURE, PAPER)) == TABLE[role]


@pytest.mark.parametrize("role", Role)
def test_every_role_but_that_of_crews_enters_the_desk(role: Role) -> None:
    assert enters_desk(frozenset({role})) is (role is not Role.CREW)
    assert enters_desk(frozenset({role, Role.CLERK}))


def test_no_role_carries_the_rights_of_wagtail_over_accounts_or_settings() -> None:
    everything = permissions_of(frozenset(Role))
    # Of `wagtailcore` the pages only; what redirects lead to is part of them.
    parts = {"wagtailadmin", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailredirects"}
    assert {name.split(".")[0] for name in everything} == parts
    assert {name for name in everything if name.startswith("wagtailcore.") and "_page" not in name} == set()


def test_several_roles_add_up() -> None:
    both = frozenset({Role.MODERATOR, Role.EDITOR})
    assert permissions_of(both) == PERMISSIONS[Role.MODERATOR] | PERMISSIONS[Role.EDITOR]


def test_residents_have_no_permission_and_need_no_second_factor() -> None:
    assert permissions_of(frozenset()) == frozenset()
    assert not needs_second_factor(frozenset())


@pytest.mark.parametrize("role", Role)
def test_every_role_needs_a_second_factor(role: Role) -> None:
    assert needs_second_factor(frozenset({role}))
