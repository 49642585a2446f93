"""The calendar in the words of the town hall. In: values of the calendar. Out: labels and sentences for the desk."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smilecity.collect.calendar.queries import DateRow
from smilecity.collect.calendar.rules import Access, Kind, Span, State
from smilecity.doors.desk import words
from smilecity.ground.text import pick

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


def title_of(row: DateRow) -> str:
    """Return the German title of a date's event."""
    return pick(row.event.title, "de")


def when(span: Span) -> str:
    """Return when something is: Mittwoch, 2. November 2022, 14:00 bis 18:00 Uhr; whole days without a time."""
    starts, ends = (at.astimezone(words.city_zone()) for at in (span.starts_at, span.ends_at))
    if span.all_day:
        first, last = words.on_day(span.starts_at), words.on_day(span.ends_at - timedelta(hours=1))
        return first if first == last else f"{first} – {last}"
    if ends <= starts:
        return words.moment(span.starts_at)
    if ends.date() > starts.date():
        return f"{words.moment(span.starts_at)} – {words.moment(span.ends_at)}"
    said = _("{day}, {start} bis {end} Uhr")
    return said.format(day=words.on_day(span.starts_at), start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")


def state(row: DateRow, at: datetime) -> tuple[str, str]:
    """Return the state of a date: the colour of its sign, and the word."""
    if row.state is State.CANCELLED:
        return "closed", _("Abgesagt")
    if row.ends_at <= at:
        return "closed", _("Vorbei")
    return ("open", _("Verlegt")) if row.is_moved else ("open", _("Findet statt"))


def guests(taken: int, waiting: int, capacity: int | None) -> str:
    """Return how many come, and how many wait."""
    if capacity is None:
        said = ngettext("{n} Platz vergeben", "{n} Plätze vergeben", taken).format(n=words.number(taken))
    else:
        said = _("{n} von {most} Plätzen vergeben").format(n=words.number(taken), most=words.number(capacity))
    return f"{said}, {_('{n} auf der Warteliste').format(n=words.number(waiting))}" if waiting else said


def dates(count: int) -> str:
    """Return how many dates."""
    return ngettext("{n} Termin", "{n} Termine", count).format(n=words.number(count))
