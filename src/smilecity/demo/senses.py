"""The demo's senses: made-up things that measure, called so wherever they are shown, and the real gauge of Warnemünde.

Entered through the same actions as staff use. The real series comes in only where its file is; its times stay true.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from smilecity.demo import weather
from smilecity.ground import env
from smilecity.people.keys import actions as keys
from smilecity.people.keys import queries as key_queries
from smilecity.people.keys.rules import CITY, Scope
from smilecity.people.models import User
from smilecity.sense.things.actions import keeping
from smilecity.sense.things.actions.keeping import Place, Series
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.models import Datastream
from smilecity.sense.things.rules.quantities import BY_KEY, Quantity
from smilecity.sense.things.rules.values import NewObservation
from smilecity.sense.things.rules.words import Access

FOLDER = Path(__file__).parent / "rostock"
PARTY = "Demo"
HISTORY, EVERY = timedelta(days=14), timedelta(hours=1)
# A benchmark on the demo should measure the server and not the limit of a key.
_FAST = 60_000
_LICENCE = "dl-de/zero-2-0"
_BATTERY = Quantity("battery", "Batteriespannung", "Batteriespannung", "Volt", "V", "http://qudt.org/vocab/unit/V")
# The gauge of the reference data, beside the folder of this project unless the environment names another.
_REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data"
_GAUGE = "sensors/cmems_warnemuende_hourly.csv"


@dataclass(frozen=True)
class Source:
    """A series that is made up: what it measures of which thing."""

    datastream: int
    kind: str
    thing: str
    numbers: weather.Numbers

    def at(self, moment: datetime) -> NewObservation:
        """Return what it measures at a moment."""
        return NewObservation(self.datastream, moment, weather.value(self.kind, self.thing, moment, self.numbers))


def is_loaded() -> bool:
    """Say whether the made-up things are there already."""
    return Datastream.objects.filter(generated=True).exists()


def load(*, by: User, at: datetime) -> None:
    """Enter the made-up things, and what they have measured in the last two weeks."""
    party = _party(by, at)
    for thing in _things():
        place = Place(words=thing["place"], lon=thing["lon"], lat=thing["lat"])
        series = [_series(kind, party) for kind, _numbers in thing["series"]]
        keeping.enter(name=thing["name"], description=thing["description"], place=place, series=series, by=by, at=at)
    begin = (at - HISTORY).replace(minute=0, second=0, microsecond=0)
    moments = [begin + n * EVERY for n in range(HISTORY // EVERY)]
    record([source.at(moment) for moment in moments for source in sources()], caller=CITY, at=at)


def _things() -> Iterator[dict[str, Any]]:
    yield from json.loads((FOLDER / "senses.json").read_text(encoding="utf-8"))["things"]


def _party(by: User, at: datetime) -> int:
    known = {name: key for key, name in key_queries.choices()}
    contact = "messwerte@smile-city.example"
    return known[PARTY] if PARTY in known else keys.make_party(name=PARTY, contact=contact, by=by, at=at)


def _series(kind: str, party: int) -> Series:
    quantity = BY_KEY.get(kind, _BATTERY)
    return Series(
        name=quantity.name,
        sensor="Beispielgerät",
        quantity=quantity,
        owner=party,
        licence=_LICENCE,
        # Nobody but those who look after the containers wants to know.
        access=Access.INTERNAL if quantity is _BATTERY else Access.PUBLIC,
        generated=True,
    )


def sources() -> list[Source]:
    """Return the made-up series as they stand in the database; what was deleted measures nothing. 1 SQL."""
    known = {
        (thing, name): key
        for key, thing, name in Datastream.objects.filter(generated=True).values_list("pk", "thing__name", "name")
    }
    wanted = [(thing["name"], kind, numbers) for thing in _things() for kind, numbers in thing["series"]]
    return [
        Source(known[name, BY_KEY.get(kind, _BATTERY).name], kind, name, numbers)
        for name, kind, numbers in wanted
        if (name, BY_KEY.get(kind, _BATTERY).name) in known
    ]


def measure(*, at: datetime) -> int:
    """Let everything made up measure once; return how many values were taken."""
    moment = at.replace(microsecond=0)
    answers = record([source.at(moment) for source in sources()], caller=CITY, at=at)
    return sum(isinstance(answer, int) for answer in answers)


def gauge_file() -> Path | None:
    """Return the file of the real gauge, where it is."""
    path = Path(env.text("SMILECITY_REFERENCE_DATA") or _REFERENCE) / _GAUGE
    return path if path.is_file() else None


def open_with(secret: str, *, lasts: bool, by: User, at: datetime) -> None:
    """Let this key write to what is made up. Raises Refused for a weak one.

    `lasts`: one that somebody has set, for this start and all others. A key of this start alone ends those before it.
    """
    party = _party(by, at)
    label = f"{PARTY}: DEMO_API_KEY" if lasts else PARTY
    if key_queries.caller_of(secret, at=at) is not None:
        return
    for key in key_queries.keys_of(party, at=at):
        if key.good and key.label == PARTY:
            keys.revoke_key(key=key.id, by=by, at=at)
    scopes = [Scope.READ, Scope.OBSERVE, Scope.MANAGE]
    keys.make_key(party=party, label=label, scopes=scopes, a_minute=_FAST, secret=secret, by=by, at=at)
