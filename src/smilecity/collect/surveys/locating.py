"""Where a place lies. In: a point or a district that was chosen. Out: a place as the rules check it, or Refused."""

from decimal import Decimal, InvalidOperation

from smilecity.city import queries as city
from smilecity.collect.surveys.rules import BAD_POINT, DISTRICT, LAT, LON
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

OUTSIDE = sentence("Dieser Ort liegt nicht in unserer Stadt. Bitte wählen Sie einen Ort in der Stadt.")
NO_DISTRICT = sentence("Diesen Ortsteil gibt es nicht. Bitte wählen Sie noch einmal.")


def of_point(lon: str, lat: str) -> list[str]:
    """Return a point with its district. At most 3 SQL. Raises Refused outside of the city."""
    try:
        east, north = float(Decimal(lon.strip())), float(Decimal(lat.strip()))
    except (InvalidOperation, OverflowError):
        raise Refused(BAD_POINT) from None
    if not (abs(east) <= 180 and abs(north) <= 90):
        raise Refused(BAD_POINT)
    found = city.district_at(east, north)
    if found is None:
        raise Refused(OUTSIDE)
    return [f"{DISTRICT}={found.code}", f"{LON}={east:.6f}", f"{LAT}={north:.6f}"]


def of_district(code: str) -> list[str]:
    """Return a district alone. 1 SQL. Raises Refused."""
    if code not in {row.code for row in city.districts()}:
        raise Refused(NO_DISTRICT)
    return [f"{DISTRICT}={code}"]
