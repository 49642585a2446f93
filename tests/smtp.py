"""A real SMTP inbox on this machine, for tests: takes every mail, can be stopped and started, can refuse."""

import email
import email.policy
import socket
from collections.abc import Generator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings


@dataclass(frozen=True)
class Mail:
    """A mail as it arrived: the envelope's sender and recipients, and the message."""

    sender: str
    to: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject, decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """Its body, decoded, with plain line ends."""
        body = self.message.get_body(("plain",))
        return str(body.get_content() if body else "").replace("\r\n", "\n")

    @property
    def pictures(self) -> list[tuple[str, bytes]]:
        """The pictures shown in it: how each is placed, and its file."""
        parts = self.message.iter_attachments() if self.message.is_multipart() else ()
        return [(str(part.get_content_disposition()), part.get_content()) for part in parts]


class Inbox:
    """An SMTP server on a port of its own that keeps the port over stop and start."""

    def __init__(self) -> None:
        self.messages: list[Mail] = []
        # What is answered to RCPT TO, by address; None answers as usual.
        self.refusals: dict[str, str] = {}
        self.connections = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """The address for EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Take mails again."""
        if self._controller is None:
            handler = _Handler(self)
            self._controller = Controller(handler, hostname="127.0.0.1", port=self.port, server_hostname="localhost")
            self._controller.start()

    def stop(self) -> None:
        """Refuse connections, and hang up on those that are open."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class _Handler:
    """What aiosmtpd asks at each step of a session."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_EHLO(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.inbox.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.inbox.refusals:
            return self.inbox.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.inbox.messages.append(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        return "250 OK"


@pytest.fixture
def smtp(settings: Settings) -> Generator[Inbox]:
    """An inbox that takes every mail of this test; `.messages`, `.stop()`, `.start()`."""
    from smilecity.doors.mail import transport

    inbox = Inbox()
    inbox.start()
    settings.EMAIL_URL = inbox.url
    # pytest-django replaces the backend by one that keeps mails in memory; here they go the real way.
    settings.EMAIL_BACKEND = "smilecity.doors.mail.backend.OutboxBackend"
    yield inbox
    transport.close_idle()
    inbox.stop()
