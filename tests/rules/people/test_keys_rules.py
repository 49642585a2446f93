"""Whether a key is still good, what it opens by itself, and which roles manage parties and keys."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope, is_good, may_manage
from smilecity.people.rules import Role

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("expires_at", "revoked_at", "good"),
    [
        (None, None, True),
        (AT + MOMENT, None, True),
        (AT, None, False),
        (AT - MOMENT, None, False),
        (None, AT, False),
        (AT + MOMENT, AT - MOMENT, False),
    ],
)
def test_a_key_is_good_until_it_expires_or_is_revoked(
    expires_at: datetime | None, revoked_at: datetime | None, good: bool
) -> None:
    assert is_good(expires_at=expires_at, revoked_at=revoked_at, at=AT) is good


@given(st.sets(st.sampled_from(Scope)))
def test_only_the_scope_of_the_city_opens_the_city(scopes: set[Scope]) -> None:
    assert Caller(scopes=frozenset(scopes)).for_the_city is (Scope.CITY in scopes)


def test_nobody_in_particular_may_nothing_and_the_program_everything() -> None:
    assert PUBLIC.scopes == frozenset()
    assert CITY.scopes == frozenset(Scope)


@pytest.mark.parametrize("role", Role)
def test_stewards_and_administrators_manage_what_is_measured(role: Role) -> None:
    assert may_manage(frozenset({role})) is (role in {Role.STEWARD, Role.ADMINISTRATOR})


def test_who_has_no_role_manages_nothing() -> None:
    assert not may_manage(frozenset())
