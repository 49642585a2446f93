"""Parties (who provides data or has it shared with them) and their API keys."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from smilecity.people.keys.rules import MOST_A_MINUTE, Scope


class Party(models.Model):
    """An office, a company, a university: provides data, or data is shared with it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=300, blank=True, help_text="Public: e-mail, telephone or a page.")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="Its keys open nothing any more.")

    class Meta:
        verbose_name = "Partner"
        verbose_name_plural = "Partner"
        constraints = [models.UniqueConstraint(Lower("name"), name="one_party_per_name")]


class ApiKey(models.Model):
    """A program's way in. `digest` is the SHA-256 of a random secret; `hint` its beginning, to tell keys apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=8)
    scopes = ArrayField(models.CharField(max_length=10))
    a_minute = models.IntegerField(help_text="Requests a minute at most.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True, help_text="The last day; finer than that nothing is kept.")

    class Meta:
        verbose_name = "Schlüssel"
        verbose_name_plural = "Schlüssel"
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=[scope.value for scope in Scope]) & Q(scopes__len__gt=0),
                name="key_scopes_known",
            ),
            models.CheckConstraint(condition=Q(a_minute__range=(1, MOST_A_MINUTE)), name="key_rate_sensible"),
        ]
        indexes = [models.Index(fields=["party", "made_at", "id"], name="key_by_party")]
