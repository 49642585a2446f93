"""Finds the districts of many points at once. In: the city's outlines, read once. Out: ids of districts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from smilecity.city import queries as city
from smilecity.ground import geo

Point = tuple[float | None, float | None]


class Spot(NamedTuple):
    """Where a point lies; a city without districts has an inside, too."""

    district: int | None
    inside: bool


class Districts:
    """The city's districts as an index of areas. The same holds as for one point, see `city.district_at`.

    On a border the first by name counts; what lies in none but within the city's outline, on its water, belongs to the
    nearest.
    """

    def __init__(self) -> None:
        """Read the districts and the city's outline. 3 SQL."""
        ids = {row.code: row.id for row in city.districts()}
        outlines = city.outlines()
        self._ids = [ids[outline.code] for outline in outlines]
        self._areas = [geo.parse_area(outline.geometry) for outline in outlines]
        self._tree = shapely.STRtree(self._areas)
        self._city = shapely.STRtree(city.city_outline())

    def of(self, points: Sequence[Point]) -> list[Spot]:
        """Return where each point lies; one without coordinates lies nowhere, and so not outside."""
        found = [Spot(None, inside=lon is None or lat is None) for lon, lat in points]
        placed = [number for number, (lon, lat) in enumerate(points) if lon is not None and lat is not None]
        where = np.array([points[number] for number in placed], dtype=float).reshape(-1, 2)
        # Backwards, so that of two districts the first stays.
        for number, district in reversed(np.transpose(_hits(self._tree, where)).tolist()):
            found[placed[number]] = Spot(self._ids[district], inside=True)
        for number in np.unique(_hits(self._city, where)[0]).tolist():
            if not found[placed[number]].inside:
                found[placed[number]] = Spot(self._nearest(*where[number].tolist()), inside=True)
        return found

    def _nearest(self, lon: float, lat: float) -> int | None:
        distances = [geo.metres_between(area, lon, lat) for area in self._areas]
        return self._ids[distances.index(min(distances))] if distances else None


def _hits(tree: shapely.STRtree, where: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return which point lies in which area: two rows, numbers of points and of areas."""
    return tree.query(shapely.points(where), predicate="intersects")
