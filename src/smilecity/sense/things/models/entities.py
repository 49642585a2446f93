"""Things, locations, datastreams, sensors, observed properties, features of interest (18-088, clause 8.2; 23-019).

Single and multi datastreams are one table, as in version 2.0; version 1.1 serialises them apart by `multi`.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Left, Lower

from smilecity.people.keys.models import Party
from smilecity.sense.things.rules.words import Access, SecondValue

# As queries.pages.SORTED says it: in other words PostgreSQL would not find the index.
_SORTED = Func(Lower(Left("name", 100)), Value("äöüß"), Value("aous"), function="translate")


class Entity(models.Model):
    """What every entity has. `owner` is the party whose keys may change it; none: the city itself."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    description = models.TextField(blank=True)
    properties = models.JSONField(null=True)
    owner = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True


class Used(models.Model):
    """What datastreams use. Unused it is open to all, unless it was once used by one that is not public.

    Set by triggers of the database, never taken back: who forgets a datastream does not make public where it was.
    """

    confidential = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        abstract = True


class Boxed(Entity):
    """What lies somewhere: GeoJSON (or whatever the encoding type says), and its box in degrees where it is known."""

    encoding_type = models.CharField(max_length=200)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)

    class Meta:
        abstract = True


class FeatureOfInterest(Boxed):
    """What the values say something about."""

    feature = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["west", "south"], name="feature_by_place")]


class Location(Boxed, Used):
    """Where things are. `feature` is the feature of interest made from it, once one was needed."""

    location = models.JSONField()
    feature = models.ForeignKey(FeatureOfInterest, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["west", "south"], name="location_by_place")]


class Thing(Entity, Used):
    """An object of the world: a gauge, a car park, a container."""

    class Meta:
        indexes = [
            GinIndex(fields=["name"], name="thing_by_words", opclasses=["gin_trgm_ops"]),
            models.Index(_SORTED, "id", name="thing_by_name"),
        ]


class ThingPlace(models.Model):
    """Where a thing is now; several locations may describe the same place."""

    id = models.BigAutoField(primary_key=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing", "location"], name="one_place_of_a_thing")]


class HistoricalLocation(models.Model):
    """Where a thing was from a moment on."""

    id = models.BigAutoField(primary_key=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="+", db_index=False)
    time = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["thing", "-time", "id"], name="history_of_a_thing")]


class HistoricalLocationPlace(models.Model):
    """The locations of that moment."""

    id = models.BigAutoField(primary_key=True)
    historical_location = models.ForeignKey(HistoricalLocation, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["historical_location", "location"], name="one_place_of_a_moment")
        ]


class Sensor(Entity, Used):
    """The procedure that measures. `metadata` is any JSON, most often a link."""

    encoding_type = models.CharField(max_length=200)
    metadata = models.JSONField()


class ObservedProperty(Entity, Used):
    """What is measured: a water level, a number of free spaces."""

    definition = models.TextField()


class Datastream(Entity):
    """A series of values of one thing by one sensor. `owner` is its provider.

    Single: `units` is one unit {name, symbol, definition}, `types` is null. Multi: `units` and `types`
    (multiObservationDataTypes) are lists as long as its observed properties.
    """

    multi = models.BooleanField(default=False)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="+")
    sensor = models.ForeignKey(Sensor, on_delete=models.CASCADE, related_name="+")
    observed_properties: "models.ManyToManyField[ObservedProperty, Measured]" = models.ManyToManyField(
        ObservedProperty, through="Measured", related_name="+"
    )
    observation_type = models.CharField(max_length=200)
    types = models.JSONField(null=True)
    units = models.JSONField()
    observed_area = models.JSONField(null=True, help_text="As the provider gave it; empty: the box of its features.")
    access = models.CharField(max_length=10, default=Access.PUBLIC)
    second_value = models.CharField(max_length=10, default=SecondValue.KEEP)
    licence = models.CharField(max_length=200, blank=True, help_text="The address or short name of a licence.")
    legal_basis = models.TextField(blank=True)
    contact = models.CharField(max_length=300, blank=True)
    generated = models.BooleanField(default=False, help_text="Made up by a program, and pages say so.")

    class Meta:
        indexes = [
            models.Index(fields=["access", "id"], name="datastream_by_access"),
            models.Index(fields=["owner", "id"], name="datastream_by_owner"),
            models.Index(_SORTED, "id", name="datastream_by_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(access__in=[a.value for a in Access]), name="access_known"),
            models.CheckConstraint(
                condition=Q(second_value__in=[second.value for second in SecondValue]), name="second_value_known"
            ),
            models.CheckConstraint(condition=Q(multi=True) | Q(types=None), name="types_of_multi_only"),
        ]


class Measured(models.Model):
    """What a datastream measures, in the order of its results; a single one has one, at position 0."""

    id = models.BigAutoField(primary_key=True)
    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="+", db_index=False)
    observed_property = models.ForeignKey(ObservedProperty, on_delete=models.CASCADE, related_name="+")
    position = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["datastream", "position"], name="one_property_per_position")]


class DatastreamShare(models.Model):
    """A datastream that is not public, shared with a party."""

    id = models.BigAutoField(primary_key=True)
    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="+", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["datastream", "party"], name="one_share_per_party")]
