"""Receipts: a code that comes with a ballot, and a list of hashes that proves the ballot was counted. Nothing more.

A code is drawn from a key that only the town hall has, and is not tied to any choice: whoever is asked to prove how
they voted has nothing to show. The list is sorted, so that it tells nothing of who came when, and lies apart from the
ballots.
"""

import hmac
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256


def codes_of(voters: Sequence[str], key: bytes) -> list[str]:
    """Return the code of each voter; voters without an id, or with one that is not theirs alone, go by their number.

    Raises:
        ValueError: a key that could be guessed.
    """
    if len(key) < 32:
        raise ValueError("a key of receipts has 32 bytes or more")
    times = Counter(voters)
    names = (f"id {voter}" if voter and times[voter] == 1 else f"number {at}" for at, voter in enumerate(voters))
    return [hmac.digest(key, name.encode(), "sha256").hex()[:32] for name in names]


def entry_of(code: str) -> str:
    """Return what stands in the list for a code, however it was typed."""
    plain = "".join(code.split()).replace("-", "").lower()
    return sha256(f"smilecity receipt 1\n{plain}".encode()).hexdigest()


def list_of(codes: Sequence[str]) -> str:
    """Return the list for these codes."""
    return "".join(f"{entry}\n" for entry in sorted(map(entry_of, codes)))
