"""The mails to people who registered for an event. In: letters of the calendar, each taken once. Out: mails kept.

In the transaction in which letters are taken, they are put into the outbox: both commit, or neither.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext

from smilecity.city import queries as city
from smilecity.collect.calendar import actions
from smilecity.collect.calendar.actions import Letter
from smilecity.doors.mail import outbox
from smilecity.ground.text import pick

# So many in one transaction: who is killed in between has lost nothing, and repeats nothing.
BATCH = 50


@transaction.atomic
def keep_letters(occurrence: int, *, at: datetime) -> list[UUID] | None:
    """Put the next mails of a date into the outbox; return their ids, None when nothing is left to say."""
    letters = actions.take_letters(occurrence=occurrence, most=BATCH, at=at)
    if letters is None:
        return None
    return [key for letter in letters for key in outbox.put(write(letter), at=at)]


def write(letter: Letter) -> EmailMessage:
    """Return the mail, in the language of its reader."""
    with translation.override(letter.language):
        context = _context(letter)
        subject = render_to_string("mail/event.subject.txt", context)
        body = render_to_string("mail/event.body.txt", context)
    lines = [line.rstrip() for line in body.strip().splitlines()]
    return EmailMessage(subject=" ".join(subject.split()), body="\n".join(lines) + "\n", to=[letter.address])


def _context(letter: Letter) -> dict[str, object]:
    return {
        "kind": letter.kind.value,
        "waits": letter.standing.value == "waiting",
        "title": pick(letter.title, letter.language),
        "when": _when(letter.starts_at, letter.ends_at, all_day=letter.all_day),
        "was": _moment(letter.known_at, all_day=letter.all_day),
        "place": ", ".join(part for part in (letter.place, letter.street) if part),
        "online_url": letter.online_url,
        "note": pick(letter.note, letter.language),
        "seats": letter.seats,
        "own_url": settings.BASE_URL + reverse("web:booking", args=[letter.token]),
        "event_url": settings.BASE_URL + reverse("web:event", args=[letter.occurrence]),
        "ics_url": settings.BASE_URL + reverse("web:event_ics", args=[letter.occurrence]),
        "city": city.profile(),
        "base_url": settings.BASE_URL,
    }


def _when(starts_at: datetime, ends_at: datetime, *, all_day: bool) -> str:
    """Return when something is, on the city's clock: Mittwoch, 2. November 2022, 14:00 bis 18:00 Uhr."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if all_day:
        last = ends - timedelta(days=1)
        first = _moment(starts_at, all_day=True)
        return first if last.date() <= starts.date() else f"{first} – {_day(last)}"
    if ends.date() == starts.date() and ends > starts:
        return gettext("{day}, {start} bis {end} Uhr").format(
            day=_day(starts), start=f"{starts:%H:%M}", end=f"{ends:%H:%M}"
        )
    begins = _moment(starts_at, all_day=False)
    return begins if ends <= starts else f"{begins} – {_moment(ends_at, all_day=False)}"


def _moment(instant: datetime, *, all_day: bool) -> str:
    local = timezone.localtime(instant)
    if all_day:
        return _day(local)
    return gettext("{day}, {time} Uhr").format(day=_day(local), time=f"{local:%H:%M}")


def _day(local: datetime) -> str:
    return gettext("{weekday}, {day}. {month} {year}").format(
        weekday=WEEKDAYS[local.weekday()], day=local.day, month=MONTHS[local.month], year=local.year
    )
