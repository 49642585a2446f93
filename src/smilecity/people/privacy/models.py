"""Notices that a city words itself, the texts that people agree to in each of their versions, and who agreed."""

import uuid

from django.db import models
from django.db.models import Q

from smilecity.people.privacy.rules import OLDEST_LIMIT


class ProcessNotice(models.Model):
    """What the city says of one process instead of what comes with the program. `subject`: survey:<id>, call:<id>."""

    subject = models.CharField(primary_key=True, max_length=80)
    points = models.JSONField(default=dict, help_text="By point, then by language.")
    minimum_age = models.SmallIntegerField(default=0)
    consent = models.JSONField(default=dict, help_text="What people have to agree to, by language; empty: nothing.")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "Datenschutzhinweis"
        verbose_name_plural = "Datenschutzhinweise"
        constraints = [
            models.CheckConstraint(condition=Q(minimum_age__range=(0, OLDEST_LIMIT)), name="minimum_age_sensible")
        ]


class ConsentText(models.Model):
    """One wording of what people agree to. Never changed: another wording is another version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=80)
    version = models.SmallIntegerField()
    text = models.JSONField(help_text="By language.")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "Einwilligungstext"
        verbose_name_plural = "Einwilligungstexte"
        constraints = [models.UniqueConstraint(fields=["subject", "version"], name="a_version_once")]


class Consent(models.Model):
    """Somebody agreed, until `revoked_at`. Tied to no answer and no contact; only who names the address finds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.BinaryField(max_length=32, db_index=True)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(help_text="The hour.")
    revoked_at = models.DateTimeField(null=True, help_text="The hour.")
    forget_on = models.DateField(null=True, db_index=True, help_text="Empty while what was agreed to still runs.")

    class Meta:
        verbose_name = "Einwilligung"
        verbose_name_plural = "Einwilligungen"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "text"], condition=Q(revoked_at=None), name="agreed_to_a_version_once_a_time"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(forget_on__isnull=False), name="what_was_revoked_is_forgotten_one_day"
            ),
        ]
