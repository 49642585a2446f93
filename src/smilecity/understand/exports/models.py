"""A file that staff have asked for."""

import uuid

from django.db import models
from django.db.models import Q

from smilecity.collect.surveys.models import Survey
from smilecity.understand.exports.rules import Form, Stage


class Export(models.Model):
    """One file: what it holds, how far it is. It lies in a folder of its own that no address leads to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=10)
    chosen = models.JSONField(default=dict, help_text="By question or feature, the values that count; empty: all.")
    stage = models.CharField(max_length=10, default=Stage.WAITING)
    done = models.PositiveIntegerField(default=0, help_text="Rows written so far.")
    total = models.PositiveIntegerField(null=True, help_text="Rows in the whole; empty until it is begun.")
    size = models.PositiveBigIntegerField(null=True, help_text="Bytes.")
    asked_by = models.UUIDField(help_text="The account that may be written to when it is ready.")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    erase_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=[form.value for form in Form]), name="export_form_known"),
            models.CheckConstraint(condition=Q(stage__in=[s.value for s in Stage]), name="export_stage_known"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.READY) | Q(size__isnull=False, ended_at__isnull=False),
                name="a_ready_export_has_its_size",
            ),
        ]
        indexes = [models.Index(fields=["survey", "-asked_at", "id"], name="export_by_survey")]
