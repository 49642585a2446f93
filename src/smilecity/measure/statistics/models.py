"""What was counted of each year, and the yearly report as it was printed."""

import uuid

from django.db import models
from django.db.models import Q

from smilecity.collect.contributions.columns import known
from smilecity.collect.contributions.rules import Kind

# More than any town has had reports for.
_YEARS = (1900, 2999)


class YearCount(models.Model):
    """The numbers of a kind of contribution in one year, as a job has counted them.

    `seen`, `number`: what it was counted from, to know whether it has to be counted anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    year = models.SmallIntegerField()
    figures = models.JSONField(help_text="See rules.to_frozen.")
    plan = models.JSONField(help_text="The districts as they are drawn.")
    number = models.IntegerField(help_text="Contributions of the year, those that nobody sees included.")
    seen = models.DateTimeField(help_text="The last change of any of them.")
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = "Jahreszählung"
        verbose_name_plural = "Jahreszählungen"
        constraints = [
            known("kind", Kind, "year_count_kind_known"),
            models.CheckConstraint(condition=Q(year__range=_YEARS), name="year_count_year_is_one"),
            models.UniqueConstraint(fields=["kind", "year"], name="a_year_is_counted_once"),
        ]


class YearReport(models.Model):
    """The printed report of a year in one language. `digest`: of all that is printed, but for the day it was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    year = models.SmallIntegerField()
    language = models.CharField(max_length=12)
    content = models.BinaryField(help_text="PDF.")
    size = models.IntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "Jahresbericht"
        verbose_name_plural = "Jahresberichte"
        constraints = [
            known("kind", Kind, "year_report_kind_known"),
            models.CheckConstraint(condition=Q(year__range=_YEARS), name="year_report_year_is_one"),
            models.UniqueConstraint(fields=["kind", "year", "language"], name="one_year_report_in_each_language"),
        ]
