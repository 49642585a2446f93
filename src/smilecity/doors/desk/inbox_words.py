"""Answers in the words of the town hall: kinds, states, ways in, tabs, days that are near or have passed."""

from datetime import date
from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from smilecity.collect.contributions.rules import OPEN, Channel, Kind, Status
from smilecity.collect.places.rules import WORDS
from smilecity.deliver.answers.queries import Desk, Tab
from smilecity.deliver.answers.rules import Late

KINDS: dict[Kind, Any] = {Kind.IDEA: _("Idee"), Kind.PLACE: _("Ort"), Kind.REPORT: _("Meldung")}
CALL_KINDS: dict[Kind, Any] = {Kind.IDEA: _("Ideen"), Kind.PLACE: _("Orte"), Kind.REPORT: _("Meldungen")}
CHANNELS: dict[Channel, Any] = {
    Channel.PHONE: _("Telefon"),
    Channel.CARD: _("Ausgefüllte Karte"),
    Channel.STALL: _("Marktstand"),
    Channel.LETTER: _("Brief"),
}
STATUSES: dict[Status, Any] = {
    Status.RECEIVED: _("eingegangen"),
    Status.IN_REVIEW: _("in Prüfung"),
    Status.ACCEPTED: _("wird umgesetzt"),
    Status.DONE: _("umgesetzt"),
    Status.DECLINED: _("nicht umsetzbar"),
}
# What choosing a status means, beside it.
STATUS_HELP: dict[Status, Any] = {
    Status.IN_REVIEW: _("Sie arbeiten daran. Das Datum der Antwort bleibt."),
    Status.ACCEPTED: _("Es wird gemacht. Schreiben Sie, was und wann ungefähr."),
    Status.DONE: _("Es ist fertig. Schreiben Sie, was daraus geworden ist."),
    Status.DECLINED: _("Es geht nicht. Begründen Sie das so, dass man es versteht."),
}
DESKS: dict[Desk, Any] = {Desk.MINE: _("Meine"), Desk.OFFICE: _("Meine Stelle"), Desk.ALL: _("Alle Stellen")}
TABS: dict[Tab, Any] = {
    Tab.OPEN: _("Offen"),
    Tab.OVERDUE: _("Überfällig"),
    Tab.SOON: _("Bald fällig"),
    Tab.NEW: _("Neu"),
    Tab.LOST: _("Ohne Stelle"),
    Tab.DONE: _("Beantwortet"),
}
EMPTY: dict[Tab, Any] = {
    Tab.OPEN: _("Hier wartet gerade niemand auf eine Antwort."),
    Tab.OVERDUE: _("Nichts ist überfällig. Alle Zusagen sind eingehalten."),
    Tab.SOON: _("In den nächsten Tagen ist nichts fällig."),
    Tab.NEW: _("Es ist nichts Neues da."),
    Tab.LOST: _("Für jeden Beitrag ist eine Stelle zuständig."),
    Tab.DONE: _("Hier ist noch nichts beantwortet."),
}


def category(value: str) -> str:
    """Return the feeling of a place; empty for none."""
    return gettext(WORDS[value]) if value in WORDS else ""  # type: ignore[index] # a feeling is its text


def name(kind: Kind, number: int) -> str:
    """Return what a contribution is called: Idee 12."""
    return gettext("{kind} {number}").format(kind=KINDS[kind], number=number)


def on_day(day: date) -> str:
    """Return a day: 3. Oktober 2026."""
    return gettext("{day}. {month} {year}").format(day=day.day, month=MONTHS[day.month], year=day.year)


def on_weekday(day: date) -> str:
    """Return a day with its name: Freitag, 2. Oktober 2026."""
    return gettext("{weekday}, {day}").format(weekday=WEEKDAYS[day.weekday()], day=on_day(day))


def due(status: Status, due_on: date | None, today: date) -> str:
    """Return what was promised: „bis 3. Oktober 2026 (noch 4 Tage)“, or since when it is overdue."""
    if due_on is None:
        return gettext("kein Datum zugesagt") if status in OPEN else ""
    if status not in OPEN:
        return gettext("zugesagt bis {day}").format(day=on_day(due_on))
    days = (due_on - today).days
    if days < 0:
        return ngettext("überfällig seit {n} Tag", "überfällig seit {n} Tagen", -days).format(n=-days)
    if days == 0:
        return gettext("heute fällig")
    left = ngettext("noch {n} Tag", "noch {n} Tage", days).format(n=days)
    return gettext("bis {day} ({left})").format(day=on_day(due_on), left=left)


LATE_STATES = {Late.OVERDUE: "overdue", Late.SOON: "soon", Late.CALM: ""}


def contributions(count: int) -> str:
    """Return how many: 12 Beiträge."""
    return ngettext("{n} Beitrag", "{n} Beiträge", count).format(n=count)


def supports(count: int) -> str:
    """Return how many support something; empty for none."""
    return ngettext("{n} Unterstützung", "{n} Unterstützungen", count).format(n=count) if count else ""


def comments(count: int) -> str:
    """Return how many comments; empty for none."""
    return ngettext("{n} Kommentar", "{n} Kommentare", count).format(n=count) if count else ""
