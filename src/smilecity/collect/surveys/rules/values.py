"""Numbers and days as people write them. In: what was typed. Out: a number with a point, a day as ISO 8601."""

import re
from datetime import date
from decimal import Decimal

from smilecity.collect.surveys.rules.questions import NUMBER_MOST, Limits
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Numeral, sentence

NO_NUMBER = sentence("Das ist keine Zahl. Bitte schreiben Sie nur Ziffern, zum Beispiel {example}.")
WHOLE = sentence("Bitte geben Sie eine ganze Zahl ein, ohne Stellen nach dem Komma.")
ONE_PLACE = sentence("Bitte geben Sie höchstens eine Stelle nach dem Komma ein.")
TWO_PLACES = sentence("Bitte geben Sie höchstens zwei Stellen nach dem Komma ein.")
TOO_LARGE = sentence("Diese Zahl ist zu groß. Bitte prüfen Sie, ob Sie sich vertippt haben.")
NUMBER_BETWEEN = sentence("Bitte geben Sie eine Zahl von {least} bis {most} ein.")
NUMBER_FROM = sentence("Bitte geben Sie eine Zahl ab {least} ein.")
NUMBER_UP_TO = sentence("Bitte geben Sie eine Zahl bis {most} ein.")
NO_DAY = sentence("Bitte geben Sie Tag, Monat und Jahr ein, zum Beispiel 31.12.2026.")
NO_SUCH_DAY = sentence("Diesen Tag gibt es nicht. Bitte prüfen Sie das Datum.")
DAY_BETWEEN = sentence("Bitte geben Sie einen Tag vom {first} bis zum {last} ein.")
DAY_FROM = sentence("Bitte geben Sie einen Tag ab dem {first} ein.")
DAY_UP_TO = sentence("Bitte geben Sie einen Tag bis zum {last} ein.")
_TOO_FINE = {0: WHOLE, 1: ONE_PLACE, 2: TWO_PLACES}

_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?")
# A point before three digits parts thousands: no number here has three places.
_THOUSANDS = re.compile(r"(?<=[0-9])\.(?=[0-9]{3}(?:\.|,|$))")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_GERMAN = re.compile(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4})")


def parse_number(typed: str, limits: Limits) -> str:
    """Return a number, its decimal point a point: "1.234,50" and "1234.5" are both 1234.5. Raises Refused."""
    bare = re.sub(r"\s", "", typed).replace("−", "-")
    found = _NUMBER.fullmatch(_THOUSANDS.sub("", bare)) if len(bare) < 40 else None
    if found is None:
        raise Refused(NO_NUMBER, example=Numeral("12,5" if limits.places else "12"))
    sign, whole, fraction = found[1], found[2], (found[3] or "").rstrip("0")
    if len(fraction) > limits.places:
        raise Refused(_TOO_FINE[limits.places])
    number = Decimal(f"{sign}{whole}.{fraction or 0}")
    _check_bounds(number, limits)
    return plain(number)


def _check_bounds(number: Decimal, limits: Limits) -> None:
    least, most = limits.least, limits.most
    if abs(number) > NUMBER_MOST:
        raise Refused(TOO_LARGE)
    if (least is None or number >= least) and (most is None or number <= most):
        return
    words = {"least": german(least or 0), "most": german(most or 0)}
    if least is not None and most is not None:
        raise Refused(NUMBER_BETWEEN, **words)
    if least is not None:
        raise Refused(NUMBER_FROM, least=words["least"])
    raise Refused(NUMBER_UP_TO, most=words["most"])


def plain(number: Decimal) -> str:
    """Return the digits of a number, without an exponent or zeros that say nothing."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def german(number: Decimal | int) -> Numeral:
    """Return a number as Germans write it: 1.234,5."""
    return Numeral(_grouped(Decimal(number)).translate(str.maketrans(",.", ".,")))


def _grouped(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_day(typed: str, limits: Limits) -> str:
    """Return a day as ISO 8601, written so or as 31.12.2026. Raises Refused."""
    if found := _ISO.fullmatch(typed):
        year, month, day = map(int, found.groups())
    elif found := _GERMAN.fullmatch(typed):
        day, month, year = map(int, found.groups())
    else:
        raise Refused(NO_DAY)
    try:
        given = date(year, month, day)
    except ValueError:
        raise Refused(NO_SUCH_DAY) from None
    _check_span(given, limits)
    return given.isoformat()


def _check_span(given: date, limits: Limits) -> None:
    first, last = limits.first, limits.last
    if (first is None or given >= first) and (last is None or given <= last):
        return
    if first and last:
        raise Refused(DAY_BETWEEN, first=german_day(first), last=german_day(last))
    if first:
        raise Refused(DAY_FROM, first=german_day(first))
    raise Refused(DAY_UP_TO, last=german_day(last or given))


def german_day(day: date) -> str:
    """Return a day as Germans write it: 31.12.2026."""
    return f"{day:%d.%m.}{day.year:04}"
