"""The mail that single answers of a survey are erased within a week, to all who may publish its result."""

from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act, why_not
from smilecity.doors.mail import outbox
from smilecity.doors.mail.letters import letter, standing_headers
from smilecity.ground.text import pick
from smilecity.people import queries as people
from smilecity.people.queries import AccountRow
from smilecity.understand.results import queries as results


def keep_letters(survey: UUID, *, at: datetime) -> list[UUID]:
    """Put the mails into the outbox, unless all is erased already; return their ids."""
    row = surveys.by_id(survey)
    if row is None or row.erased_at or row.erase_on is None:
        return []
    published = results.is_published(survey)
    told = [one for one in people.staff() if one.active and why_not(Act.ERASE, one.roles, row.state) is None]
    return [key for one in told for key in outbox.put(write(row, one, published=published, at=at), at=at)]


def write(row: SurveyRow, to: AccountRow, *, published: bool, at: datetime) -> EmailMessage:
    """Return the mail. Staff read mail in the town hall, in German."""
    with translation.override("de"):
        context = {
            "title": pick(row.title, "de"),
            "erase_on": row.erase_on,
            "published": published,
            "url": settings.BASE_URL + reverse("desk:survey", args=[row.id]),
            "city": city.profile(),
        }
        body = render_to_string("mail/erasure.body.txt", context)
        subject = _("Antworten werden bald gelöscht: {title}").format(title=context["title"])
    # The same for whoever it goes to, however often the job runs.
    name = uuid5(NAMESPACE_OID, f"erasure:{row.id}:{to.id}")
    return letter(to=to.email, subject=subject, body=body.strip() + "\n", headers=standing_headers(name, at=at))
