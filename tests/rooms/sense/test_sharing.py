"""Whom a datastream is shared with: named by handles that nobody can guess, and told to nobody who reads it."""

import json
from typing import Any

import pytest

from smilecity.people.keys.queries import handle_of
from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.models import Datastream, DatastreamShare
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import key_of, make, make_party
from tests.support.sense_asking import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> int:
    return make_party("Werft")


@pytest.fixture
def ours() -> Caller:
    return key_of(make_party("Hafen"))


def _block(*parties: int | str) -> dict[str, Any]:
    return {"properties": {"smilecity": {"access": "shared", "sharedWith": list(parties)}}}


def _share(caller: Caller, *parties: int | str) -> int:
    return make(Kind.DATASTREAMS, some.WHOLE_SERIES | _block(*parties), Thing=some.THING, caller=caller)


def _told(caller: Caller, *parties: int | str) -> tuple[int, str]:
    """Return what is answered, without the word that was sent."""
    with pytest.raises(Problem) as refused:
        _share(caller, *parties)
    return refused.value.status, refused.value.message.replace(f'"{parties[0]}"', "…")


def _shared_with(stream: int) -> set[int]:
    return set(DatastreamShare.objects.filter(datastream=stream).values_list("party", flat=True))


def test_a_party_shares_with_another_by_its_handle_however_that_is_written(ours: Caller, partner: int) -> None:
    handle = handle_of(partner)
    for written in (handle, handle.lower(), handle.replace("-", " ")):
        assert _shared_with(_share(ours, written)) == {partner}


def test_handles_of_parties_differ_and_say_nothing_of_their_number(partner: int) -> None:
    handles = {handle_of(number) for number in range(1, 500)}
    assert len(handles) == 499
    assert all(len(handle) == 14 for handle in handles)


def test_a_party_that_is_there_and_one_that_is_not_are_answered_alike(ours: Caller, partner: int) -> None:
    alike = {
        _told(ours, partner),
        _told(ours, str(partner)),
        _told(ours, 99_999),
        _told(ours, ours.party or 0),
        _told(ours, "7K4M-X2PB-9QRT"),
        _told(ours, "Werft"),
        _told(ours, handle_of(99_999)),
    }
    assert len(alike) == 1
    ((status, sentence),) = alike
    assert (status, "Ask the partner or the city for it" in sentence) == (400, True)
    assert not Datastream.objects.exists()


def test_a_change_tells_as_little_as_a_new_datastream(ours: Caller, partner: int) -> None:
    stream, told = _share(ours, handle_of(partner)), set()
    for named in (partner, 99_999):
        with pytest.raises(Problem) as refused:
            actions.update(Kind.DATASTREAMS, stream, _block(named), way=Way.MERGE, caller=ours, at=AT)
        told.add((refused.value.status, refused.value.message.replace(f'"{named}"', "…")))
    assert len(told) == 1
    assert _shared_with(stream) == {partner}


def test_the_city_names_parties_by_their_ids_too_and_is_told_which_there_is_not(partner: int) -> None:
    city_key = Caller(key=key_of(partner).key, party=partner, scopes=frozenset({Scope.CITY}))
    for caller in (CITY, city_key):
        assert _shared_with(_share(caller, partner)) == {partner}
        assert _shared_with(_share(caller, handle_of(partner))) == {partner}
        assert _told(caller, 99_999)[0] == 400


@pytest.mark.parametrize("who", ["owner", "partner", "city", "public"])
def test_nobody_reads_with_whom_a_datastream_is_shared(ours: Caller, partner: int, who: str) -> None:
    other = make_party("Universität")
    stream = _share(ours, handle_of(partner), handle_of(other))
    caller = {"owner": ours, "partner": key_of(partner), "city": CITY, "public": PUBLIC}[who]
    if who == "public":
        Datastream.objects.filter(pk=stream).update(access="public")
    said = json.dumps(get(f"Datastreams({stream})", caller))
    assert "sharedWith" not in said
    assert not any(handle_of(party) in said for party in (partner, other))
    steps = [{"op": "test", "path": "/properties/smilecity/sharedWith", "value": [other]}]
    with pytest.raises(Problem):
        actions.update(Kind.DATASTREAMS, stream, steps, way=Way.PATCH, caller=caller, at=AT)
