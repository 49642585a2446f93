"""Work for the processor that may wait: done by threads that come last, whenever nobody else wants to compute.

Without them a worker that encodes photos takes as much of a small machine as the pages that people wait for.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
# Of 19 steps; a thread cannot take it back, so that it is one of a pool of its own.
_LAST = 15


def aside(work: Callable[[], T]) -> T:
    """Return what `work` returns, or raise what it raises. It must not ask the database: its thread has no end."""
    return _pool(os.getpid()).submit(work).result()


@lru_cache(maxsize=1)
def _pool(_process: int) -> ThreadPoolExecutor:
    """Return the threads of this process: those of the one it was copied from did not come along."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="aside", initializer=_step_back)


def _step_back() -> None:
    # Linux counts it by the thread.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LAST)
