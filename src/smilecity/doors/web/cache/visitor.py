"""Whether a page was made from what is known of its visitor. Its frame knows them as well, and does not count.

What was not can be shown to whoever brings a session, too, if a script fetches the frame's part on their account.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]


@dataclass
class Notes:
    """`looked`: until the opposite is seen; `changes`: what the page of a visitor with a session has instead."""

    looked: bool = True
    changes: tuple[tuple[bytes, bytes], ...] = ()

    def twin(self, body: bytes) -> bytes | None:
        """Return the body for whoever brings a session; None if Django has to make it."""
        if self.looked:
            return None
        for here, there in self.changes:
            body = body.replace(here, there, 1)
        return body


# Set while a page is made that may be kept.
NOTES: ContextVar[Notes | None] = ContextVar("visitor", default=None)


def visitor_noted(get_response: Handler) -> Handler:
    """Note whether the session was looked at. The innermost middleware: those around it look at each visitor's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        session, notes = request.session, NOTES.get()
        before, session.accessed = session.accessed, False
        response = get_response(request)
        if notes is not None:
            notes.looked = session.accessed
        session.accessed = before or session.accessed
        return response

    return middleware


@contextmanager
def unnoticed(request: HttpRequest) -> Iterator[None]:
    """Let what is done within look at the visitor without the whole page becoming theirs."""
    session = getattr(request, "session", None)
    before = session is not None and session.accessed
    try:
        yield
    finally:
        if session is not None:
            session.accessed = before
