"""Who knocks: an API key (Bearer, or HTTP Basic with it as password or user name), or the public.

Keys are remembered for some seconds, so that a sensor's value costs no look-up; their expiry is looked at each time,
and whenever some key is revoked all are forgotten (`revocations`).
"""

import base64
import binascii
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from smilecity.doors.api.sensorthings import limits
from smilecity.doors.api.sensorthings.messages import CHALLENGE, Knock, Refusal
from smilecity.doors.api.sensorthings.pools import Pool
from smilecity.doors.visitor import client
from smilecity.people.keys import actions, queries
from smilecity.people.keys.rules import PUBLIC, Caller

REMEMBERED = 10.0
# While the database cannot tell us that a key is revoked.
REMEMBERED_WHILE_DEAF = 1.0
_MOST_REMEMBERED = 10_000
_WRONG_A_MINUTE = 60
NO_KEY = "This needs an API key: send it as 'Authorization: Bearer KEY', or as the password of HTTP Basic."
WRONG_KEY = "This API key is unknown, has expired or was revoked."
_STRANGE = "The Authorization header cannot be read. Send 'Bearer KEY', or HTTP Basic with the key as the password."


@dataclass(slots=True)
class _Known:
    knock: Knock
    until: float


class KeyRing:
    """The keys that were shown to this process lately. Belongs to one event loop."""

    def __init__(self, pool: Pool, *, anonymous_a_minute: int) -> None:
        self._pool, self._anonymous_a_minute = pool, anonymous_a_minute
        self._known: dict[bytes, _Known] = {}
        self._hearing = False
        self._forgotten = 0

    def forget(self) -> None:
        """Look every key up again; what is being looked up just now is not remembered."""
        self._known.clear()
        self._forgotten += 1

    def hear(self, *, hearing: bool) -> None:
        """Take note whether somebody hears of keys that are revoked. What was told meanwhile is lost."""
        self._hearing = hearing
        self.forget()

    async def knock(self, authorization: str, peer: str, forwarded: str, at: datetime) -> Knock:
        """Return who knocks. Raises Refusal (401, 429), and Unavailable while keys cannot be looked up."""
        if not authorization:
            return self._anonymous(peer, forwarded)
        sign = hashlib.sha256(authorization.encode()).digest()
        known = self._known.get(sign)
        if known is None or known.until < time.monotonic():
            known = await self._remembered(sign, authorization, _network(peer, forwarded), at)
        expires_at = known.knock.caller.expires_at
        if expires_at is not None and at >= expires_at:
            raise Refusal(401, WRONG_KEY, headers=CHALLENGE)
        return known.knock

    def _anonymous(self, peer: str, forwarded: str) -> Knock:
        name = _network(peer, forwarded)
        return Knock(PUBLIC, name, self._anonymous_a_minute if name else None)

    async def _remembered(self, sign: bytes, authorization: str, network: str, at: datetime) -> _Known:
        before = self._forgotten
        knock = await self._look_up(authorization, network, at)
        known = _Known(knock, time.monotonic() + (REMEMBERED if self._hearing else REMEMBERED_WHILE_DEAF))
        if self._forgotten == before:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[sign] = known
        return known

    async def _look_up(self, authorization: str, network: str, at: datetime) -> Knock:
        """Ask the database. Whoever guesses keys is soon told to wait, before it costs a statement."""
        guesses = f"guesses {network}"
        if network and limits.is_used_up(guesses, _WRONG_A_MINUTE):
            raise too_many(limits.seconds_to_wait(guesses, _WRONG_A_MINUTE))
        caller = await self._pool.run(network, _question(secrets_of(authorization), at))
        if caller is None:
            limits.seconds_to_wait(guesses, _WRONG_A_MINUTE)
            raise Refusal(401, WRONG_KEY, headers=CHALLENGE)
        return Knock(caller, f"key {caller.key}", caller.a_minute)


def _question(secrets: list[str], at: datetime) -> Callable[[], Caller | None]:
    def ask() -> Caller | None:
        for secret in secrets:
            if caller := queries.caller_of(secret, at=at):
                if caller.key:
                    actions.note_use(key=caller.key, at=at)
                return caller
        return None

    return ask


def secrets_of(authorization: str) -> list[str]:
    """Return what may be the key in an Authorization header, the likeliest first. Raises Refusal (401)."""
    scheme, _, rest = authorization.partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer" and rest:
        return [rest]
    if scheme.lower() == "basic":
        try:
            name, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            pass
        else:
            return [secret for secret in (password, name) if secret]
    raise Refusal(401, _STRANGE, headers=CHALLENGE)


@lru_cache(4096)
def _network(peer: str, forwarded: str) -> str:
    """Return the network that shares one limit; none where the city has exempted it."""
    address = client.address_behind(peer, forwarded)
    return "" if client.exempt(address) else client.network_of(address)


def too_many(seconds: int) -> Refusal:
    """Return the refusal for a client that asks too often."""
    return Refusal(
        429,
        f"Too many requests. Please wait {seconds} s.",
        headers=((b"retry-after", str(seconds).encode()),),
    )


def count(knock: Knock, *, uses: int = 1) -> None:
    """Count requests against the client's limit. Raises Refusal (429)."""
    if knock.a_minute and (seconds := limits.seconds_to_wait(knock.client, knock.a_minute, uses=uses)):
        raise too_many(seconds)
