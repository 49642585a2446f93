"""The mail that reminds members of staff of answers: what is due soon, and what is overdue. In: a batch. Out: one mail.

It names numbers and titles, never who wrote; staff read mail in the town hall, in German.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from smilecity.city import queries as city
from smilecity.deliver.answers import queries
from smilecity.deliver.answers.queries import DueItem, StaffLetter
from smilecity.doors.mail import outbox
from smilecity.doors.mail.letters import letter, standing_headers
from smilecity.ground.text import pick


@transaction.atomic
def keep_reminder(batch: UUID, user: UUID, *, at: datetime) -> list[UUID]:
    """Put the reminder of one person into the outbox, if there is anything to say; return the ids of its mails."""
    told = queries.staff_letter(batch, user, at=at)
    return outbox.put(write(told, uuid5(batch, str(user)), at=at), at=at) if told else []


def write(told: StaffLetter, key: UUID, *, at: datetime) -> EmailMessage:
    """Return the mail; `key` names it, so that a mail written twice is seen to be one."""
    with translation.override("de"):
        context = {
            "name": told.name,
            "soon": _listed(told.soon),
            "overdue": _listed(told.overdue),
            "more": told.more,
            "inbox_url": settings.BASE_URL + reverse("desk:inbox"),
            "city": city.profile(),
        }
        body = render_to_string("mail/staff_reminder.body.txt", context)
        subject = _subject(len(told.soon), len(told.overdue))
    return letter(to=told.address, subject=subject, body=body.strip() + "\n", headers=standing_headers(key, at=at))


def _listed(items: Sequence[DueItem]) -> list[dict[str, object]]:
    return [
        {
            "number": item.number,
            "title": item.title,
            "due_on": item.due_on,
            "office": pick(item.office, "de"),
            "url": settings.BASE_URL + reverse("desk:case", args=[item.number]),
        }
        for item in items
    ]


def _subject(soon: int, overdue: int) -> str:
    if overdue:
        return ngettext("{n} Antwort ist überfällig", "{n} Antworten sind überfällig", overdue).format(n=overdue)
    return ngettext("{n} Antwort ist bald fällig", "{n} Antworten sind bald fällig", soon).format(n=soon)
