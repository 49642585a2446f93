"""The mail with the link to one's own data. The same subject for every address: only the mail says what is known."""

import uuid
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from smilecity.city import queries as city
from smilecity.doors.mail import transport
from smilecity.doors.mail.letters import letter, standing_headers
from smilecity.doors.mail.outbox import NOT_TAKEN
from smilecity.doors.visitor import accounts
from smilecity.people.owndata import queries
from smilecity.people.owndata.queries import LinkRow


def send(link: UUID, *, at: datetime) -> None:
    """Send the link if it still counts. Raises NotTaken when it should be tried again.

    Not by the outbox: what lies there could be read in a copy of the database, and the link opens much.
    """
    row = queries.link_to_send(link)
    if row is None or row.expires_at <= at:
        return
    try:
        transport.send(write(row, at=at))
    except NOT_TAKEN as error:
        if not transport.is_final(error):
            raise transport.NotTaken(transport.describe(error)) from None


def write(row: LinkRow, *, at: datetime) -> EmailMessage:
    """Return the mail in the language in which the link was asked for."""
    with translation.override(row.language):
        context = {
            "erases": row.user is not None,
            "member": row.user is None and accounts.is_members(row.address),
            "link": settings.BASE_URL + reverse("web:own_link", args=[row.token]),
            "account_url": settings.BASE_URL + reverse("web:own_data"),
            "expires_at": row.expires_at,
            "city": city.profile(),
            "base_url": settings.BASE_URL,
        }
        subject = render_to_string("mail/own_data.subject.txt", context)
        body = render_to_string("mail/own_data.body.txt", context)
    headers = standing_headers(uuid.uuid4(), at=at)
    return letter(to=row.address, subject=" ".join(subject.split()), body=body.strip() + "\n", headers=headers)
