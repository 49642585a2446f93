"""Values as the desk shows them: a number with its unit, a text, several values of a multi datastream."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from smilecity.sense.things.queries import Reading, Unit
from smilecity.sense.things.rules.quantities import sign

_DIGITS = 3
_LONGEST = 60


def value_of(reading: Reading | None, units: Sequence[Unit]) -> str:
    """Return a value with its unit: 4,2 °C; nothing where there is none."""
    if reading is None:
        return ""
    results = reading.result if isinstance(reading.result, list) else [reading.result]
    return " · ".join(_with_unit(result, index, units) for index, result in enumerate(results))


def _with_unit(result: Any, index: int, units: Sequence[Unit]) -> str:
    symbol = sign(units[index].symbol) if index < len(units) else ""
    text = _plain(result)
    return f"{text}\u00a0{symbol}" if symbol and not isinstance(result, str | bool) else text


def _plain(result: Any) -> str:
    if isinstance(result, bool):
        return _("ja") if result else _("nein")
    if isinstance(result, int | float):
        whole = float(result).is_integer() and abs(result) < 1e15
        return number_format(int(result) if whole else round(result, _DIGITS), use_l10n=True, force_grouping=True)
    text = str(result)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def unit_of(units: Sequence[Unit]) -> str:
    """Return what a datastream counts in: Zentimeter (cm)."""
    signed = [(unit.name, sign(unit.symbol)) for unit in units]
    named = [f"{name} ({symbol})" if symbol and name else name or symbol for name, symbol in signed]
    return " · ".join(name for name in named if name) or _("ohne Einheit")
