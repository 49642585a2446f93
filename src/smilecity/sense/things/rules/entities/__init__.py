"""Bodies of entities, checked: what a new one needs, what may be changed, which sentence says what is wrong."""

from smilecity.sense.things.rules.entities.documents import document, patched
from smilecity.sense.things.rules.entities.drafts import Draft, Link, Way, back, read_changes, read_new, settle
from smilecity.sense.things.rules.entities.places import GEOJSON
from smilecity.sense.things.rules.entities.series import check_multi

__all__ = [
    "GEOJSON",
    "Draft",
    "Link",
    "Way",
    "back",
    "check_multi",
    "document",
    "patched",
    "read_changes",
    "read_new",
    "settle",
]
