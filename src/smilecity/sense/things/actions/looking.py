"""Remembers who looked at what is not public: the key and its party, what was asked for, and the datastreams.

No address of a computer or person. Committed before the answer leaves, so that nobody looks unseen.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.models import Look

_LONGEST = 2000
# An answer over all datastreams of the city would make a row of its own size; it says how many more there were.
_MOST_NAMED = 1000


@transaction.atomic
def look(*, caller: Caller, what: str, datastreams: Sequence[int], by: UUID | None = None, at: datetime) -> None:
    """Note a look. `what`: method and path with its query; `by`: the account, where a member of staff looked."""
    named = [*datastreams[:_MOST_NAMED]]
    more = len(datastreams) - len(named)
    said = f"{what} (and {more} more datastreams)" if more else what
    Look.objects.create(at=at, key=caller.key, party=caller.party, by=by, what=_cut(what, said), datastreams=named)


def _cut(what: str, said: str) -> str:
    tail = said[len(what) :]
    # No text of PostgreSQL holds this character.
    return what.replace("\0", "")[: _LONGEST - len(tail)] + tail
