"""How often a key may send: its limit a minute, on the average of a day.

What waited at the broker while the bridge, the database or a gateway was away arrives at once, and must not be lost for
that: a key that was silent may send as much at once as it could have sent in a day. Counted apart from HTTP.
"""

from uuid import UUID

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.rules.problems import Problem

WINDOW = 24 * 3600.0
_MINUTE = 60.0


class Rates:
    """A bucket for each key that sends: the moment at which it will be full again (GCRA). Moments are in seconds."""

    def __init__(self) -> None:
        self._full_at: dict[UUID, float] = {}

    def count(self, caller: Caller, *, now: float) -> None:
        """Count a value. Raises Problem (429), which is not counted. The city's own have no limit."""
        if caller.key is None or not caller.a_minute:
            return
        gap = _MINUTE / caller.a_minute
        full_at = max(self._full_at.get(caller.key, now), now) + gap
        if full_at - now > WINDOW + 1e-6:
            said = f"This key may send {caller.a_minute} values a minute, and has sent more than that in a day."
            raise Problem(429, said)
        self._full_at[caller.key] = full_at

    def kept(self, *, now: float) -> dict[UUID, float]:
        """Return what is counted, for `restore`; buckets that are full again are let go."""
        self._full_at = {key: moment for key, moment in self._full_at.items() if moment > now}
        return dict(self._full_at)

    def restore(self, before: dict[UUID, float]) -> None:
        """Take back what was counted since: it was not stored, and will be tried again."""
        self._full_at = dict(before)
