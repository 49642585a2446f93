"""Traces: changes that wait to be told over MQTT, messages taken in from it, and looks at what is not public."""

import uuid

from django.db import models


class Change(models.Model):
    """Something to tell subscribers; written in the transaction of the change, removed once it is told."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=30, help_text="The entity set of the standard, such as Datastreams.")
    entities = models.JSONField(help_text="Their ids; those of one batch together.")
    made_at = models.DateTimeField()


class Taken(models.Model):
    """The last message taken from the broker under each packet id, so that one sent again is not stored again."""

    pk = models.CompositePrimaryKey("client", "packet")
    client = models.CharField(max_length=80)
    packet = models.IntegerField()
    digest = models.BinaryField(max_length=32)


class Look(models.Model):
    """Who looked at what is not public. No address of a person; the key names the program."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    key = models.UUIDField(null=True)
    party = models.BigIntegerField(null=True)
    by = models.UUIDField(null=True, help_text="The account, where a member of staff looked.")
    what = models.CharField(max_length=2000, help_text="Method and path with its query.")
    datastreams = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-at", "id"], name="look_by_time")]


class Import(models.Model):
    """How far a file of values has been read; moves on in the transaction that stores them, so that none comes twice.

    `digest`: SHA-256 of the first `offset` bytes, so that a file that has grown is known and one that changed is not.
    """

    id = models.BigAutoField(primary_key=True)
    file = models.CharField(max_length=255, help_text="Its name, without its folder.")
    mapping = models.BinaryField(max_length=32, help_text="SHA-256 of the mapping.")
    rows = models.BigIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)
    stored = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    bad = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When the end of the file was reached.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "mapping"], name="one_import_per_file_and_mapping")]
