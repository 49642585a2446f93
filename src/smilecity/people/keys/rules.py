"""What a key opens: scopes, and whether it is still good. No clock, no database."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from smilecity.people.rules import Role

MOST_A_MINUTE = 1_000_000
# The channel of the database (NOTIFY) by which doors that remember callers hear that some key opens nothing any more.
KEYS_ARE_OVER = "smilecity_keys"


class Scope(StrEnum):
    """What a key is for. None of them holds another; a key carries one or several."""

    READ = "read"  # what is public, what its party provides, and what is shared with its party
    OBSERVE = "observe"  # add values to what its party provides
    MANAGE = "manage"  # create, change and delete what belongs to its party
    REPORT = "report"  # send reports in, as an app does for its users (Open311)
    CITY = "city"  # all of this for the whole city, internal data too


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks. Nobody in particular by default: the public."""

    key: UUID | None = None
    party: int | None = None
    scopes: frozenset[Scope] = frozenset()
    a_minute: int | None = None
    # When the key ends: doors that remember a caller for some seconds look at it each time.
    expires_at: datetime | None = field(default=None, compare=False)

    @property
    def for_the_city(self) -> bool:
        """Whether everything is open to them."""
        return Scope.CITY in self.scopes

    @property
    def may_report(self) -> bool:
        """Whether reports may come in with this key. Each counts as said by somebody, so the public has no such key."""
        return self.key is not None and bool(self.scopes & {Scope.REPORT, Scope.CITY})


PUBLIC = Caller()
# The program itself and members of staff whose role lets them: desk, imports, demo.
CITY = Caller(scopes=frozenset(Scope))


def is_good(*, expires_at: datetime | None, revoked_at: datetime | None, at: datetime) -> bool:
    """Say whether a key opens anything at `at`; in the moment of its expiry it is over."""
    return revoked_at is None and (expires_at is None or at < expires_at)


_STEWARDS = frozenset({Role.STEWARD, Role.ADMINISTRATOR})


def may_manage(roles: frozenset[Role]) -> bool:
    """Say whether a member of staff manages what is measured: parties, keys, things, datastreams."""
    return bool(roles & _STEWARDS)
