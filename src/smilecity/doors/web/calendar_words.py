"""What pages say of events: when, where, for whom, how many places. In: values of the calendar. Out: sentences."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smilecity.collect.calendar.queries import DateRow
from smilecity.collect.calendar.rules import Access, Intake, Kind, Span, State, last_day
from smilecity.doors.web import words

KINDS: dict[Kind, Any] = {
    Kind.PROGRAMME: gettext_lazy("Smart-City-Programm"),
    Kind.CITY: gettext_lazy("Aus der Stadt"),
}
ACCESS: dict[Access, Any] = {
    Access.STEP_FREE: gettext_lazy("Ohne Stufen zugänglich"),
    Access.TOILET: gettext_lazy("Barrierefreie Toilette"),
    Access.PARKING: gettext_lazy("Behindertenparkplatz"),
    Access.INDUCTION_LOOP: gettext_lazy("Induktionsschleife für Hörgeräte"),
    Access.SIGN_LANGUAGE: gettext_lazy("Gebärdensprache"),
    Access.CAPTIONS: gettext_lazy("Schriftdolmetschen oder Untertitel"),
    Access.EASY_LANGUAGE: gettext_lazy("Leichte Sprache"),
    Access.GUIDE_DOGS: gettext_lazy("Assistenzhunde sind willkommen"),
    Access.QUIET_ROOM: gettext_lazy("Ruheraum"),
    Access.CHILD_CARE: gettext_lazy("Kinderbetreuung"),
}


def when(span: Span) -> str:
    """Return when something is, on the city's clock: Mittwoch, 2. November 2022, 14:00 bis 18:00 Uhr."""
    starts, ends = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
    last = last_day(span, starts.date(), ends.date())
    if span.all_day:
        return weekday(starts) if last <= starts.date() else f"{weekday(starts)} – {weekday(ends - timedelta(days=1))}"
    if ends <= starts:
        return words.moment(span.starts_at)
    if last == starts.date():
        said = _("{day}, {start} bis {end} Uhr")
        return said.format(day=weekday(starts), start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")
    return f"{words.moment(span.starts_at)} – {words.moment(span.ends_at)}"


def weekday(local: datetime) -> str:
    """Return a day with its weekday: Mittwoch, 2. November 2022."""
    return _("{weekday}, {day}").format(weekday=WEEKDAYS[local.weekday()], day=words.on_day(local.date()))


def hours(span: Span) -> str:
    """Return only the time: 14:00 bis 18:00 Uhr; empty for whole days."""
    starts, ends = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
    if span.all_day:
        return ""
    if ends <= starts or ends.date() > starts.date():
        return _("{time} Uhr").format(time=f"{starts:%H:%M}")
    return _("{start} bis {end} Uhr").format(start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")


def month_name(year: int, month: int) -> str:
    """Return a month: November 2022."""
    return f"{MONTHS[month]} {year}"


def state(row: DateRow, at: datetime) -> tuple[str, str]:
    """Return the kind and words of the sign beside a date; empty where there is nothing to say."""
    if row.state is State.CANCELLED:
        return "stop", _("Abgesagt")
    if row.ends_at <= at:
        return ("done", _("Mit Rückblick")) if row.is_documented else ("", "")
    if row.starts_at <= at:
        return "open", _("Läuft gerade")
    return ("stale", _("Neuer Termin")) if row.is_moved else ("", "")


def places(intake: Intake, at: datetime) -> str:
    """Return how many places are free, as a sentence; empty where nobody needs one."""
    if not intake.registration or intake.state is State.CANCELLED or at >= intake.starts_at:
        return ""
    if at >= intake.closes_at:
        return _("Der Anmeldeschluss ist vorbei")
    if intake.free is None:
        return _("Mit Anmeldung")
    if intake.free:
        return ngettext("Noch {n} Platz frei", "Noch {n} Plätze frei", intake.free).format(n=words.number(intake.free))
    return _("Ausgebucht, Warteliste offen") if intake.waiting_list else _("Ausgebucht")


def seats(count: int) -> str:
    """Return how many places."""
    return ngettext("{n} Platz", "{n} Plätze", count).format(n=count)


def counted(count: int, most: int, *, past: bool) -> str:
    """Return how many dates a list has."""
    if count > most:
        return _("Mehr als {n} Termine").format(n=words.number(most))
    if past:
        said = ngettext("{n} vergangener Termin", "{n} vergangene Termine", count)
    else:
        said = ngettext("{n} Termin", "{n} Termine", count)
    return said.format(n=words.number(count))
