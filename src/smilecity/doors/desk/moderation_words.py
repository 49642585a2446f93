"""Moderation in the words of the town hall: kinds, grounds, outcomes, what lies in the queue and why."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from smilecity.collect.contributions.rules import Channel, Publicity, Verb
from smilecity.understand.moderation.rules import GROUND_WORDS, Outcome, Remedy, Side, Why

KINDS = {"idea": _("Idee"), "place": _("Ort"), "report": _("Meldung"), "comment": _("Kommentar")}
KINDS_MANY = {
    "": _("Alles"),
    "idea": _("Ideen"),
    "place": _("Orte"),
    "report": _("Meldungen"),
    "comment": _("Kommentare"),
}
WHYS = {Why.WAITING: _("Wartet auf Freigabe"), Why.FLAGGED: _("Gemeldet"), Why.UNSEEN: _("Öffentlich, noch ungelesen")}
GROUNDS = {ground: _(text) for ground, text in GROUND_WORDS.items()}
OUTCOMES = {
    Outcome.RELEASED: _("Freigegeben"),
    Outcome.HIDDEN: _("Nicht gezeigt"),
    Outcome.KEPT: _("Gelesen und so gelassen"),
    Outcome.EDITED: _("Text oder Foto geändert"),
    Outcome.RESTORED: _("Änderung zurückgenommen"),
    Outcome.REMOVED: _("Endgültig gelöscht"),
}
# What the button says that a complaint is right will do, and beside it what must be known before.
UPHELD = {
    Remedy.SHOWN: _("Die Beschwerde ist berechtigt: wieder zeigen"),
    Remedy.HIDDEN: _("Die Beschwerde ist berechtigt: nicht mehr zeigen"),
    Remedy.RESTORED: _("Die Beschwerde ist berechtigt: Änderung zurücknehmen"),
    Remedy.ERASED: _("Die Beschwerde ist berechtigt"),
    Remedy.BY_HAND: _("Die Beschwerde ist berechtigt: von Hand ändern"),
    Remedy.NOTHING: _("Die Beschwerde ist berechtigt"),
}
UPHELD_NOTES = {
    Remedy.RESTORED: _("Geben Sie der Beschwerde recht, steht wieder da, was vor der Änderung da stand."),
    Remedy.ERASED: _(
        "Was vorher da stand, ist schon gelöscht. Es lässt sich nicht wieder zeigen. Bitte schreiben Sie das dazu."
    ),
    Remedy.BY_HAND: _(
        "Seit der Entscheidung wurde noch etwas geändert. Deshalb wird nichts von selbst zurückgenommen: Nach Ihrer"
        " Antwort öffnet sich die Seite, auf der Sie es ändern."
    ),
    Remedy.NOTHING: _("Daran ist nichts mehr zu ändern. Bitte schreiben Sie dazu, was nun gilt."),
}
PUBLICITIES = {
    Publicity.WAITING: _("wartet auf Freigabe"),
    Publicity.SHOWN: _("ist öffentlich"),
    Publicity.HIDDEN: _("ist nicht öffentlich"),
    Publicity.WITHDRAWN: _("wurde zurückgezogen"),
    Publicity.REMOVED: _("wurde gelöscht"),
}
CHANNELS = {
    Channel.WEB: _("über die Website"),
    Channel.PROGRAM: _("über eine andere Anwendung"),
    Channel.PHONE: _("am Telefon"),
    Channel.CARD: _("auf einer Karte"),
    Channel.STALL: _("an einem Stand"),
    Channel.LETTER: _("mit einem Brief"),
    Channel.IMPORT: _("aus einer anderen Plattform"),
}
VERBS = {
    Verb.SUBMITTED: _("Eingegangen"),
    Verb.SHOWN: _("Freigegeben"),
    Verb.HIDDEN: _("Von der Seite genommen"),
    Verb.EDITED: _("Geändert"),
    Verb.OFFICE: _("Zuständige Stelle festgelegt"),
    Verb.DUE: _("Antwort zugesagt"),
    Verb.STATUS: _("Neuer Stand"),
    Verb.REPLIED: _("Beantwortet"),
    Verb.MERGED: _("Zusammengeführt"),
    Verb.PARTED: _("Wieder getrennt"),
    Verb.FILED: _("In eine andere Rubrik geordnet"),
    Verb.DELEGATED: _("An Dritte übergeben"),
    Verb.RETURNED: _("Von Dritten zurückgeholt"),
    Verb.WITHDRAWN: _("Zurückgezogen"),
    Verb.REMOVED: _("Gelöscht"),
    Verb.REMINDED: _("Stelle erinnert"),
    Verb.ESCALATED: _("Leitung informiert"),
}
SIDES = {Side.AUTHOR: _("von der Autorin oder dem Autor"), Side.REPORTER: _("von der meldenden Person")}
# The keys of the queue, as its help lists them.
KEYS = {
    "j": _("nächster Beitrag"),
    "k": _("voriger Beitrag"),
    "f": _("freigeben oder so lassen"),
    "a": _("ablehnen oder verbergen: zum Grund springen"),
    "b": _("Text bearbeiten"),
    "z": _("letzte Entscheidung zurücknehmen"),
    "?": _("diese Hilfe zeigen oder schließen"),
}


def age(since: datetime, at: datetime) -> str:
    """Return how long ago: seit 3 Tagen."""
    gone = max(at - since, timedelta(0))
    if gone.days:
        return ngettext("seit {n} Tag", "seit {n} Tagen", gone.days).format(n=gone.days)
    hours = gone // timedelta(hours=1)
    if hours:
        return ngettext("seit {n} Stunde", "seit {n} Stunden", hours).format(n=hours)
    minutes = max(gone // timedelta(minutes=1), 1)
    return ngettext("seit {n} Minute", "seit {n} Minuten", minutes).format(n=minutes)


def minutes_left(until: datetime, at: datetime) -> str:
    """Return how long something is still possible: noch 9 Minuten."""
    minutes = max(-((at - until) // timedelta(minutes=1)), 1)
    return ngettext("noch {n} Minute", "noch {n} Minuten", minutes).format(n=minutes)
