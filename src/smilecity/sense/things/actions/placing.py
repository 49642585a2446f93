"""Where things are: their current locations, the history of them, and the feature of interest made from a location.

18-088, clause 10.2: a thing that gets a location gets a historical location of that moment, too; one that is told of a
later moment by hand moves there. Of each encoding type a thing has one current location.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Case, Value, When

from smilecity.sense.things.models import (
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalLocationPlace,
    Location,
    Thing,
    ThingPlace,
)
from smilecity.sense.things.rules.entities.places import GEOJSON
from smilecity.sense.things.rules.problems import Problem

# For whoever stores a value without a feature of interest of a thing that `features_for` leaves out.
PLACELESS = (
    "FeatureOfInterest is missing, and none can be made: the Thing has no Location. "
    "Name a FeatureOfInterest, or give the Thing a Location first."
)


def features_for(things: Collection[int], *, at: datetime) -> dict[int, int]:
    """Return the feature of interest of each thing: that of its current location, made now where there is none yet.

    Things without a location are left out. One statement where all features are known already. Locks the locations
    that lack one, in the order of their ids.
    """
    places = _places_of(things)
    features = {location: feature for location, feature in places.values() if feature is not None}
    lacking = {location for location, feature in places.values() if feature is None}
    features |= _make_features(lacking, at)
    return {thing: features[location] for thing, (location, _) in places.items() if location in features}


def _places_of(things: Collection[int]) -> dict[int, tuple[int, int | None]]:
    """Return location and feature of each thing; what every client can draw comes before other encodings."""
    geojson = Case(When(location__encoding_type__in=GEOJSON, then=Value(0)), default=Value(1))
    rows = (
        ThingPlace.objects.filter(thing__in=list(things))
        .order_by("thing", geojson, "location")
        .distinct("thing")
        .values_list("thing", "location", "location__feature")
    )
    return {thing: (location, feature) for thing, location, feature in rows}


def _make_features(locations: Collection[int], at: datetime) -> dict[int, int]:
    if not locations:
        return {}
    rows = list(Location.objects.filter(pk__in=list(locations)).select_for_update(no_key=True).order_by("pk"))
    # Another sender may have made it while this one waited for the lock.
    lacking = [row for row in rows if row.feature_id is None]
    made = FeatureOfInterest.objects.bulk_create(_feature_of(row, at) for row in lacking)
    for row, feature in zip(lacking, made, strict=True):
        row.feature = feature
    Location.objects.bulk_update(lacking, ["feature"])
    return {row.pk: row.feature_id for row in rows if row.feature_id is not None}


def _feature_of(location: Location, at: datetime) -> FeatureOfInterest:
    return FeatureOfInterest(
        name=location.name,
        description=location.description,
        encoding_type=location.encoding_type,
        feature=location.location,
        owner_id=location.owner_id,
        west=location.west,
        south=location.south,
        east=location.east,
        north=location.north,
        changed_at=at,
    )
