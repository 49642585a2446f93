"""How long single answers are kept after the close, as residents read it before their first answer."""

import calendar
from datetime import date, timedelta

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

# What staff may choose from, in months.
KEEP_MONTHS = (3, 6, 12, 24, 60)
KEEP_AT_FIRST = 12
TOLD_BEFORE = timedelta(days=7)
NOT_OFFERED = sentence("Bitte wählen Sie, wie lange einzelne Antworten aufgehoben werden.")
NOTHING_LEFT = sentence("Die einzelnen Antworten dieser Umfrage sind schon gelöscht.")


def check_months(months: int | None) -> None:
    """Raise Refused unless answers may be kept for so many months. None: without a term, as there was none before."""
    if months is not None and months not in KEEP_MONTHS:
        raise Refused(NOT_OFFERED)


def erase_on(closed_on: date, months: int | None) -> date | None:
    """Return the day on which the answers of a survey that closed on a day are erased; None: never by themselves.

    A month ends where the calendar ends it: what closed on the 31st is erased on the last day of a shorter month, so
    never later than residents were told.
    """
    if months is None:
        return None
    years, month = divmod(closed_on.month - 1 + months, 12)
    year = closed_on.year + years
    return date(year, month + 1, min(closed_on.day, calendar.monthrange(year, month + 1)[1]))


def is_soon(day: date | None, today: date) -> bool:
    """Say whether answers are erased within a week, or should have been."""
    return day is not None and day - TOLD_BEFORE <= today
