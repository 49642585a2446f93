"""The tree of categories, who has to do with what, and what a report keeps beside the trunk."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from smilecity.city.models import District, Office
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.reports.rules import ANSWER_DAYS_MOST, CODE_MOST, RADII, Ground, Where

_CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Category(models.Model):
    """What can be reported, on two levels. What is empty is as its parent says. Retired ones stay for old reports.

    `handled` False: the town hall does nothing about it, and `instead` says who does. `urgent`: what to do in danger.
    `attributes`: the questions it asks (rules.asking). `answer_days`: working days until the answer.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_MOST, unique=True, help_text="For addresses and programs; never changes.")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.JSONField()
    hint = models.JSONField(default=dict)
    instead = models.JSONField(default=dict)
    urgent = models.JSONField(default=dict)
    keywords = ArrayField(models.CharField(max_length=60), default=list)
    icon = models.CharField(max_length=40, blank=True)
    position = models.SmallIntegerField(default=0)
    radius_metres = models.SmallIntegerField(null=True)
    handled = models.BooleanField(default=True)
    text_required = models.BooleanField(default=False)
    attributes = models.JSONField(default=list)
    office = models.ForeignKey(Office, null=True, on_delete=models.SET_NULL, related_name="+")
    answer_days = models.SmallIntegerField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "Rubrik"
        verbose_name_plural = "Rubriken"
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=_CODE), name="category_code_is_word"),
            models.CheckConstraint(condition=Q(title__has_key="de"), name="category_has_german_title"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="category_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(radius_metres=None) | Q(radius_metres__range=(RADII.start, RADII.stop - 1)),
                name="category_radius_is_some",
            ),
            models.CheckConstraint(
                condition=Q(answer_days=None) | Q(answer_days__range=(1, ANSWER_DAYS_MOST)),
                name="category_answers_some_day",
            ),
        ]
        indexes = [models.Index(fields=["position", "id"], name="category_by_position")]

    def __str__(self) -> str:
        return str(self.title["de"])


class Responsibility(models.Model):
    """An office for a category in one district (none: in all) on one ground. Goes before the category's own office."""

    id = models.BigAutoField(primary_key=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(District, null=True, on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(max_length=10, default=Where.ANY)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "Zuständigkeit für Meldungen"
        verbose_name_plural = "Zuständigkeiten für Meldungen"
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=[where.value for where in Where]), name="rule_ground_known"),
            models.UniqueConstraint(
                fields=["category", "district", "ground"], nulls_distinct=False, name="one_office_per_category_place"
            ),
        ]


class Report(models.Model):
    """What a report keeps beside the trunk. `ground` empty: it has no point. `place_source`: how the place was found.

    The trunk's `category` is the code of `category`. `attributes`: answers by the code of their question.
    """

    contribution = models.OneToOneField(Contribution, primary_key=True, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    attributes = models.JSONField(default=dict)
    anonymous = models.BooleanField(default=False, help_text="Nobody can be asked or told: no address was left.")
    ground = models.CharField(max_length=10, blank=True)
    place_source = models.CharField(max_length=20, blank=True)
    delegated_to = models.CharField(max_length=120, blank=True, help_text="A third party, in public.")
    delegated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Meldung"
        verbose_name_plural = "Meldungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=["", Ground.LAND.value, Ground.WATER.value]), name="report_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(delegated_to="", delegated_at=None) | (~Q(delegated_to="") & Q(delegated_at__isnull=False)),
                name="delegated_to_somebody_at_some_time",
            ),
        ]


class WaitingPhoto(models.Model):
    """A photo as a program sent it, until a job has made one of ours of it. No page knows of it: nobody ever sees it.

    `file`: its name in the storage, below MEDIA_ROOT/waiting. `received_at`: what is shown by then was decided without.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    file = models.CharField(max_length=120)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = "Foto in Arbeit"
        verbose_name_plural = "Fotos in Arbeit"
        indexes = [models.Index(fields=["received_at"], name="waiting_photo_by_time")]
