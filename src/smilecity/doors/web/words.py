"""Times and numbers as sentences, in the reader's language. In: instants and counts. Out: text for templates."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

SECONDS_PER_QUESTION = 20


def number(value: int) -> str:
    """Return a whole number with the separators of the language: 1.284."""
    return number_format(value, use_l10n=True, force_grouping=True)


def day(instant: datetime) -> str:
    """Return the day in the city's time zone: 3. Oktober 2026."""
    return on_day(timezone.localtime(instant).date())


def on_day(day: date) -> str:
    """Return a day: 3. Oktober 2026."""
    return _on_day(day, get_language())


# Lists say dozens of days on every page, and mostly the same.
@lru_cache(maxsize=4096)
def _on_day(day: date, _language: str | None) -> str:
    return _("{day}. {month} {year}").format(day=day.day, month=MONTHS[day.month], year=day.year)


def month(instant: datetime) -> str:
    """Return the month in the city's time zone: Oktober 2026."""
    local = timezone.localtime(instant)
    return f"{MONTHS[local.month]} {local.year}"


def moment(instant: datetime) -> str:
    """Return day and time in the city's time zone: Freitag, 3. Oktober 2026, 14:00 Uhr."""
    local = timezone.localtime(instant)
    return _("{weekday}, {day}, {time} Uhr").format(
        weekday=WEEKDAYS[local.weekday()], day=day(instant), time=f"{local:%H:%M}"
    )


def until(instant: datetime | None) -> str:
    """Return the end of a time: bis Freitag, 3. Oktober 2026, 14:00 Uhr; empty without an end."""
    return _("bis {moment}").format(moment=moment(instant)) if instant else ""


def time_left(ends_at: datetime | None, at: datetime) -> str:
    """Return what is left: noch 12 Tage; empty without an end."""
    if ends_at is None:
        return ""
    left = ends_at - at
    if left >= timedelta(days=1):
        return ngettext("noch {n} Tag", "noch {n} Tage", left.days).format(n=left.days)
    hours = left // timedelta(hours=1)
    if hours >= 1:
        return ngettext("noch {n} Stunde", "noch {n} Stunden", hours).format(n=hours)
    return _("endet in weniger als einer Stunde")


def taken_part(count: int) -> str:
    """Return how many have taken part, as a sentence."""
    if count == 0:
        return _("Sie können den Anfang machen")
    sentence = ngettext("{n} Teilnahme bisher", "{n} Teilnahmen bisher", count)
    return sentence.format(n=number(count))


def minutes(questions: int) -> str:
    """Return how long so many questions take, rounded up to minutes; empty without questions."""
    if questions == 0:
        return ""
    needed = -(-questions * SECONDS_PER_QUESTION // 60)
    return ngettext("dauert etwa {n} Minute", "dauert etwa {n} Minuten", needed).format(n=needed)


def kept(months: int | None) -> str:
    """Return how long single answers to a survey are kept; None: without a term."""
    if months is None:
        return _("Die Antworten selbst bleiben, ohne Namen und Adresse.")
    return _("Die einzelnen Antworten löschen wir {months} Monate nach dem Ende. Die Zahlen bleiben.").format(
        months=months
    )
