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
