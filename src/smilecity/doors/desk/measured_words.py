"""What is measured, in the words of the town hall: who may read it, what keys open, licences, ages of values."""

from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from smilecity.doors.desk import words
from smilecity.people.keys.rules import Scope
from smilecity.sense.things.rules.words import Access, SecondValue

ACCESS = {Access.PUBLIC: _("öffentlich"), Access.INTERNAL: _("nur intern"), Access.SHARED: _("geteilt")}
ACCESS_CHOICES = {
    Access.PUBLIC: _("Öffentlich: Alle dürfen die Werte lesen"),
    Access.INTERNAL: _("Nur intern: die Stadt und wer die Werte liefert"),
    Access.SHARED: _("Geteilt: außerdem die Partner, die Sie ankreuzen"),
}
SECOND_VALUES = {
    SecondValue.KEEP: _("Beide behalten"),
    SecondValue.REPLACE: _("Der neue ersetzt den alten, zum Beispiel bei Korrekturen"),
    SecondValue.REFUSE: _("Den neuen ablehnen: Der erste zählt"),
}
SCOPES = {
    Scope.READ: _("Lesen: öffentliche, eigene und geteilte Werte"),
    Scope.OBSERVE: _("Messen: Werte zu eigenen Messreihen senden"),
    Scope.MANAGE: _("Verwalten: eigene Messstellen und Messreihen anlegen, ändern, löschen"),
    Scope.REPORT: _("Melden: Meldungen aus einem anderen Programm einreichen (Open311)"),
    Scope.CITY: _("Ganze Stadt: alles lesen und ändern, auch Internes"),
}
SCOPES_SHORT = {
    Scope.READ: _("Lesen"),
    Scope.OBSERVE: _("Messen"),
    Scope.MANAGE: _("Verwalten"),
    Scope.REPORT: _("Melden"),
    Scope.CITY: _("Ganze Stadt"),
}
# The short names under which DCAT-AP.de knows them; data of a German town carries one of these as a rule.
LICENCES = {
    "dl-de/by-2-0": _("Datenlizenz Deutschland – Namensnennung 2.0 (dl-de/by-2-0)"),
    "dl-de/zero-2-0": _("Datenlizenz Deutschland – Zero 2.0 (dl-de/zero-2-0)"),
    "CC BY 4.0": _("Creative Commons Namensnennung 4.0 (CC BY 4.0)"),
    "CC0": _("Creative Commons Zero: gemeinfrei (CC0)"),
}
_MONTH, _DAY, _HOUR, _MINUTE = timedelta(days=60), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def age(instant: datetime | None, at: datetime) -> str:
    """Return how old a value is: vor 3 Stunden; long ago the day itself."""
    if instant is None:
        return gettext("noch kein Wert")
    passed = at - instant
    if passed < timedelta(0):
        return gettext("für {day}").format(day=words.day(instant))
    return words.day(instant) if passed > _MONTH else _passed(passed)


def _passed(passed: timedelta) -> str:
    if passed >= _DAY:
        return ngettext("vor {n} Tag", "vor {n} Tagen", passed.days).format(n=passed.days)
    if passed >= _HOUR:
        return ngettext("vor {n} Stunde", "vor {n} Stunden", passed // _HOUR).format(n=passed // _HOUR)
    if passed < _MINUTE:
        return gettext("gerade eben")
    return ngettext("vor {n} Minute", "vor {n} Minuten", passed // _MINUTE).format(n=passed // _MINUTE)


def values(count: int) -> str:
    """Return how many values."""
    return ngettext("{n} Messwert", "{n} Messwerte", count).format(n=words.number(count))


def series(count: int) -> str:
    """Return how many datastreams."""
    return ngettext("{n} Messreihe", "{n} Messreihen", count).format(n=words.number(count))
