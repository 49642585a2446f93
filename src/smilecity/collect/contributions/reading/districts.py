"""Finds the districts of many points at once. In: the city's outlines, read once. Out: ids of districts."""

from collections.abc import Sequence

import numpy as np
import shapely

from smilecity.city import queries as city
from smilecity.ground import geo

Point = tuple[float | None, float | None]


class Districts:
    """The city's districts as an index of areas; on a border the first by name counts, as everywhere."""

    def __init__(self) -> None:
        """Read the districts. 2 SQL."""
        ids = {row.code: row.id for row in city.districts()}
        outlines = city.outlines()
        self._ids = [ids[outline.code] for outline in outlines]
        self._tree = shapely.STRtree([geo.parse_area(outline.geometry) for outline in outlines])

    def of(self, points: Sequence[Point]) -> list[int | None]:
        """Return the district of each point, None for one outside the city or without coordinates."""
        found: list[int | None] = [None] * len(points)
        placed = [number for number, (lon, lat) in enumerate(points) if lon is not None and lat is not None]
        where = shapely.points(np.array([points[number] for number in placed], dtype=float).reshape(-1, 2))
        # Backwards, so that of two districts the first stays.
        for number, district in reversed(np.transpose(self._tree.query(where, predicate="intersects")).tolist()):
            found[placed[number]] = self._ids[district]
        return found
