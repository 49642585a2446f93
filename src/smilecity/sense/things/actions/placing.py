"""Where things are: their current locations, the history of them, and the feature of interest made from a location.

18-088, clause 10.2: a thing that gets a location gets a historical location of that moment, too; one that is told of a
later moment by hand moves there. Of each encoding type a thing has one current location.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Case, Value, When

from smilecity.sense.things.actions.acting import Created, tell
from smilecity.sense.things.models import (
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalLocationPlace,
    Location,
    Thing,
    ThingPlace,
)
from smilecity.sense.things.rules.entities import GEOJSON
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind

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
    tell([Created(Kind.FEATURES_OF_INTEREST, feature.pk) for feature in made], at=at)
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


def move(thing: int, locations: Collection[int], *, keep_others: bool, at: datetime) -> list[Created]:
    """Put a thing at locations and write the moment into its history, unless it is there already.

    `keep_others`: its locations in other encodings stay. Returns the moment. Raises Problem where two locations have
    the same encoding type, because they would be two places.
    """
    _hold(thing)
    encodings = dict(Location.objects.filter(pk__in=locations).values_list("pk", "encoding_type"))
    _one_per_encoding(encodings)
    now = dict(ThingPlace.objects.filter(thing=thing).values_list("location", "location__encoding_type"))
    replaced = set(encodings.values())
    kept = {place for place, encoding in now.items() if keep_others and encoding not in replaced}
    if not _put(thing, frozenset(now), kept | set(encodings)):
        return []
    return _remember(thing, kept | set(encodings), at)


def leave(thing: int, location: int, *, at: datetime) -> list[Created]:
    """Take a location from a thing; where others stay, the moment is written into its history."""
    _hold(thing)
    now = frozenset(ThingPlace.objects.filter(thing=thing).values_list("location", flat=True))
    return _remember(thing, now - {location}, at) if _put(thing, now, now - {location}) else []


def follow(moment: int) -> None:
    """Move a thing to where a moment of its history says, if no other moment is as late. Raises Problem."""
    row = HistoricalLocation.objects.get(pk=moment)
    _hold(row.thing_id)
    if HistoricalLocation.objects.filter(thing=row.thing_id, time__gte=row.time).exclude(pk=moment).exists():
        return
    places = HistoricalLocationPlace.objects.filter(historical_location=moment)
    encodings = dict(places.values_list("location", "location__encoding_type"))
    _one_per_encoding(encodings)
    now = frozenset(ThingPlace.objects.filter(thing=row.thing_id).values_list("location", flat=True))
    _put(row.thing_id, now, set(encodings))


def _hold(thing: int) -> None:
    """Let two that move the same thing do so one after the other."""
    list(Thing.objects.filter(pk=thing).select_for_update(no_key=True).values_list("pk"))


def _one_per_encoding(encodings: Mapping[int, str]) -> None:
    if len(set(encodings.values())) < len(encodings):
        raise Problem(
            400,
            "A Thing is at one place: several Locations of it must differ in their encodingType, "
            "as representations of the same place.",
        )


def _put(thing: int, now: Collection[int], wanted: Collection[int]) -> bool:
    """Let a thing be at these locations only; say whether that changed anything."""
    gone, come = set(now) - set(wanted), sorted(set(wanted) - set(now))
    if gone:
        ThingPlace.objects.filter(thing=thing, location__in=gone).delete()
    if come:
        ThingPlace.objects.bulk_create(ThingPlace(thing_id=thing, location_id=place) for place in come)
    return bool(gone or come)


def _remember(thing: int, places: Collection[int], at: datetime) -> list[Created]:
    if not places:
        return []
    moment = HistoricalLocation.objects.create(thing_id=thing, time=at, changed_at=at)
    HistoricalLocationPlace.objects.bulk_create(
        HistoricalLocationPlace(historical_location=moment, location_id=place) for place in sorted(places)
    )
    return [Created(Kind.HISTORICAL_LOCATIONS, moment.pk)]
