"""Published results: tables as they stood when first published, with nothing in them that must not be shown."""

import uuid

from django.db import models

from smilecity.collect.surveys.models import Survey


class Publication(models.Model):
    """The frozen result of a survey. One that was withdrawn is kept, so that only the same can be published anew.

    `tables`: {"questions": [...], "portraits": [...], "crossed": [...], "participation": {...}, "plan": {...}}, as
    rules and drawing write them; what was published before there were the last three has none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A second publication of the same survey is refused by this column itself.
    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="+")
    tables = models.JSONField()
    base = models.PositiveIntegerField(help_text="How many took part.")
    ways = models.JSONField(default=dict, help_text="Participations by way; empty where one of them is small.")
    reports = models.JSONField(default=dict, db_default={}, help_text="Bytes of its printed report by language.")
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, help_text="Since when it is not public; empty: it is.")
    published_by = models.UUIDField(null=True, help_text="The account that published; empty: the program itself.")

    class Meta:
        indexes = [models.Index(fields=["-published_at", "id"], name="publication_by_time")]


class Planned(models.Model):
    """When a result is published by itself. Held: the moment came and it could not be; it waits for staff."""

    survey = models.OneToOneField(Survey, primary_key=True, on_delete=models.CASCADE, related_name="+")
    publish_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list, help_text="Why it was held: [{sentence, values}].")

    class Meta:
        indexes = [models.Index(fields=["publish_at"], condition=models.Q(held_at=None), name="planned_by_time")]


class Report(models.Model):
    """The printed report of a published result in one language: made once, then handed out as it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    content = models.BinaryField(help_text="PDF.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "language"], name="one_report_in_each_language")]


class Standing(models.Model):
    """How many at least took part from each district of a survey that runs, in steps. Gone once it is closed."""

    survey = models.OneToOneField(Survey, primary_key=True, on_delete=models.CASCADE, related_name="+")
    districts = models.JSONField(help_text="{code: number}; whoever is not here had fewer than a step.")
    plan = models.JSONField(help_text="The districts as they are drawn.")
    base = models.PositiveIntegerField(help_text="How many had taken part.")
    taken_at = models.DateTimeField()
