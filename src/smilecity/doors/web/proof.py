"""Proof of work against floods, an option: the visitor's device computes for a moment, nobody solves a puzzle.

The protocol is ALTCHA, version 2, with PBKDF2. A challenge is signed and stored nowhere; each solution counts once.
"""

import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import altcha
from django.conf import settings
from django.http import HttpRequest

from smilecity.ground import clock, hashes, limits
from smilecity.ground.limits import Limit, TooMany

FIELD = "proof"
# As long as somebody may take to write; the page asks for a fresh challenge after that.
LIFETIME = timedelta(hours=2)
# Rounds of PBKDF2 for one try: about a millisecond, so that a proof costs this server as little.
_ROUNDS = 2_000
_ALGORITHM = "PBKDF2/SHA-256"
# Nothing longer is a solution.
_LONGEST = 2_000


class Proof(StrEnum):
    """What a form brings along. Missing is no fault: a browser without JavaScript computes nothing."""

    SOLVED = "solved"
    MISSING = "missing"
    WRONG = "wrong"


def challenge(*, at: datetime) -> dict[str, object]:
    """Return a fresh challenge as JSON: find the counter, from 0 to `data.most`, whose key begins like `keyPrefix`."""
    most = settings.PROOF_DIFFICULTY
    made = altcha.create_challenge(
        _ALGORITHM,
        _ROUNDS,
        counter=secrets.randbelow(most + 1),
        expires_at=at + LIFETIME,
        data={"most": most},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return dict(made.to_dict())


def is_solved(payload: str, *, at: datetime) -> bool:
    """Say whether this is the solution of a challenge of ours, in time and for the first time. Uses it up."""
    solved = _read(payload)
    if (
        solved is None
        or not altcha.verify_solution(solved, _secret("challenge"), hmac_key_secret=_secret("key")).verified
    ):
        return False
    parameters = solved.challenge.parameters
    if parameters.expires_at is None or datetime.fromtimestamp(parameters.expires_at, UTC) < at:
        return False
    try:
        limits.use([Limit("proof", parameters.nonce, 1, LIFETIME)], at=at)
    except TooMany:
        return False
    return True


def weight(request: HttpRequest) -> Proof:
    """Say what a form that was sent brings along. Where the city asks for no proof, every form counts as solved."""
    if not settings.PROOF_OF_WORK:
        return Proof.SOLVED
    payload = request.POST.get(FIELD, "")
    if not payload:
        return Proof.MISSING
    return Proof.SOLVED if is_solved(payload, at=clock.now()) else Proof.WRONG


def _read(payload: str) -> altcha.Payload | None:
    """Return what was sent, if it has the shape of a solution at all."""
    if len(payload) > _LONGEST:
        return None
    try:
        return altcha.Payload.from_base64(payload)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _secret(purpose: str) -> bytes:
    return hashes.keyed(f"proof.{purpose}", b"")
