"""The mail that a file of answers is ready, or could not be made. It holds no answer: the file stays at the desk."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.surveys import queries as surveys
from smilecity.doors.mail import outbox
from smilecity.doors.mail.letters import letter, standing_headers
from smilecity.ground.text import pick
from smilecity.understand.exports import queries
from smilecity.understand.exports.queries import ExportRow
from smilecity.understand.exports.rules import Stage


def keep_letter(export: UUID, *, at: datetime) -> list[UUID]:
    """Put the mail to who asked for a file into the outbox, if both are still there; return the ids of its mails."""
    found, to = queries.by_id(export), queries.address_of(export)
    return outbox.put(write(found, *to, at=at), at=at) if found and to else []


def write(export: ExportRow, name: str, address: str, *, at: datetime) -> EmailMessage:
    """Return the mail. Staff read mail in the town hall, in German."""
    survey = surveys.by_id(export.survey)
    with translation.override("de"):
        context = {
            "name": name,
            "title": pick(survey.title, "de") if survey else "",
            "ready": export.stage is Stage.READY,
            "erase_at": export.erase_at,
            "url": settings.BASE_URL + reverse("desk:exports", args=[export.survey]),
            "city": city.profile(),
        }
        body = render_to_string("mail/export.body.txt", context)
        subject = _("Ihre Datei ist fertig") if context["ready"] else _("Ihre Datei konnte nicht erstellt werden")
    return letter(to=address, subject=subject, body=body.strip() + "\n", headers=standing_headers(export.id, at=at))
