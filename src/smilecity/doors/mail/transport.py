"""From here to the mail server: reads EMAIL_URL, keeps a few connections open, hands over one message at a time.

Raises what `smtplib` raises; whether to try again is the caller's affair (`is_final` says whether it makes sense).
"""

import smtplib
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from smilecity.ground.env import WrongSetting

# A connection is used again while it is fresh: servers hang up on idle ones and limit mails per connection.
IDLE_SECONDS = 10.0
MESSAGES_PER_CONNECTION = 100
_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """A mail server. `starttls`: plain connection turned to TLS; `tls`: TLS from the first byte."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def server(url: str) -> Server:
    """Read `smtp://`, `smtp+tls://` or `smtps://user:password@host:port`. Raises WrongSetting naming EMAIL_URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        host, port = None, 0
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        # The URL itself is not repeated: it may hold a password, and this message may end up in a log.
        raise WrongSetting("EMAIL_URL", "expected smtp://, smtp+tls:// or smtps:// and then user:password@host:port")
    return Server(
        host=host,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )


def check_settings() -> None:
    """Fail now rather than at the first mail. Raises WrongSetting."""
    server(settings.EMAIL_URL)


def try_out() -> str | None:
    """Connect and sign in as for a mail, and send none; return why that fails."""
    try:
        _close(_open())
    except (smtplib.SMTPException, OSError) as error:
        return describe(error)
    return None


def is_final(error: Exception) -> bool:
    """Say whether the server refused for good (RFC 5321, 4.2.1: 5yz), so that trying again cannot help."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False  # a wrong password in the settings: it will be corrected
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


class NotTaken(Exception):
    """The mail server did not take a mail. Says why without any address: what a job raises ends in a log."""


def describe(error: Exception) -> str:
    """Return a short description without any address: kind and, where the server gave one, its code."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = ", ".join(str(code) for code, _answer in error.recipients.values())
    return f"{type(error).__name__} {code}".strip()


@dataclass
class _Connection:
    backend: EmailBackend
    url: str
    used_at: float = field(default_factory=time.monotonic)
    sent: int = 0

    def is_fresh(self) -> bool:
        young = time.monotonic() - self.used_at < IDLE_SECONDS
        return young and self.sent < MESSAGES_PER_CONNECTION and self.url == settings.EMAIL_URL


# Last in, first out: few connections do the work, the others grow old and are closed.
_idle: deque[_Connection] = deque()
_lock = threading.Lock()


def send(message: EmailMessage) -> None:
    """Hand one message to the mail server. Returns when the server has taken it, raises otherwise."""
    try:
        _send_once(message)
    except smtplib.SMTPServerDisconnected:
        # The server hung up on a connection we kept open (restart, its own time limit): once more, on a new one.
        close_idle()
        _send_once(message)


def _send_once(message: EmailMessage) -> None:
    with _connection() as connection:
        connection.backend.send_messages([message])


@contextmanager
def _connection() -> Iterator[_Connection]:
    """Lend a connection; it comes back for the next message only if this one went well."""
    connection = _take() or _open()
    try:
        yield connection
    except BaseException:
        _close(connection)
        raise
    connection.used_at, connection.sent = time.monotonic(), connection.sent + 1
    with _lock:
        _idle.append(connection)


def _take() -> _Connection | None:
    with _lock:
        fresh = [connection for connection in _idle if connection.is_fresh()]
        stale = [connection for connection in _idle if not connection.is_fresh()]
        _idle.clear()
        _idle.extend(fresh)
        taken = _idle.pop() if _idle else None
    for connection in stale:
        _close(connection)
    return taken


def _open() -> _Connection:
    url = settings.EMAIL_URL
    to = server(url)
    backend = EmailBackend(
        host=to.host,
        port=to.port,
        username=to.user,
        password=to.password,
        use_tls=to.starttls,
        use_ssl=to.tls,
        timeout=settings.EMAIL_TIMEOUT,
    )
    backend.open()
    return _Connection(backend, url)


def _close(connection: _Connection) -> None:
    # The mail is either taken or will be tried again: how the connection ends is of no interest.
    connection.backend.fail_silently = True
    connection.backend.close()


def close_idle() -> None:
    """Close the connections that are open and not in use."""
    with _lock:
        idle = list(_idle)
        _idle.clear()
    for connection in idle:
        _close(connection)
