"""What every mail of this site looks like, whoever wrote it. Pure text in, a message for the transport out."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage


def standing_headers(letter: UUID, *, at: datetime) -> dict[str, str]:
    """Return the headers that a letter keeps over all its tries, so that a mail sent twice is seen to be one.

    `Auto-Submitted` (RFC 3834) keeps automatic replies away.
    """
    host = urlsplit(settings.BASE_URL).hostname
    return {
        "Message-ID": f"<{letter}@{host}>",
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
    }


def letter(*, to: str, subject: str, body: str, headers: Mapping[str, str]) -> EmailMessage:
    """Return the message: plain text in UTF-8, one recipient. `From` in the headers replaces the site's sender."""
    others = {name: value for name, value in headers.items() if name != "From"}
    sender = headers.get("From", settings.DEFAULT_FROM_EMAIL)
    return EmailMessage(subject=subject, body=body, from_email=sender, to=[to], headers=others)
