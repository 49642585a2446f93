"""The mail with which somebody confirms what they did. In: what waits in the register. Out: a mail, noted there.

It repeats nothing of what was written: a stranger may have given this address. Whether the address has taken part
before can be seen in the mail only, never from outside: the mail has the same subject, is sent by the same job at the
same moment and is about as long.
"""

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
from smilecity.ground.text import pick
from smilecity.people.register import actions, queries
from smilecity.people.register.queries import MailFacts
from smilecity.people.register.rules import Purpose


def send(pending: UUID, *, at: datetime) -> None:
    """Send the mail if its confirmation still waits. Raises NotTaken when it should be tried again."""
    facts = queries.mail_for(pending)
    if facts is None:
        return
    try:
        transport.send(write(facts, at=at))
    except NOT_TAKEN as error:
        actions.note_delayed(pending=pending, at=at)
        if not transport.is_final(error):
            raise transport.NotTaken(transport.describe(error)) from None
    else:
        actions.note_mailed(pending=pending, at=at)


def write(facts: MailFacts, *, at: datetime) -> EmailMessage:
    """Return the mail in the language in which the guest took part."""
    with translation.override(facts.language):
        context = _context(facts)
        name = "confirm" if facts.purpose is Purpose.PARTICIPATION else "confirm.voice"
        subject = render_to_string(f"mail/{name}.subject.txt", context)
        body = render_to_string(f"mail/{name}.body.txt", context)
    return letter(
        to=facts.address,
        subject=" ".join(subject.split()),  # a title may hold a line break, a header may not
        body=body.strip() + "\n",
        headers=standing_headers(uuid.uuid4(), at=at),
    )


def _context(facts: MailFacts) -> dict[str, object]:
    return {
        "title": pick(facts.title, facts.language),
        "purpose": facts.purpose.value,
        "link": settings.BASE_URL + reverse("web:confirm", kwargs={"token": facts.token}),
        "code": facts.code,
        "expires_at": facts.expires_at,
        "already": facts.already,
        "city": city.profile(),
        "base_url": settings.BASE_URL,
    }
