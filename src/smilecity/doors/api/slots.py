"""Few whole files at a time, in the whole installation: each holds a slot until it is sent or nobody listens any more.

A slot is an advisory lock of the thread's database session: whatever happens to the process, it becomes free again.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db import connection

# Any numbers that no other part of the program takes. Fewer than the threads of a worker for files (config.asgi):
# one is always left to say that all slots are taken.
LOCKS = (7_302_101, 7_302_102, 7_302_103)


class Slot:
    """A slot that is held until it is freed, in the thread that took it."""

    def __init__(self, lock: int) -> None:
        self._lock = lock

    def free(self) -> None:
        """Let somebody else load a file."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [self._lock])


def take() -> Slot | None:
    """Return a slot; None where all are taken."""
    with connection.cursor() as cursor:
        for lock in LOCKS:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
            if cursor.fetchone() == (True,):
                return Slot(lock)
    return None


class Held:
    """The pieces of a file, and what is done once they are sent, or when the visitor has left before the first."""

    def __init__(self, pieces: Iterable[str | bytes], *endings: Callable[[], None]) -> None:
        self._pieces = iter(pieces)
        self._endings = endings

    def __iter__(self) -> Iterator[str | bytes]:
        return self._pieces

    def close(self) -> None:
        """Free everything; Django calls it at the end of every answer."""
        for end in self._endings:
            end()
