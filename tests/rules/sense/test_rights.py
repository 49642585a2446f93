"""Who may see, fill and change what: every caller against every datastream, written out as a truth table."""

from itertools import chain, combinations
from uuid import UUID

import pytest

from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope
from smilecity.sense.things.rules import rights
from smilecity.sense.things.rules.rights import CHANGES, USES, Stream
from smilecity.sense.things.rules.schema import SCHEMA
from smilecity.sense.things.rules.words import Access

US, THEM = 1, 2
KEY = UUID(int=7)
SCOPES = [
    frozenset(scopes)
    for scopes in chain.from_iterable(combinations(Scope, count) for count in range(1, len(Scope) + 1))
]


def _named(caller: Caller) -> str:
    """Name a caller the same in every process: workers that share the tests must agree on their names."""
    return f"{caller.party}, {', '.join(sorted(caller.scopes)) or 'nothing'}"


CALLERS = [PUBLIC, CITY, *(Caller(key=KEY, party=US, scopes=scopes) for scopes in SCOPES)]
STREAMS = [
    Stream(owner, access, shared)
    for owner in (None, US, THEM)
    for access in Access
    for shared in (frozenset[int](), frozenset({US}), frozenset({THEM}))
]
# Who reads what is not public, if their key may read: by owner, access, and whether it is shared with us.
READERS = {
    (US, Access.INTERNAL, False): True,
    (US, Access.INTERNAL, True): True,
    (US, Access.SHARED, False): True,
    (US, Access.SHARED, True): True,
    (THEM, Access.INTERNAL, False): False,
    (THEM, Access.INTERNAL, True): False,
    (THEM, Access.SHARED, False): False,
    (THEM, Access.SHARED, True): True,
    (None, Access.INTERNAL, False): False,
    (None, Access.INTERNAL, True): False,
    (None, Access.SHARED, False): False,
    (None, Access.SHARED, True): True,
}


@pytest.mark.parametrize("caller", CALLERS, ids=_named)
def test_a_datastream_is_read_by_all_if_public_else_by_the_city_its_owner_and_whom_it_is_shared_with(
    caller: Caller,
) -> None:
    for stream in STREAMS:
        if stream.access == Access.PUBLIC or Scope.CITY in caller.scopes:
            expected = True
        else:
            key = (stream.owner, Access(stream.access), US in stream.shared_with)
            expected = Scope.READ in caller.scopes and READERS[key]
        assert rights.sees(stream, caller=caller) is expected, stream


@pytest.mark.parametrize("caller", CALLERS, ids=_named)
@pytest.mark.parametrize("owner", [None, US, THEM])
def test_values_are_added_by_the_city_and_by_the_owners_keys_that_may_observe(
    caller: Caller, owner: int | None
) -> None:
    expected = Scope.CITY in caller.scopes or (owner == US and caller.party == US and Scope.OBSERVE in caller.scopes)
    assert rights.may_observe(owner, caller=caller) is expected


@pytest.mark.parametrize("caller", CALLERS, ids=_named)
@pytest.mark.parametrize("owner", [None, US, THEM])
def test_entities_are_changed_by_the_city_and_by_the_owners_keys_that_may_manage(
    caller: Caller, owner: int | None
) -> None:
    expected = Scope.CITY in caller.scopes or (owner == US and caller.party == US and Scope.MANAGE in caller.scopes)
    assert rights.may_manage(owner, caller=caller) is expected


@pytest.mark.parametrize("caller", CALLERS, ids=_named)
def test_entities_are_created_by_the_city_and_by_keys_that_may_manage(caller: Caller) -> None:
    assert rights.may_create(caller) is bool(caller.scopes & {Scope.CITY, Scope.MANAGE})


def test_nobody_in_particular_is_asked_for_a_key_and_everybody_else_is_told_no() -> None:
    assert rights.refusal(PUBLIC) == 401
    assert {rights.refusal(caller) for caller in CALLERS if caller != PUBLIC} == {403}


def test_what_belongs_to_the_city_belongs_to_no_key_without_a_party() -> None:
    stray = Caller(key=KEY, party=None, scopes=frozenset({Scope.READ, Scope.OBSERVE, Scope.MANAGE}))
    assert not rights.may_manage(None, caller=stray)
    assert not rights.may_observe(None, caller=stray)
    assert not rights.may_create(stray)
    assert not rights.sees(Stream(None, Access.INTERNAL), caller=stray)


PUBLIC_ONE, INTERNAL_ONE = Stream(THEM), Stream(THEM, Access.INTERNAL)


@pytest.mark.parametrize(
    ("owner", "streams", "seen"),
    [
        (THEM, [], True),
        (THEM, [PUBLIC_ONE], True),
        (THEM, [INTERNAL_ONE], False),
        (THEM, [INTERNAL_ONE, PUBLIC_ONE], True),
        (US, [INTERNAL_ONE], True),
        (None, [INTERNAL_ONE], False),
    ],
)
def test_a_thing_is_seen_with_one_visible_datastream_or_none_at_all_and_by_its_owner(
    owner: int | None, streams: list[Stream], *, seen: bool
) -> None:
    caller = Caller(key=KEY, party=US, scopes=frozenset({Scope.READ}))
    assert rights.sees_among(owner, streams, caller=caller) is seen
    assert rights.sees_among(owner, streams, caller=CITY)


# Whether a party's writing may link to what belongs to `owner` and is used by one datastream, of them or of us.
USABLE = {
    (THEM, THEM, Access.PUBLIC): True,
    (THEM, THEM, Access.SHARED): False,
    (THEM, THEM, Access.INTERNAL): False,
    (THEM, US, Access.PUBLIC): True,
    (THEM, US, Access.SHARED): True,
    (THEM, US, Access.INTERNAL): True,
    (US, THEM, Access.PUBLIC): True,
    (US, THEM, Access.SHARED): True,
    (US, THEM, Access.INTERNAL): True,
    (None, THEM, Access.SHARED): False,
    (None, None, Access.PUBLIC): True,
    (None, None, Access.SHARED): False,
    (None, None, Access.INTERNAL): False,
    (None, US, Access.INTERNAL): True,
}


@pytest.mark.parametrize(("owner", "of", "access"), USABLE)
def test_links_lead_to_what_is_public_or_ones_own_and_never_to_what_is_only_shared(
    owner: int | None, of: int | None, access: Access
) -> None:
    stream = Stream(of, access, frozenset({US}))
    for scopes in SCOPES:
        caller = Caller(key=KEY, party=US, scopes=scopes)
        expected = USABLE[owner, of, access] or Scope.CITY in scopes
        assert rights.may_use(owner, [stream], caller=caller) is expected
    assert rights.may_use(owner, [stream], caller=CITY)
    assert rights.may_use(owner, [stream], caller=PUBLIC) is (access == Access.PUBLIC)


def test_links_lead_to_what_nobody_uses_unless_a_hidden_datastream_did() -> None:
    caller = Caller(key=KEY, party=US, scopes=frozenset({Scope.MANAGE}))
    assert rights.may_use(THEM, [], caller=caller)
    assert not rights.may_use(THEM, [], caller=caller, confidential=True)
    assert rights.may_use(US, [], caller=caller, confidential=True)
    assert rights.may_use(THEM, [INTERNAL_ONE, PUBLIC_ONE], caller=caller, confidential=True)


def test_what_a_hidden_datastream_used_stays_with_the_city_and_its_owner_when_the_use_has_ended() -> None:
    caller = Caller(key=KEY, party=US, scopes=frozenset({Scope.READ}))
    assert not rights.sees_among(THEM, [], caller=caller, confidential=True)
    assert rights.sees_among(THEM, [PUBLIC_ONE], caller=caller, confidential=True)
    assert rights.sees_among(US, [], caller=caller, confidential=True)
    assert rights.sees_among(THEM, [], caller=CITY, confidential=True)


def test_links_whose_rights_are_told_apart_exist_in_the_standard() -> None:
    for kind, relation in CHANGES | USES:
        assert relation in SCHEMA[kind].relations
