"""The ground's tables: the audit log (appended, never edited) and the counters of the rate limits."""

import uuid

from django.db import models


class AuditEntry(models.Model):
    """One act of a member of staff or of the program itself: who, when, what, on what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="The account that acted; empty: the program itself.")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-at", "id"], name="audit_by_subject"),
            models.Index(fields=["-at", "id"], name="audit_by_time"),
        ]


class RateCount(models.Model):
    """Uses of one limit in its current window. The key is a keyed hash: no address can be read from it."""

    key = models.BinaryField(primary_key=True, max_length=32)
    used = models.IntegerField()
    until = models.DateTimeField(db_index=True)
