"""How often somebody may ask: a bucket each that fills evenly, in memory that all processes of the server share.

A bucket is one number, the moment at which it will be full again (GCRA). Two clients may fall on the same one, by
chance only: which depends on a seed that no client knows.
"""

import math
import mmap
import struct
import time

_MOMENT = struct.Struct("d")
_MINUTE = 60.0


class Buckets:
    """As many as wanted. Make them before the server makes copies of itself: anonymous memory outlives `fork`."""

    def __init__(self, number: int = 65_536) -> None:
        self._number = number
        self._memory = mmap.mmap(-1, number * _MOMENT.size)

    def seconds_to_wait(self, client: str, most: int, *, window: float = _MINUTE, uses: int = 1) -> int:
        """Count `uses` and return 0, or return after how many seconds the client may ask again.

        `most` in each `window` (seconds), which may come at once. Whoever has one left may take several at a time and
        waits the longer afterwards.
        """
        place = self._place(client)
        now, gap = time.monotonic(), window / most
        kept: float = _MOMENT.unpack_from(self._memory, place)[0]
        full_at = max(kept, now)
        over = full_at + gap - now - window
        if over > 1e-6:
            return math.ceil(over)
        _MOMENT.pack_into(self._memory, place, full_at + gap * uses)
        return 0

    def is_used_up(self, client: str, most: int, *, window: float = _MINUTE) -> bool:
        """Say whether the client has none left, without counting."""
        full_at: float = _MOMENT.unpack_from(self._memory, self._place(client))[0]
        return full_at + window / most - time.monotonic() - window > 1e-6

    def forget(self) -> None:
        """Fill all buckets again."""
        self._memory[:] = bytes(len(self._memory))

    def _place(self, client: str) -> int:
        return hash(client) % self._number * _MOMENT.size
