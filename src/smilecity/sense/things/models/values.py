"""Observations, partitioned by month, and what is kept beside them so that nobody has to read them all.

Their tables are made in the migrations by hand. The primary key holds the datastream, so that the table can be
distributed by it. No foreign keys to datastreams: each costs a look-up per row and waits for who deletes one; whoever
writes any of these holds the lock on the datastream's extent (`actions.knowing`), which has one.
"""

from django.db import models

from smilecity.sense.things.models.entities import Datastream, FeatureOfInterest


class Observation(models.Model):
    """One value. `id` holds the month it was first filed under (`rules.identifiers`).

    `result_number` for numbers that a float holds exactly as they were sent, otherwise `result_other`.
    """

    id = models.BigIntegerField(primary_key=True)
    datastream = models.ForeignKey(
        Datastream, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    feature = models.ForeignKey(
        FeatureOfInterest, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    phenomenon_start = models.DateTimeField()
    phenomenon_end = models.DateTimeField(null=True, help_text="Empty: an instant.")
    result_time = models.DateTimeField(null=True)
    result_number = models.FloatField(null=True)
    valid_start = models.DateTimeField(null=True)
    valid_end = models.DateTimeField(null=True)
    quality = models.SmallIntegerField(null=True, help_text="rules.words.Quality, where resultQuality is such a flag.")
    result_other = models.JSONField(null=True)
    quality_other = models.JSONField(null=True)
    parameters = models.JSONField(null=True)


class Moved(models.Model):
    """Where a value went whose phenomenon time was changed to another month than the one its id names."""

    observation = models.BigIntegerField(primary_key=True)
    datastream = models.BigIntegerField(db_index=True)
    phenomenon_start = models.DateTimeField()


class Extent(models.Model):
    """What is known of a datastream's values without reading them; a row of its own, because it changes with each."""

    datastream = models.OneToOneField(Datastream, on_delete=models.CASCADE, primary_key=True, related_name="extent")
    observations = models.BigIntegerField(default=0)
    phenomenon_start = models.DateTimeField(null=True)
    phenomenon_end = models.DateTimeField(null=True, help_text="The latest end, or start of an instant.")
    latest_start = models.DateTimeField(null=True, help_text="The phenomenon_start of the latest value.")
    result_start = models.DateTimeField(null=True)
    result_end = models.DateTimeField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)


class FeatureExtent(models.Model):
    """Which datastreams have values of a feature, and from when to when; wide enough, never too narrow."""

    id = models.BigAutoField(primary_key=True)
    feature = models.ForeignKey(FeatureOfInterest, on_delete=models.CASCADE, related_name="+", db_index=False)
    datastream = models.ForeignKey(Datastream, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    first = models.DateTimeField()
    last = models.DateTimeField(help_text="The latest phenomenon_start.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feature", "datastream"], name="one_extent_per_feature")]


class Aggregate(models.Model):
    """Sums of one datastream over an hour, day or month. Doubtful values are counted apart and left out."""

    pk = models.CompositePrimaryKey("datastream_id", "step", "component", "start")
    datastream = models.ForeignKey(
        Datastream, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    step = models.CharField(max_length=5)
    component = models.SmallIntegerField(default=0, help_text="The position in the result of a multi datastream.")
    start = models.DateTimeField()
    count = models.BigIntegerField()
    total = models.FloatField()
    least = models.FloatField(null=True)
    most = models.FloatField(null=True)
    doubtful = models.BigIntegerField(default=0)
