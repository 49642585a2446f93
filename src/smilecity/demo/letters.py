"""The letters of the demo's mailbox. In: mails as bytes. Out: what a person wants to read of them, newest first.

The last 200 are in memory; all of the last day are files, so that they survive a restart. Uses no Django.
"""

import json
import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser
from pathlib import Path

_KEPT = 200
_SECONDS_KEPT = 24 * 60 * 60
# Only the envelope knows for certain who gets a mail, so its recipients are written above the mail's own headers.
_RECIPIENTS = b"X-Smilecity-Recipients: "
_NAME = re.compile(r"(\d{13})-[0-9a-f]{8}")
# What the standard library is known to raise for mails that break the rules.
_UNREADABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail as a person reads it. `recipients` are those of the envelope, `to` is what its header says."""

    id: str
    received_at: datetime
    recipients: tuple[str, ...]
    sender: str
    to: str
    subject: str
    date: str
    text: str

    def is_for(self, address: str) -> bool:
        """Whether that address got it, however it is capitalised."""
        return address.casefold() in (each.casefold() for each in self.recipients)


class Mailbox:
    """The letters of one folder; safe to use from several threads."""

    def __init__(self, folder: Path, *, at: datetime) -> None:
        """Read what an earlier run has left in `folder`, which is made if it is missing."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._lock = threading.Lock()
        self.forget_old(at=at)
        names = sorted(path.stem for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem))
        self._letters = {name: _read(name, self._path(name).read_bytes()) for name in names[-_KEPT:]}

    def put(self, mail: bytes, recipients: Sequence[str], *, at: datetime) -> Letter:
        """Keep a mail that has arrived. Raises OSError when it cannot be written."""
        name = f"{int(at.timestamp() * 1000):013d}-{secrets.token_hex(4)}"
        stored = _RECIPIENTS + json.dumps(list(recipients)).encode() + b"\r\n" + mail
        unfinished = self._path(name).with_suffix(".new")
        unfinished.write_bytes(stored)
        unfinished.rename(self._path(name))
        letter = _read(name, stored)
        with self._lock:
            self._letters[name] = letter
            for surplus in list(self._letters)[:-_KEPT]:
                del self._letters[surplus]
        return letter

    def letters(self, *, to: str = "") -> list[Letter]:
        """All letters in memory, or those to one address, newest first."""
        with self._lock:
            found = reversed(self._letters.values())
            return [letter for letter in found if not to or letter.is_for(to)]

    def letter(self, name: str) -> Letter | None:
        """Return the letter with this id."""
        with self._lock:
            return self._letters.get(name)

    def forget_old(self, *, at: datetime) -> None:
        """Delete the files that are older than a day."""
        for path in self._folder.glob("*.eml"):
            name = _NAME.fullmatch(path.stem)
            if name and int(name[1]) / 1000 < at.timestamp() - _SECONDS_KEPT:
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.eml"


def _read(name: str, stored: bytes) -> Letter:
    first, _, mail = stored.partition(b"\r\n")
    message = message_from_bytes(mail, policy=policy.default)
    return Letter(
        id=name,
        received_at=datetime.fromtimestamp(int(name.partition("-")[0]) / 1000, UTC),
        recipients=_recipients(first),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        date=_header(message, "Date"),
        text=_text(message),
    )


def _recipients(line: bytes) -> tuple[str, ...]:
    try:
        return tuple(str(each) for each in json.loads(line.removeprefix(_RECIPIENTS)))
    except (ValueError, TypeError):  # somebody has put a file of their own there
        return ()


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _printable(str(message.get(name, "")).strip())  # long ones begin on a line of their own
    except _UNREADABLE:
        return "(nicht lesbar)"


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain", "html"))
        if part is None:
            return ""
        content = _content(part)
        return _printable(_without_tags(content) if part.get_content_subtype() == "html" else content)
    except _UNREADABLE:
        return "(nicht lesbar)"


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode(errors="replace") if isinstance(payload, bytes) else ""


def _printable(text: str) -> str:
    """Bytes that are no text come as lone surrogates, which no page can carry."""
    return text.encode(errors="replace").decode().replace("\r\n", "\n")


class _Words(HTMLParser):
    """Collects the words of a page, and the address behind each link."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"script", "style", "title"}
        if tag in {"br", "p", "div", "li", "tr", "h1", "h2", "h3"}:
            self.found.append("\n")
        if tag == "a":
            self.found.append(f"{dict(attrs).get('href') or ''} ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style", "title"}

    def handle_data(self, data: str) -> None:
        if self._hidden <= 0:
            self.found.append(re.sub(r"\s+", " ", data))


def _without_tags(page: str) -> str:
    words = _Words()
    words.feed(page)
    words.close()
    return "".join(words.found).strip()
