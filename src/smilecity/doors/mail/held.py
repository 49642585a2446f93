"""The mail that something planned was not done: a survey did not open, a result was not published, and why."""

from collections.abc import Iterator
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
from smilecity.collect.surveys.queries import SurveyRow, planned
from smilecity.collect.surveys.queries.planned import Planned
from smilecity.collect.surveys.rules import RIGHTS, Act
from smilecity.doors.mail import outbox
from smilecity.doors.mail.letters import letter, standing_headers
from smilecity.ground import queries as ground
from smilecity.ground.text import pick
from smilecity.people import queries as people
from smilecity.people.queries import AccountRow
from smilecity.understand.results import queries as results


def keep_opening(survey: UUID, *, at: datetime) -> list[UUID]:
    """Put the mails that a survey did not open into the outbox; return their ids. None, where it was settled since."""
    return _keep(survey, planned.opening(survey), Act.OPEN, at)


def keep_publishing(survey: UUID, *, at: datetime) -> list[UUID]:
    """Put the mails that a result was not published into the outbox; return their ids."""
    return _keep(survey, results.planned(survey), Act.PUBLISH, at)


def _keep(survey: UUID, missed: Planned | None, act: Act, at: datetime) -> list[UUID]:
    row = surveys.by_id(survey)
    if row is None or missed is None or missed.held_at is None:
        return []
    letters = (write(row, missed, act, to, at=at) for to in editors(survey))
    return [key for message in letters for key in outbox.put(message, at=at)]


def editors(survey: UUID) -> Iterator[AccountRow]:
    """Yield who writes this survey: staff who may and have done anything to it; where nobody is left, all who may."""
    may = [account for account in people.staff() if account.active and account.roles & RIGHTS[Act.EDIT][0]]
    acted = ground.actors_on(f"survey:{survey}")
    yield from [account for account in may if account.id in acted] or may


def write(row: SurveyRow, missed: Planned, act: Act, to: AccountRow, *, at: datetime) -> EmailMessage:
    """Return the mail. Staff read mail in the town hall, in German."""
    opening = act is Act.OPEN
    with translation.override("de"):
        context = {
            "name": to.name,
            "title": pick(row.title, "de"),
            "opening": opening,
            "when": missed.when,
            "reasons": [_(why.sentence).format(**why.values) for why in missed.reasons],
            "url": settings.BASE_URL + reverse("desk:plan_opening" if opening else "desk:plan_result", args=[row.id]),
            "city": city.profile(),
        }
        body = render_to_string("mail/held.body.txt", context)
        subject = _("Umfrage nicht geöffnet") if opening else _("Ergebnis nicht veröffentlicht")
    return letter(to=to.email, subject=subject, body=body.strip() + "\n", headers=standing_headers(row.id, at=at))
