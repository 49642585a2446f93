"""Who sends requests in: a key of a party, told as the specification says (api_key), and how often it may.

Wrong keys are counted by network, before they cost a statement.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from smilecity.doors.api.open311 import problems
from smilecity.doors.api.open311.problems import Fault, Problem, problem
from smilecity.doors.visitor import client
from smilecity.ground.buckets import Buckets
from smilecity.people.keys import actions, queries
from smilecity.people.keys.rules import Caller

_WRONG_A_MINUTE = 60
_buckets = Buckets()
forget = _buckets.forget


def reader(request: HttpRequest) -> None:
    """Count one reading against the network of whoever asks. Raises Problem (429)."""
    network = _network(request)
    if network:
        _count(f"reads {network}", settings.OPEN311_A_MINUTE)


def sender(request: HttpRequest, at: datetime) -> UUID:
    """Return the key of whoever sends something in. Raises Problem (403, 429)."""
    network = _network(request)
    guesses = f"guesses {network}"
    if network and _buckets.is_used_up(guesses, _WRONG_A_MINUTE):
        _count(guesses, _WRONG_A_MINUTE)
    secret = (request.POST.get("api_key") or request.GET.get("api_key") or "").strip()
    if not secret:
        raise problem(403, problems.NO_KEY)
    caller = queries.caller_of(secret, at=at)
    if caller is None or caller.key is None:
        if network:
            _count(guesses, _WRONG_A_MINUTE)
        raise problem(403, problems.WRONG_KEY)
    return _with_right(caller, caller.key, at)


def _with_right(caller: Caller, key: UUID, at: datetime) -> UUID:
    if not caller.may_report:
        raise problem(403, problems.NO_RIGHT)
    if caller.a_minute:
        _count(f"key {key}", caller.a_minute)
    actions.note_use(key=key, at=at)
    return key


def _count(who: str, most: int) -> None:
    seconds = _buckets.seconds_to_wait(who, most)
    if seconds:
        raise Problem(Fault(429, problems.TOO_OFTEN, {"seconds": seconds}), retry_after=seconds)


def _network(request: HttpRequest) -> str:
    """Return the network that shares one limit; none where the city has exempted it."""
    address = client.client_address(request)
    return "" if client.exempt(address) else client.network_of(address)
