"""Well-known text (18-088 takes it from OGC 06-103r4) as `Geometry`. Heights and measures are read and left out."""

import re
from math import isfinite

from smilecity.sense.things.rules.problems import QueryProblem, meant, quoted
from smilecity.sense.things.rules.tree import Coordinates, Geometry

DEEPEST_COLLECTION = 5
PIECE = re.compile(r"\s*(?:(?P<word>[A-Za-z]+)|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<sign>[(),]))")
SYSTEM = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
WGS84 = {"4326", "0"}
HEIGHTS = {"Z": 3, "M": 3, "ZM": 4}
NAMES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
    "GEOMETRYCOLLECTION": "GeometryCollection",
}


def read_wkt(text: str, *, position: int = 1, option: str = "") -> Geometry:
    """The geometry, longitude first; `position` is where the text begins within the option."""
    return _Wkt(text, position, option).whole()


class _Wkt:
    """One text being read; `at` is the index of what comes next."""

    def __init__(self, text: str, position: int, option: str) -> None:
        self.text = text.rstrip()
        self.position = position
        self.option = option
        self.at = 0

    def problem(self, reason: str, at: int | None = None) -> QueryProblem:
        found = self.at if at is None else at
        return QueryProblem(400, reason, option=self.option, position=self.position + found)

    def whole(self) -> Geometry:
        self.system()
        geometry = self.geometry(1)
        if self.at < len(self.text):
            raise self.problem(f"the geometry is complete here, but {quoted(self.text[self.at :])} follows.")
        return geometry

    def system(self) -> None:
        """The reference system; all geometries here are in degrees of WGS 84."""
        found = SYSTEM.match(self.text)
        if found is None:
            return
        if found[1] not in WGS84:
            raise self.problem(f"geometries are in WGS 84 (SRID=4326) here, not in SRID={quoted(found[1])}.")
        self.at = found.end()

    def next(self, group: str) -> str | None:
        """The next piece where it is of this group; otherwise nothing is read."""
        found = PIECE.match(self.text, self.at)
        return found[group] if found else None

    def take(self, group: str, expected: str) -> str:
        found = PIECE.match(self.text, self.at)
        if found is None or found[group] is None:
            rest = self.text[self.at :].strip()
            raise self.problem(f"expected {expected}, found {quoted(rest) if rest else 'the end of the geometry'}.")
        self.at = found.end()
        return found[group]

    def sign(self, *allowed: str) -> str:
        start = self.at
        sign = self.take("sign", " or ".join(quoted(each) for each in allowed))
        if sign not in allowed:
            self.at = start
            raise self.problem(f"expected {' or '.join(quoted(each) for each in allowed)}, found {quoted(sign)}.")
        return sign

    def geometry(self, depth: int) -> Geometry:
        start = self.at
        word = self.take("word", "a geometry such as POINT (12.1 54.1)")
        name = word.upper()
        if name not in NAMES:
            raise self.problem(f"{quoted(word)} is no geometry.{meant(name, NAMES)}", start)
        size = self.height()
        if self.empty():
            return Geometry(NAMES[name])
        if name == "GEOMETRYCOLLECTION":
            return Geometry(NAMES[name], geometries=self.collection(depth))
        return Geometry(NAMES[name], self.coordinates(name, size))

    def height(self) -> int | None:
        """How many numbers a position has, where a word says so."""
        size = HEIGHTS.get((self.next("word") or "").upper())
        if size:
            self.take("word", "")
        return size

    def empty(self) -> bool:
        if (self.next("word") or "").upper() != "EMPTY":
            return False
        self.take("word", "")
        return True

    def collection(self, depth: int) -> tuple[Geometry, ...]:
        if depth > DEEPEST_COLLECTION:
            raise self.problem(f"collections lie in each other at most {DEEPEST_COLLECTION} deep.")
        self.sign("(")
        members = [self.geometry(depth + 1)]
        while self.sign(",", ")") == ",":
            members.append(self.geometry(depth + 1))
        return tuple(members)

    def coordinates(self, name: str, size: int | None) -> Coordinates:
        if name == "POINT":
            self.sign("(")
            point = self.place(size, comma=True)
            self.sign(")")
            return point
        if name == "MULTIPOINT":
            return self.listed(0, size, loose=True)
        if name == "LINESTRING":
            return self.line(size)
        rings = name in {"POLYGON", "MULTIPOLYGON"}
        return self.listed(2 if name == "MULTIPOLYGON" else 1, size, rings=rings)

    def listed(self, depth: int, size: int | None, *, rings: bool = False, loose: bool = False) -> Coordinates:
        """A list in parentheses: of places (0), of lines (1), of lists of lines (2)."""
        self.sign("(")
        items = [self.item(depth, size, rings=rings, loose=loose)]
        while self.sign(",", ")") == ",":
            items.append(self.item(depth, size, rings=rings, loose=loose))
        return tuple(items)

    def item(self, depth: int, size: int | None, *, rings: bool, loose: bool) -> Coordinates:
        if depth == 2:
            return self.listed(1, size, rings=rings)
        if depth == 1:
            return self.ring(size) if rings else self.line(size)
        if loose and self.next("sign") == "(":  # MULTIPOINT ((1 2), (3 4)) is as good as MULTIPOINT (1 2, 3 4)
            self.sign("(")
            place = self.place(size)
            self.sign(")")
            return place
        return self.place(size)

    def line(self, size: int | None) -> Coordinates:
        start = self.at
        places = self.listed(0, size)
        if len(places) < 2:
            raise self.problem("a line needs two places or more.", start)
        return places

    def ring(self, size: int | None) -> Coordinates:
        start = self.at
        places = self.listed(0, size)
        if len(places) < 4 or places[0] != places[-1]:
            raise self.problem(
                "the ring of a polygon needs four places or more, the last the same as the first.", start
            )
        return places

    def place(self, size: int | None, *, comma: bool = False) -> Coordinates:
        """Longitude and latitude; further numbers are read over. Examples of 18-088 write POINT (-122, 43)."""
        start = self.at
        numbers = [self.number()]
        if comma and self.next("sign") == ",":
            self.sign(",")
        numbers.append(self.number())
        while self.next("number") is not None:
            numbers.append(self.number())
        if len(numbers) > 4 or (size is not None and len(numbers) != size):
            raise self.problem(f"a place of {size or '2 to 4'} numbers was expected, not of {len(numbers)}.", start)
        return numbers[0], numbers[1]

    def number(self) -> float:
        start = self.at
        number = float(self.take("number", "a number"))
        if not isfinite(number):
            raise self.problem("this number is too large.", start)
        return number
