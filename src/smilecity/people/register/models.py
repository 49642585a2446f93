"""The register's nouns. One person, one participation is a unique constraint; addresses live only until confirmed."""

import uuid

from django.db import models

from smilecity.people.register.rules import Outcome, Purpose, Way


class Process(models.Model):
    """Something one takes part in once. Its pepper makes the keys of its register useless anywhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.JSONField(help_text="Its name in each language, for the mails.")
    pepper = models.BinaryField(max_length=32, null=True)
    forget_on = models.DateField(null=True, help_text="When pepper and hashes are destroyed.")
    counts = models.JSONField(default=dict, help_text="Participations by way, kept when the hashes are gone.")
    days = models.JSONField(default=dict, db_default={}, help_text="Participations by day, kept as well.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pepper__isnull=False) | models.Q(forget_on__isnull=False),
                name="pepper_goes_only_after_the_close",
            )
        ]


class Entry(models.Model):
    """One participation: a key that only the process's pepper can make, the way and the day. Nothing else.

    Who takes part by a code while signed in burns both: the entry of the address is there, but does not count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=32)
    way = models.CharField(max_length=10, choices=[(way.value, way.value) for way in Way])
    on = models.DateField()
    counted = models.BooleanField(
        default=True, db_default=True, help_text="False: the address of somebody whose code counts, burnt with it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "key"], name="one_person_one_participation"),
            models.CheckConstraint(condition=models.Q(way__in=[way.value for way in Way]), name="entry_way_known"),
        ]
        # Counts by day and way are read from this index alone, however often a page asks.
        indexes = [
            models.Index(fields=["process", "on", "way"], condition=models.Q(counted=True), name="entry_by_day"),
        ]


class Pending(models.Model):
    """A guest's participation that waits for confirmation. Holds the address until then and vanishes with it.

    Link token and code are derived from `salt` by the installation's secret, so a copy of the database holds neither.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    reference = models.UUIDField(unique=True, help_text="What waits, opaque to the register.")
    address = models.EmailField(max_length=254)
    key = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    token_hash = models.BinaryField(max_length=32, unique=True)
    language = models.CharField(max_length=12)
    expires_at = models.DateTimeField(db_index=True)
    mailed_at = models.DateTimeField(null=True)
    delayed = models.BooleanField(default=False, help_text="The mail server did not take the mail yet.")
    mails = models.SmallIntegerField(default=1, help_text="How often a mail was asked for.")
    tries = models.SmallIntegerField(default=0, help_text="Wrong codes typed.")
    purpose = models.CharField(max_length=20, default=Purpose.PARTICIPATION, db_default=Purpose.PARTICIPATION)
    about = models.JSONField(default=dict, db_default={}, help_text="What the mail calls it; empty: as the process.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(purpose__in=[p.value for p in Purpose]), name="purpose_known")
        ]


class Spent(models.Model):
    """What became of a link that no longer works, so that its page can say so. Tied to nobody."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    forget_on = models.DateField(db_index=True)
    purpose = models.CharField(max_length=20, default=Purpose.PARTICIPATION, db_default=Purpose.PARTICIPATION)
