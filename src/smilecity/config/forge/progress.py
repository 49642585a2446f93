"""A progress bar on standard error: on a terminal only, only where something takes long, and wiped at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import BinaryIO

_PATIENCE = 0.5
_OFTEN = 0.1
_WIDTH = 30


class Bar:
    """Says how far something has come; nothing in the first half second, so that quick counts stay quiet."""

    def __init__(self, title: str, *, shown: bool) -> None:
        self.title, self.shown = title, shown
        self._next, self._drawn = monotonic() + _PATIENCE, False

    def __call__(self, done: float) -> None:
        """Hear how far it is, from 0 to 1."""
        at = monotonic()
        if not self.shown or at < self._next:
            return
        self._next, self._drawn = at + _OFTEN, True
        share = min(max(done, 0.0), 1.0)
        full = int(share * _WIDTH)
        bar = "█" * full + "·" * (_WIDTH - full)
        sys.stderr.write(f"\r{self.title} {bar} {int(share * 100):3} %\x1b[K")
        sys.stderr.flush()

    def wipe(self) -> None:
        """Leave the line empty."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def bar(title: str) -> Iterator[Bar]:
    """Give a bar, and take it away whatever happens."""
    drawn = Bar(title, shown=sys.stderr.isatty())
    try:
        yield drawn
    finally:
        drawn.wipe()


def of_bytes(drawn: Bar, stream: BinaryIO, size: int) -> Callable[[int], None]:
    """Return what a reader tells its rows: how far it is, is asked of the file itself."""

    def heard(_rows: int) -> None:
        drawn(stream.tell() / size if size else 1.0)

    return heard
