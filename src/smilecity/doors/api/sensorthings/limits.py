"""How often a client may ask: a bucket each that fills evenly, in memory that all processes of the server share.

A bucket is one number, the moment at which it will be full again (GCRA). Two clients may fall on the same one, by
chance only: which depends on a seed that no client knows.
"""

import math
import mmap
import struct
import time

_BUCKETS = 65_536
_MOMENT = struct.Struct("d")
_MINUTE = 60.0
# Anonymous memory outlives `fork`: the server imports this module before it makes copies of itself.
_memory = mmap.mmap(-1, _BUCKETS * _MOMENT.size)


def seconds_to_wait(client: str, a_minute: int, *, uses: int = 1) -> int:
    """Count `uses` and return 0, or return after how many seconds the client may ask again.

    `a_minute` may come at once. Whoever has one left may take several at a time and waits the longer afterwards.
    """
    place = hash(client) % _BUCKETS * _MOMENT.size
    now, gap = time.monotonic(), _MINUTE / a_minute
    kept: float = _MOMENT.unpack_from(_memory, place)[0]
    full_at = max(kept, now)
    over = full_at + gap - now - _MINUTE
    if over > 1e-6:
        return math.ceil(over)
    _MOMENT.pack_into(_memory, place, full_at + gap * uses)
    return 0


def is_used_up(client: str, a_minute: int) -> bool:
    """Say whether the client has none left, without counting."""
    place = hash(client) % _BUCKETS * _MOMENT.size
    full_at: float = _MOMENT.unpack_from(_memory, place)[0]
    return full_at + _MINUTE / a_minute - time.monotonic() - _MINUTE > 1e-6


def forget() -> None:
    """Fill all buckets again."""
    _memory[:] = bytes(len(_memory))
