"""What towns often measure and its units, in the reader's language. In: a German name as it stands in the database.

Names that nobody knows beforehand stay as somebody wrote them.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from smilecity.sense.things.rules.words import UNKNOWN_SENSOR

KNOWN = frozenset(
    {
        _("Wasserstand"),
        _("Wassertemperatur"),
        _("Lufttemperatur"),
        _("Luftfeuchte"),
        _("Niederschlag"),
        _("Windgeschwindigkeit"),
        _("Luftdruck"),
        _("Feinstaub PM10"),
        _("Feinstaub PM2,5"),
        _("Stickstoffdioxid"),
        _("Bodenfeuchte"),
        _("Sauerstoff im Wasser"),
        _("Freie Parkplätze"),
        _("Füllstand"),
        _("Grad Celsius"),
        _("Prozent"),
        _("Mikrogramm je Kubikmeter"),
        _("Anzahl"),
        _("Zentimeter"),
        _("Meter"),
        _("Millimeter"),
        _("Meter je Sekunde"),
        _("Hektopascal"),
        _("Milligramm je Liter"),
    }
)


def named(name: str) -> str:
    """Return a name in the reader's language where it is known."""
    return gettext(name) if name in KNOWN else name


def sensor(name: str) -> str:
    """Return what a device is called."""
    return gettext("nicht angegeben") if name == UNKNOWN_SENSOR else name
