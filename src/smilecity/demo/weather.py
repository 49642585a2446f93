"""What made-up sensors measure at a time: pure functions of series, fixed seed and moment, the same in every run.

Nothing here is real. Days and years go by as they do at the Baltic; noise is smooth, so that charts look like charts.
"""

import hashlib
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

SEED = 20230705
_DAY, _YEAR = 86_400.0, 365.25 * 86_400.0
_TOWN = ZoneInfo("Europe/Berlin")
Numbers = Mapping[str, float]


def value(kind: str, name: str, moment: datetime, numbers: Numbers) -> float:
    """Return what the series `kind` of a thing called `name` measures at a moment."""
    return _KINDS[kind](name, moment, numbers)


def _noise(name: str, moment: datetime, hours: float) -> float:
    """Return noise between -1 and 1 that wanders from one fixed number to the next within so many hours."""
    place = moment.timestamp() / 3600 / hours
    step = math.floor(place)
    before, after = _fixed(name, step), _fixed(name, step + 1)
    share = (1 - math.cos((place - step) * math.pi)) / 2
    return before + (after - before) * share


def _fixed(name: str, step: int) -> float:
    digest = hashlib.sha256(f"{SEED}:{name}:{step}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**63 - 1


def _summer(moment: datetime, *, late_days: float = 0) -> float:
    """Return 1 in midsummer and -1 in midwinter."""
    return math.cos((moment.timestamp() / _YEAR - 0.55 - late_days / 365.25) * 2 * math.pi)


def _hour(moment: datetime) -> float:
    local = moment.astimezone(_TOWN)
    return local.hour + local.minute / 60


def _noon(moment: datetime) -> float:
    """Return 1 in the early afternoon and -1 before dawn."""
    return math.cos((_hour(moment) - 14) / 24 * 2 * math.pi)


def _water_level(name: str, moment: datetime, _numbers: Numbers) -> float:
    return round(500 + 28 * _noise(name, moment, 9) + 12 * _noise(f"{name}+", moment, 2))


def _water_temperature(name: str, moment: datetime, _numbers: Numbers) -> float:
    warm = 11 + 8 * _summer(moment, late_days=25)
    return round(max(0.2, warm + 0.4 * _noon(moment) + 0.8 * _noise(name, moment, 30)), 1)


def _air_temperature(name: str, moment: datetime, _numbers: Numbers) -> float:
    swing = 2 + 2 * (1 + _summer(moment))
    return round(9.5 + 9 * _summer(moment) + swing * _noon(moment) + 3.5 * _noise(name, moment, 40), 1)


def _rain(name: str, moment: datetime, _numbers: Numbers) -> float:
    return round(max(0.0, _noise(name, moment, 7) + _noise(f"{name}+", moment, 1.5) / 2 - 0.75) * 6, 1)


def _wind(name: str, moment: datetime, _numbers: Numbers) -> float:
    return round(max(0.0, 5.5 + 4 * _noise(name, moment, 18) + 1.5 * _noise(f"{name}+", moment, 0.5)), 1)


def _parking(name: str, moment: datetime, numbers: Numbers) -> float:
    busy = math.exp(-(((_hour(moment) - 14) / 4.5) ** 2)) * (0.75 + 0.25 * _noise(name, moment, 20))
    weekend = 1.15 if moment.astimezone(_TOWN).weekday() > 4 else 0.9
    taken = 0.08 + 0.85 * busy * weekend + 0.03 * _noise(f"{name}+", moment, 0.5)
    return float(round(numbers["most"] * min(1.0, max(0.0, 1 - taken))))


def _filling(name: str, moment: datetime, numbers: Numbers) -> float:
    """Fill up over so many hours, then be emptied."""
    share = moment.timestamp() / 3600 / numbers["hours"] % 1
    return float(round(min(100.0, 4 + 96 * share**0.9 + 1.5 * _noise(name, moment, 3))))


def _soil_moisture(name: str, moment: datetime, _numbers: Numbers) -> float:
    return round(24 - 6 * _summer(moment) + 4 * _noise(name, moment, 90), 1)


def _battery(name: str, moment: datetime, _numbers: Numbers) -> float:
    return round(3.55 + 0.08 * _noise(name, moment, 200), 2)


_KINDS: dict[str, Callable[[str, datetime, Numbers], float]] = {
    "water_level": _water_level,
    "water_temperature": _water_temperature,
    "air_temperature": _air_temperature,
    "rain": _rain,
    "wind": _wind,
    "parking": _parking,
    "filling": _filling,
    "soil_moisture": _soil_moisture,
    "battery": _battery,
}
