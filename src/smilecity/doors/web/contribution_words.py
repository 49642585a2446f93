"""Contributions in words: kinds, states, feelings, ways in, and each step of a history as a sentence."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from smilecity.collect.contributions.rules import OPEN, Channel, Kind, Publicity, Sort, Stage, Status
from smilecity.doors.web import words
from smilecity.ground.text import Texts, pick

STATUS_LABELS = {
    Status.RECEIVED: gettext_lazy("eingegangen"),
    Status.IN_REVIEW: gettext_lazy("in Prüfung"),
    Status.ACCEPTED: gettext_lazy("wird umgesetzt"),
    Status.DONE: gettext_lazy("umgesetzt"),
    Status.DECLINED: gettext_lazy("nicht umsetzbar"),
}
CATEGORY_LABELS = {
    "happy": gettext_lazy("macht mich glücklich"),
    "improve": gettext_lazy("sollte besser werden"),
    "favourite": gettext_lazy("Lieblingsort"),
}
SORT_LABELS = {
    Sort.NEW: gettext_lazy("neu"),
    Sort.SUPPORTED: gettext_lazy("meist unterstützt"),
    Sort.COMMENTED: gettext_lazy("meist kommentiert"),
    Sort.UNANSWERED: gettext_lazy("noch ohne Antwort"),
}
CHANNEL_LABELS = {
    Channel.PHONE: gettext_lazy("Am Telefon aufgenommen"),
    Channel.CARD: gettext_lazy("Von einer ausgefüllten Karte übertragen"),
    Channel.STALL: gettext_lazy("Am Marktstand aufgenommen"),
    Channel.LETTER: gettext_lazy("Aus einem Brief übertragen"),
    Channel.IMPORT: gettext_lazy("Aus einer früheren Beteiligung übernommen"),
}
STAGES = {Stage.BEFORE: gettext_lazy("Vorher"), Stage.AFTER: gettext_lazy("Nachher")}
# What stands in the place of a text that nobody may read any more.
GONE_SENTENCES = {
    Publicity.WAITING: gettext_lazy(
        "Wir lesen diesen Beitrag gerade noch einmal. Ist alles in Ordnung, steht er danach wieder hier."
    ),
    Publicity.HIDDEN: gettext_lazy(
        "Die Moderation hat diesen Beitrag verborgen: Er verstößt gegen unsere Regeln, oder wir prüfen ihn noch."
    ),
    Publicity.WITHDRAWN: gettext_lazy("Wer ihn geschrieben hat, hat diesen Beitrag zurückgezogen."),
    Publicity.REMOVED: gettext_lazy("Dieser Beitrag wurde gelöscht, weil er gegen unsere Regeln verstößt."),
}


def status(value: str) -> str:
    """Return a state in the reader's language."""
    return str(STATUS_LABELS[Status(value)])


def category(value: str) -> str:
    """Return the feeling of a place in the reader's language; empty for none."""
    return str(CATEGORY_LABELS.get(value, ""))


def texts(value: Texts) -> str:
    """Return a text that staff wrote in several languages in the reader's one."""
    return pick(value, get_language() or "de")


def promised(due_on: date | None, state: str, on: date) -> str:
    """Return what was promised, or since when it is overdue; empty where nobody waits."""
    if due_on is None or state not in OPEN:
        return ""
    return _promised(due_on, on, get_language())


@lru_cache(maxsize=4096)
def _promised(due_on: date, on: date, _language: str | None) -> str:
    days = (on - due_on).days
    if days > 0:
        late = ngettext("Antwort überfällig seit {n} Tag", "Antwort überfällig seit {n} Tagen", days)
        return late.format(n=words.number(days))
    return _("Antwort bis {day}").format(day=words.on_day(due_on))


def supports(count: int) -> str:
    """Return how many support something, as a sentence."""
    return _supports(count, get_language())


@lru_cache(maxsize=1024)
def _supports(count: int, _language: str | None) -> str:
    if not count:
        return _("noch niemand unterstützt das")
    return ngettext("{n} Person unterstützt das", "{n} Menschen unterstützen das", count).format(n=words.number(count))


def comments(count: int) -> str:
    """Return how many comments there are; empty for none."""
    return _comments(count, get_language())


@lru_cache(maxsize=1024)
def _comments(count: int, _language: str | None) -> str:
    return ngettext("{n} Kommentar", "{n} Kommentare", count).format(n=words.number(count)) if count else ""


def counted(kind: Kind, count: int) -> str:
    """Return a number of ideas, places or reports: 12 Ideen."""
    if kind is Kind.REPORT:
        return ngettext("{n} Meldung", "{n} Meldungen", count).format(n=words.number(count))
    if kind is Kind.PLACE:
        return ngettext("{n} Ort", "{n} Orte", count).format(n=words.number(count))
    return ngettext("{n} Idee", "{n} Ideen", count).format(n=words.number(count))


def many(kind: Kind, most: int) -> str:
    """Return more than were counted: mehr als 1.000 Ideen."""
    return _("mehr als {counted}").format(counted=counted(kind, most))


def lang_of(language: str) -> str:
    """Return the tag for `lang` where a text is in another language than the page; empty where it is the same."""
    page, text = (get_language() or "de").partition("-")[0], language.partition("-")[0]
    return "" if page == text else text
