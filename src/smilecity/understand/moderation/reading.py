"""How moderation finds what a decision is about, and makes and reads secret links."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.ground import hashes
from smilecity.understand.moderation.rules import Target

_DECISION = "moderation.decision"
_FLAG = "moderation.flag"


@dataclass(frozen=True)
class Secret:
    """What is stored of a secret link."""

    salt: bytes
    token_hash: bytes


def new_secret(purpose: str) -> Secret:
    """Make a link for a decision or flag that only this installation can compute."""
    salt = secrets.token_bytes(16)
    return Secret(salt, hashes.digest(hashes.derived_token(purpose, salt)))


def decision_secret() -> Secret:
    """Make the link of a decision."""
    return new_secret(_DECISION)


def flag_secret() -> Secret:
    """Make the link of a report."""
    return new_secret(_FLAG)


def decision_token(salt: bytes | memoryview) -> str:
    """Return the token in the link of a decision."""
    return hashes.derived_token(_DECISION, bytes(salt))


def flag_token(salt: bytes | memoryview) -> str:
    """Return the token in the link of a report."""
    return hashes.derived_token(_FLAG, bytes(salt))


def target_of(key: UUID) -> Target | None:
    """Return what has this id: a contribution or a comment. At most 2 SQL."""
    if Contribution.objects.filter(pk=key).exists():
        return Target(key)
    contribution = Comment.objects.values_list("contribution", flat=True).filter(pk=key).first()
    return Target(contribution, key) if contribution else None
