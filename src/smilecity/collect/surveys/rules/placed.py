"""A place as an answer: its district, and how exactly its point is kept. In: fields that were read. Out: what is kept.

Where a point lies is known before (see `locating`); here it is only made as coarse as the question promises.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from smilecity.collect.surveys.rules.values import plain
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

GIVE_PLACE = sentence("Bitte zeigen Sie einen Ort auf der Karte, suchen Sie danach oder wählen Sie einen Ortsteil.")
BAD_POINT = sentence("Diesen Punkt haben wir nicht verstanden. Bitte wählen Sie den Ort noch einmal.")
DISTRICT, LON, LAT = "district", "lon", "lat"
_MOST = {LON: 180, LAT: 90}
_CODE_MOST = 40


def check_place(given: Mapping[str, str], places: int) -> dict[str, str]:
    """Return a place with its point rounded to so many places of a degree; none: the district only. Raises Refused."""
    district = given.get(DISTRICT, "")
    if not district or len(district) > _CODE_MOST or not set(given) <= {DISTRICT, LON, LAT}:
        raise Refused(BAD_POINT)
    if (LON in given) != (LAT in given):
        raise Refused(BAD_POINT)
    point = {name: _degrees(given[name], _MOST[name], places) for name in (LON, LAT) if name in given}
    return {DISTRICT: district} | (point if places else {})


def _degrees(raw: str, most: int, places: int) -> str:
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise Refused(BAD_POINT) from None
    if not value.is_finite() or abs(value) > most:
        raise Refused(BAD_POINT)
    return plain(round(value, places))


def has_point(value: object) -> bool:
    """Say whether a place is more than a district."""
    return isinstance(value, dict) and LON in value
