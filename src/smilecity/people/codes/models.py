"""Batches of codes, the sheets they are printed on, and of each code its keyed hash. A code belongs to nobody."""

import uuid

from django.db import models
from django.db.models import Q

from smilecity.people.codes.rules import BATCH_MOST, NAME_MOST, SHEET_MOST, Layout
from smilecity.people.register.models import Process


class Batch(models.Model):
    """Codes made for one purpose, under one name: "Briefe Ortsteil Reutershagen"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_MOST)
    size = models.IntegerField()
    layout = models.CharField(max_length=10)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=BATCH_MOST), name="batch_size"),
            models.CheckConstraint(condition=Q(layout__in=[each.value for each in Layout]), name="batch_layout_known"),
        ]


class Sheet(models.Model):
    """A file of codes. They come into being when it is printed, and nobody can print it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    number = models.SmallIntegerField()
    size = models.SmallIntegerField()
    made_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True, help_text="Its codes count no more.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"], condition=Q(void_at=None), name="one_sheet_of_a_number_is_good"
            ),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=SHEET_MOST), name="sheet_size"),
            models.CheckConstraint(condition=Q(void_at=None) | Q(made_at__isnull=False), name="void_was_made"),
        ]


class Code(models.Model):
    """One code, as a hash that only this installation and the pepper of its process can make."""

    key = models.BinaryField(primary_key=True, max_length=32)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="+")
