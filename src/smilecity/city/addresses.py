"""From the rows of a file to checked addresses: each with street, number and a point in the city, each once.

In: rows as `address_file` reads them. Out: addresses; BadFile with a sentence for every bad row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import shapely
from shapely.geometry.base import BaseGeometry

from smilecity.city import street_names
from smilecity.city.address_file import RawAddress
from smilecity.city.gazetteer import Districts
from smilecity.city.house_numbers import HouseNumber, house_number
from smilecity.city.outlines import GERMANY
from smilecity.city.problems import Problems, is_printable
from smilecity.ground import geo

_MOST_STREET = 120
# Two entrances of one house, or a point measured twice; farther apart it is a mistake.
_SAME_METRES = 250.0
_AT_ONCE = 2000


@dataclass(frozen=True)
class AddressEntry:
    """A house by its number, and the district it lies in (empty outside of all)."""

    row: int
    street: str
    number: HouseNumber
    postal_code: str
    lon: float
    lat: float
    district: str = ""

    @property
    def key(self) -> str:
        """The street as it is looked for."""
        return _street(self.street)[1]


class Checked:
    """The addresses of a file, checked one by one. `skipped`: rows without a number, or of other towns."""

    def __init__(self, districts: Districts, outline: list[BaseGeometry], problems: Problems) -> None:
        """`outline`: the city's own, may be empty; without it and without districts nothing is of another town."""
        self.skipped = 0
        self._districts, self._outline, self._problems = districts, outline, problems
        shapely.prepare(outline)
        self._seen: dict[tuple[str, HouseNumber, str, str], tuple[int, float, float]] = {}
        self._rows = 0

    def entries(self, rows: Iterable[RawAddress]) -> Iterator[AddressEntry]:
        """Yield the addresses. Raises BadFile after the last row if any was bad, or if none is of this city."""
        rows = iter(rows)
        while some := list(islice(rows, _AT_ONCE)):
            self._rows += len(some)
            read = [entry for raw in some if (entry := self._read(raw)) is not None]
            yield from self._placed(read)
        if not self._rows:
            self._problems.add(0, "", "Die Datei enthält keine Adresse.")
        elif not self._seen:
            self._problems.add(0, "", "Keine Adresse mit Hausnummer liegt in der Stadt.")
        self._problems.refuse()

    def _read(self, raw: RawAddress) -> AddressEntry | None:
        if not raw.number:
            self.skipped += 1
            return None
        number = house_number(raw.number, raw.letter)
        street, key = _street(raw.street)
        postal = raw.postal_code.zfill(5) if raw.postal_code.isdecimal() else raw.postal_code
        wrong = [
            ("hausnummer", f"„{f'{raw.number} {raw.letter}'.strip()}“ ist keine Hausnummer.", number is None),
            ("strasse", "Die Straße fehlt.", not key),
            (
                "strasse",
                f"Der Name ist länger als {_MOST_STREET} Zeichen oder enthält Steuerzeichen.",
                len(street) > _MOST_STREET or not is_printable(street),
            ),
            ("plz", f"„{postal}“ ist keine Postleitzahl.", bool(postal) and not _is_postal(postal)),
        ]
        for column, sentence, is_wrong in wrong:
            if is_wrong:
                self._problems.add(raw.row, column, sentence)
        point = self._point(raw)
        if number is None or point is None or any(is_wrong for _column, _sentence, is_wrong in wrong):
            return None
        return AddressEntry(raw.row, street, number, postal, *point)

    def _point(self, raw: RawAddress) -> tuple[float, float] | None:
        try:
            lon, lat = geo.parse_point([_degrees(raw.lon), _degrees(raw.lat)])
        except geo.BadGeometry as error:
            self._problems.add(raw.row, "lon, lat", str(error))
            return None
        if not (GERMANY.west <= lon <= GERMANY.east and GERMANY.south <= lat <= GERMANY.north):
            sentence = "Der Punkt liegt nicht in Deutschland. Sind Länge und Breite vertauscht?"
            self._problems.add(raw.row, "lon, lat", sentence)
            return None
        return round(lon, 6), round(lat, 6)

    def _placed(self, read: list[AddressEntry]) -> Iterator[AddressEntry]:
        """Yield what lies in the city and was not there before, with its district."""
        names = self._districts.at([(entry.lon, entry.lat) for entry in read])
        for entry, district in zip(read, names, strict=True):
            if not district and not self._is_inside(entry):
                self.skipped += 1
                continue
            if self._is_new(entry, district):
                yield replace(entry, district=district)

    def _is_inside(self, entry: AddressEntry) -> bool:
        if not self._outline:
            return not self._districts.names
        return any(geo.point_in(area, entry.lon, entry.lat) for area in self._outline)

    def _is_new(self, entry: AddressEntry, district: str) -> bool:
        key = (entry.key, entry.number, entry.postal_code, district)
        there = self._seen.setdefault(key, (entry.row, entry.lon, entry.lat))
        if there == (entry.row, entry.lon, entry.lat):
            return True
        row, lon, lat = there
        if geo.metres_between(shapely.Point(lon, lat), entry.lon, entry.lat) > _SAME_METRES:
            sentence = f"„{entry.street} {entry.number}“ steht schon an Stelle {row}, aber an einem anderen Ort."
            self._problems.add(entry.row, "", sentence)
        return False


@lru_cache(maxsize=4096)
def _street(text: str) -> tuple[str, str]:
    """Return a street's name in full and its key; hundreds of houses share one."""
    name = street_names.in_full(" ".join(text.split()))
    return name, street_names.search_key(name)[:200]


def _is_postal(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdecimal()


def _degrees(value: object) -> object:
    """Return a coordinate as a number, also out of a table; what is none stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return float(value.replace(",", ".", 1))
    except ValueError:
        return value
