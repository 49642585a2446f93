"""Which locations lie in an area such as a district: the box by index, the outline exactly."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from smilecity.ground import geo
from smilecity.sense.things.queries.sql import fill, rows, value


def located_in(area: BaseGeometry) -> Sequence[int]:
    """Return the ids of the locations whose middle lies in an area of WGS 84. 1 SQL."""
    box = geo.bbox(area)
    found = rows(fill(_MIDDLES, value(box.west), value(box.east), value(box.south), value(box.north)))
    if not found:
        return []
    ids, lons, lats = map(np.array, zip(*found, strict=True))
    return [int(one) for one in ids[shapely.intersects_xy(area, lons, lats)]]


_MIDDLES = """
SELECT id, lon, lat FROM (
    SELECT id, (west + east) / 2 AS lon, (south + north) / 2 AS lat FROM things_location WHERE west IS NOT NULL
) l WHERE lon BETWEEN {} AND {} AND lat BETWEEN {} AND {} ORDER BY id
"""
