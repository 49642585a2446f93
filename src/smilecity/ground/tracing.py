"""Which request is being answered: a name for it that the log, the answer and the page of an error share.

It is made by chance and says nothing about who asks.
"""

import re
import secrets
from contextvars import ContextVar

_SHAPE = re.compile(r"[0-9A-Za-z-]{8,64}")
_current: ContextVar[str] = ContextVar("smilecity_request", default="")


def new_name() -> str:
    """Return a name for a request."""
    return secrets.token_hex(6)


def usable(name: str) -> bool:
    """Say whether a name that somebody else has given can stand in a log."""
    return _SHAPE.fullmatch(name) is not None


def current() -> str:
    """Return the name of the request that this thread answers; empty: none."""
    return _current.get()


def set_current(name: str) -> None:
    """Say which request this thread answers from now on; empty: none."""
    _current.set(name)
