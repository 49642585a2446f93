"""The outbox: a mail from the moment it is written until a mail server has taken it. Then its row is deleted."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Outbox(models.Model):
    """One mail to one person, as plain text, with the photos it shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.CharField(max_length=320)
    subject = models.TextField()
    body = models.TextField()
    headers = models.JSONField(default=dict, help_text="Header fields beside To and Subject.")
    queued_at = models.DateTimeField(db_index=True)
    tries = models.SmallIntegerField(default=0)
    contact = models.UUIDField(
        null=True, help_text="Whose refusals are counted; empty: an answer to what they just did."
    )
    photos = ArrayField(models.UUIDField(), default=list, db_default=[], help_text="Shown in the mail, if still shown.")
    last_error = models.CharField(max_length=120, blank=True, help_text="Never holds the address.")

    class Meta:
        verbose_name = "E-Mail im Ausgang"
        verbose_name_plural = "E-Mails im Ausgang"
