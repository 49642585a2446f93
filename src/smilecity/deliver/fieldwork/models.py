"""Crews and their people, orders for work outside, and what devices have sent, each entry once."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from smilecity.city.models import Office
from smilecity.collect.contributions.columns import known
from smilecity.collect.contributions.models import Contribution
from smilecity.deliver.fieldwork.rules import Sort, State
from smilecity.people.models import User


class Crew(models.Model):
    """People of an office who work outside together. A crew that is closed gets no more orders."""

    id = models.BigAutoField(primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "Team im Außendienst"
        verbose_name_plural = "Teams im Außendienst"
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="crew_name_once_per_office"),
            models.CheckConstraint(condition=~Q(name=""), name="crew_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CrewMember(models.Model):
    """Somebody of a crew. `left_at`: they are in it no more; what waits on their device still comes for a while."""

    id = models.BigAutoField(primary_key=True)
    crew = models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Mitglied eines Teams"
        verbose_name_plural = "Mitglieder von Teams"
        constraints = [models.UniqueConstraint(fields=["crew", "user"], name="a_member_once_per_crew")]


class WorkOrder(models.Model):
    """What a crew shall do about a contribution. `former`: crews that had it before.

    `note`: from the office to the crew; `said`: from the crew. Neither is public by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="+")
    former = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=10, default=State.OPEN)
    note = models.CharField(max_length=1000, blank=True)
    urgent = models.BooleanField(default=False)
    ordered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ordered_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, help_text="When it happened, as far as that can be known.")
    said = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = "Auftrag"
        verbose_name_plural = "Aufträge"
        constraints = [
            known("state", State, "order_state_known"),
            models.UniqueConstraint(
                fields=["contribution"], condition=Q(state=State.OPEN.value), name="one_open_order_per_contribution"
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN.value, settled_at=None)
                | (~Q(state=State.OPEN.value) & Q(settled_at__isnull=False)),
                name="order_ends_some_time",
            ),
        ]
        indexes = [
            models.Index("crew", "ordered_at", "id", condition=Q(state=State.OPEN.value), name="open_order_by_crew"),
            models.Index("crew", "settled_at", "id", name="order_by_crew_end"),
            models.Index("contribution", "ordered_at", "id", name="order_by_contribution"),
        ]


class Entry(models.Model):
    """What came from a device. `token`: made there, so that sending it again changes nothing.

    `made_at`: as the device says, right or wrong; `digest`: of all that was sent; `step`: what it wrote in public;
    `late`: it came too late to count, and was kept for the office. `photos`: those of the contribution it brought, also
    where only the office sees them.
    """

    token = models.UUIDField(primary_key=True, editable=False)
    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sort = models.CharField(max_length=10)
    made_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    step = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    photos = ArrayField(models.UUIDField(), default=list)

    class Meta:
        verbose_name = "Eintrag vom Gerät"
        verbose_name_plural = "Einträge von Geräten"
        constraints = [known("sort", Sort, "entry_sort_known")]
        indexes = [
            models.Index(fields=["order", "received_at"], name="entry_by_order"),
            GinIndex(fields=["photos"], name="entry_by_photo"),
        ]
