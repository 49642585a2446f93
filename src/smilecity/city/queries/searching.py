"""The search for addresses: a street, park or district by its name, however it is spelled, a house by its number.

In: what somebody typed. Out: places, the likeliest first, each with its district.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from smilecity.city import house_numbers, street_names
from smilecity.city.house_numbers import Asked, HouseNumber
from smilecity.ground.text import german_key

_LEAST_LETTERS = 2
# How alike a word has to be: typing errors are forgiven, other streets are not offered.
_LEAST_LIKE = 0.45
# So many names are compared closely; ten times what is ever shown.
_CANDIDATES = 80


@dataclass(frozen=True)
class NamedPlace:
    """An address, street, park or district that was asked for; `district_name` may be empty.

    `missing`: the house number that was asked for and that nobody knows; the place is the street then.
    `is_house`: it is exactly the house that was asked for.
    """

    name: str
    lon: float
    lat: float
    district_name: str
    postal_code: str = ""
    missing: str = ""
    is_house: bool = False


@dataclass(frozen=True)
class _Known:
    """A row of the names that are known."""

    name: str
    key: str
    loose: str
    is_district: bool
    district: str
    postal_codes: Sequence[str]
    lon: float
    lat: float


@dataclass(frozen=True)
class _Met:
    """A name that was met, and how well: the smaller, the better. `surely`: as was typed, or one slip away."""

    known: _Known
    surely: bool
    order: tuple[object, ...]


_BESIDE = "SELECT name, false FROM city_city UNION ALL SELECT name, true FROM city_district"
_COLUMNS = "name, key, loose, is_district, district, postal_codes, lon, lat"
# Each of the conditions has an index of its own, which LIKE ANY would not take.
_NAMED = f"""
SELECT {_COLUMNS} FROM city_knownplace WHERE {{begins}} OR slips && %(slips)s OR {{later}}
ORDER BY {{begins}} DESC, length(key), key, district, id LIMIT {_CANDIDATES}
"""  # noqa: S608 - our own names
# What is most alike by trigrams; asked only where nothing is as was typed, or one slip away.
_ALIKE = f"""
SELECT {_COLUMNS} FROM city_knownplace WHERE word_similarity(%(core)s, key) >= {_LEAST_LIKE}
ORDER BY word_similarity(%(core)s, key) DESC, length(key), key, district, id LIMIT {_CANDIDATES}
"""  # noqa: S608 - see above
_HOUSES = """
SELECT street_key, district, number, letter, until, postal_code, lon, lat FROM city_address
WHERE street_key = ANY(%s) AND number <= %s AND until >= %s
"""


def places_named(text: str, most: int = 8) -> list[NamedPlace]:
    """Return the addresses, streets, parks and districts that are meant, the best first. At most 4 SQL.

    A street that runs through several districts comes once for each. Where its house number is not known, the street
    comes and says so.
    """
    text = text.replace("\0", " ")
    if len(street_names.search_key(text)) < _LEAST_LETTERS:
        return []
    asked = house_numbers.asked(text, *_beside())
    keys = [key for key in asked.streets if len(key) >= _LEAST_LETTERS]
    met = _met(asked, keys) if keys else []
    if asked.number is None:
        return [_street(one.known, asked) for one in met[:most]]
    return _numbered(asked, asked.number, met)[:most]


def _beside() -> tuple[set[str], set[str]]:
    """Return what may stand beside a street: the city, its districts. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE)
        rows = _keys(tuple(cursor.fetchall()))
    return {key for key, is_district in rows if not is_district}, {key for key, is_district in rows if is_district}


@lru_cache(maxsize=4)
def _keys(names: tuple[tuple[str, bool], ...]) -> list[tuple[str, bool]]:
    """Return names as keys: once for as long as they are what they are, for it takes as long as all the rest."""
    return [(street_names.search_key(name), is_district) for name, is_district in names]


def _met(asked: Asked, keys: Sequence[str]) -> list[_Met]:
    """Return the names that may be meant, the best first. 1 SQL, or 2 where nothing is as was typed."""
    keys = list(dict.fromkeys([*keys, *map(street_names.mended, keys)]))
    cores = [street_names.loose(street_names.core(key)) for key in keys]
    given: dict[str, Any] = {"slips": sorted({slip for core in cores for slip in street_names.deletions(core)})}
    for n, key in enumerate(keys):
        given |= {f"begin{n}": f"{_like(street_names.loose(key))}%", f"later{n}": f"% {_like(key)}%"}
    begins, later = (
        " OR ".join(f"{column} LIKE %({name}{n})s" for n in range(len(keys)))
        for column, name in (("loose", "begin"), ("key", "later"))
    )
    met = _compared(_rows(_NAMED.format(begins=f"({begins})", later=later), given), asked, keys)
    if not any(one.surely for one in met):
        # By trigrams comes what is farther from the words; what was met by a slip stays before it.
        there = {one.known for one in met}
        far = _rows(_ALIKE, {"core": street_names.core(keys[-1])})
        met += [_Met(row, surely=False, order=()) for row in far if row not in there]
    return met


def _like(key: str) -> str:
    # Of all signs that mean something there, search keys hold this one only.
    return key.replace("_", r"\_")


def _rows(statement: str, given: dict[str, Any]) -> list[_Known]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [
            _Known(name, key, loose, is_district, district, tuple(codes), lon, lat)
            for name, key, loose, is_district, district, codes, lon, lat in cursor.fetchall()
        ]


def _compared(rows: Sequence[_Known], asked: Asked, keys: Sequence[str]) -> list[_Met]:
    met = [one for row in rows if (one := _meet(row, asked, keys)) is not None]
    return sorted(met, key=lambda one: one.order)


def _meet(row: _Known, asked: Asked, keys: Sequence[str]) -> _Met | None:
    """Return how well a name meets what was typed; None where it is none of it."""
    rank = min(_rank(row, key) for key in keys)
    if rank > (_SLIP, _most_slips(keys)):
        return None
    wished = german_key(row.district) in asked.near or bool(asked.postal_code and asked.postal_code in row.postal_codes)
    order = (*rank, not wished, len(row.key), row.key, row.is_district, row.district)
    return _Met(row, rank <= (_SLIP, 1), order)


# How many parts of the order say how well a name meets what was typed, the last of them what was typed beside it.
_WISHED = 3
_SAME, _LOOSELY_SAME, _BEGINS, _LATER, _SLIP = range(5)


def _rank(row: _Known, key: str) -> tuple[int, int]:
    """Return the kind of likeness, and the number of slips."""
    loose = street_names.loose(key)
    if row.key == key:
        return _SAME, 0
    if row.loose == loose:
        return _LOOSELY_SAME, 0
    if row.loose.startswith(loose):
        return _BEGINS, 0
    if f" {key}" in row.key:
        return _LATER, 0
    cores = (street_names.loose(street_names.core(part)) for part in (row.key, key))
    return _SLIP, street_names.slips(*cores, most=2)


def _most_slips(keys: Collection[str]) -> int:
    """Return how many slips are forgiven: one in five letters."""
    return 1 if max(len(street_names.core(key)) for key in keys) < 8 else 2


# --- house numbers ---------------------------------------------------------------------------------------------------


def _numbered(asked: Asked, number: HouseNumber, met: Sequence[_Met]) -> list[NamedPlace]:
    """Return the houses of the streets that were met; a street without the number says so. 1 SQL."""
    houses = _houses({one.known.key: one.known.name for one in met}, asked, number)
    # Of streets of one name, who said the district or the postal code means that one.
    best = [one.known for one in met if one.order[:_WISHED] == met[0].order[:_WISHED]]
    exact = [place for row in best for is_exact, place in houses.get((row.key, row.district), ()) if is_exact]
    if exact:
        near = [place for row in best for is_exact, place in houses.get((row.key, row.district), ()) if not is_exact]
        return exact + near
    found: list[NamedPlace] = []
    for one in met:
        found += [place for _is_exact, place in houses.get((one.known.key, one.known.district), ())]
        found.append(_street(one.known, asked))
    return found


def _houses(
    streets: Mapping[str, str], asked: Asked, number: HouseNumber
) -> dict[tuple[str, str], list[tuple[bool, NamedPlace]]]:
    """Return the houses that bear the number, and whether exactly so, by street and district. 1 SQL.

    `streets`: their names by their keys; a file of addresses may spell them otherwise.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOUSES, [sorted(streets), number.number, number.number])
        rows = cursor.fetchall()
    found: dict[tuple[str, str], list[tuple[bool, NamedPlace]]] = {}
    for key, district, *house, postal_code, lon, lat in sorted(rows, key=lambda row: _closeness(row, asked)):
        here = HouseNumber(*house)
        is_exact = (here.number, here.letter) == (number.number, number.letter)
        place = NamedPlace(f"{streets[key]} {here}", lon, lat, district, postal_code, is_house=is_exact)
        found.setdefault((key, district), []).append((is_exact, place))
    return found


def _closeness(row: Sequence[Any], asked: Asked) -> tuple[object, ...]:
    """Return how close a house comes: its postal code, its number, its letter."""
    _key, district, number, letter, until, postal_code, lon, lat = row
    same = asked.number is not None and number == asked.number.number
    return asked.postal_code not in ("", postal_code), not same, letter, until, district, lon, lat


def _street(row: _Known, asked: Asked) -> NamedPlace:
    code = row.postal_codes[0] if len(row.postal_codes) == 1 else ""
    return NamedPlace(row.name, row.lon, row.lat, row.district, code, str(asked.number or ""))
