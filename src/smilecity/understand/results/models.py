"""Published results: tables as they stood when staff published them, with nothing in them that must not be shown."""

import uuid

from django.db import models

from smilecity.collect.surveys.models import Survey


class Publication(models.Model):
    """The frozen result of a survey.

    `tables`: {"questions": [...], "portraits": [...]}, as rules.to_frozen writes them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A second publication of the same survey is refused by this column itself.
    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="+")
    tables = models.JSONField()
    base = models.PositiveIntegerField(help_text="How many took part.")
    ways = models.JSONField(default=dict, help_text="Participations by way; empty where one of them is small.")
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True, help_text="The account that published; empty: the program itself.")

    class Meta:
        indexes = [models.Index(fields=["-published_at", "id"], name="publication_by_time")]
