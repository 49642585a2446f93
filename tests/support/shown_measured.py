"""What can be seen of measured values, made in a town for those who look at it: one of everything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from smilecity.ground import clock
from smilecity.sense.things.models import Datastream
from tests import factories_sense as sense
from tests.factories_measured import CELSIUS, fill, gauge, many

_WIND = {"name": "Meter je Sekunde", "symbol": "m/s", "definition": ""}


@dataclass(frozen=True)
class Measured:
    """`pages`: the address of each kind of page by its name. `thing`, `series`: the gauge and its water level."""

    pages: dict[str, str]
    thing: int
    series: int


# Two files of journeys may walk through the same town.
@cache
def show() -> Measured:
    """Make a gauge that speaks, one that is silent, a weather station, a bathing place, and a thing without a place."""
    now = clock.now() - timedelta(minutes=4)
    level, weather = _gauge("Pegel Warnemünde", now), _weather(now)
    silent = gauge("Pegel Mühlendamm", until=now - timedelta(days=9), at=(12.15, 54.085))
    bathing = gauge("Badestelle", values=["gut", "ausgezeichnet", "gut"], until=now, at=(12.16, 54.2), units=_unit(""))
    empty = sense.make_datastream("Regenmenge", thing=sense.make_thing("Regenmesser"))
    for number in range(26):
        gauge(f"Parkplatz {number:02d}", values=[float(number)], until=now, at=(12.1, 54.08 + number / 1000))
    return Measured(_pages(level, silent, weather, bathing, empty), level.thing_id, level.pk)


def _gauge(name: str, now: datetime) -> Datastream:
    office = sense.make_party("Wasserstraßenamt", contact="pegel@example.org")
    made = gauge(
        name,
        values=(),
        owner=office,
        licence="dl-de/zero-2-0",
        legal_basis="§ 12a Geodatenzugangsgesetz",
        description="Wie hoch die Ostsee vor Warnemünde steht.",
    )
    many(made, 1200, until=now, gap=timedelta(minutes=30))
    sense.make_observation(made, 99.0, at=now - timedelta(minutes=40), quality=4)
    return made


def _weather(now: datetime) -> Datastream:
    thing = sense.make_thing("Wetter am Hafen", at=(12.13, 54.095))
    observed = [sense.make_observed("Lufttemperatur"), sense.make_observed("Wind")]
    made = sense.make_datastream(
        "Wetter am Hafen", thing=thing, observed=observed, multi=True, units=[CELSIUS, _WIND], generated=True
    )
    fill(made, [[9.0 + number % 5, 3.5] for number in range(20)], until=now)
    return made


def _unit(symbol: str) -> dict[str, str]:
    return {"name": "", "symbol": symbol, "definition": ""}


def _pages(
    level: Datastream, silent: Datastream, weather: Datastream, bathing: Datastream, empty: Datastream
) -> dict[str, str]:
    series = "/messwerte/reihen/{}/"
    return {
        "measured": "/messwerte/",
        "measured on the map": "/messwerte/?ansicht=karte",
        "measured that is not there": "/messwerte/?suche=seilbahn",
        "measured by words nobody knows": "/messwerte/?ortsteil=x&messgroesse=y&ansicht=z",
        "thing": f"/messwerte/orte/{level.thing_id}/",
        "thing of several": f"/messwerte/orte/{weather.thing_id}/",
        "thing without a place": f"/messwerte/orte/{empty.thing_id}/",
        "series": series.format(level.pk),
        "series in means": f"{series.format(level.pk)}?zeitraum=30t",
        "series of several": series.format(weather.pk),
        "series of words": series.format(bathing.pk),
        "series that is silent": series.format(silent.pk),
        "series without a value": series.format(empty.pk),
        "series without a value then": f"{series.format(level.pk)}?zeitraum=24h&bis=2001-01-01",
    }
