"""How offices answer: their days and people, who stands in, what lies on whose table, reminders, kept promises."""

import uuid

from django.db import models
from django.db.models import F, Q

from smilecity.city.models import District, Office, Theme
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.answers.rules import DAYS, Outcome
from smilecity.deliver.answers.rules.dates import DAYS_MOST
from smilecity.people.models import User


class OfficeRule(models.Model):
    """How an office answers: within how many working days, who heads it, and whether it takes what fits nobody."""

    office = models.OneToOneField(Office, primary_key=True, on_delete=models.CASCADE, related_name="+")
    days = models.SmallIntegerField(default=DAYS, help_text="Working days until the answer.")
    head = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    fallback = models.BooleanField(default=False, help_text="Takes what no other office is responsible for.")

    class Meta:
        verbose_name = "Regel einer Stelle"
        verbose_name_plural = "Regeln von Stellen"
        constraints = [
            models.CheckConstraint(condition=Q(days__range=(1, DAYS_MOST)), name="days_to_answer_are_some"),
            models.UniqueConstraint(fields=["fallback"], condition=Q(fallback=True), name="one_fallback_office"),
        ]


class Responsibility(models.Model):
    """Which office answers for what; what is empty fits everything. The most exact one wins (rules.duties)."""

    id = models.BigAutoField(primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=20, blank=True)
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(District, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["", *(kind.value for kind in Kind)]), name="responsibility_kind_known"
            ),
            models.UniqueConstraint(
                fields=["kind", "category", "theme", "district"], nulls_distinct=False, name="one_office_per_duty"
            ),
        ]


class Clerk(models.Model):
    """Somebody who answers in the name of an office."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "Sachbearbeitung einer Stelle"
        verbose_name_plural = "Sachbearbeitungen von Stellen"
        constraints = [models.UniqueConstraint(fields=["user", "office"], name="a_clerk_once_per_office")]


class Absence(models.Model):
    """Somebody is away from the first to the last day; the substitute acts and is reminded meanwhile."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    substitute = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = "Abwesenheit"
        verbose_name_plural = "Abwesenheiten"
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(user=F("substitute")), name="nobody_stands_in_for_themselves"),
        ]


class TextBlock(models.Model):
    """Words that an office needs again and again; without an office they are everybody's."""

    id = models.BigAutoField(primary_key=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        verbose_name = "Textbaustein"
        verbose_name_plural = "Textbausteine"
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], nulls_distinct=False, name="one_block_per_name")
        ]


class Note(models.Model):
    """What clerks tell each other about a contribution. Never public; `office`: it was handed over to this one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "interne Notiz"
        verbose_name_plural = "interne Notizen"
        indexes = [models.Index(fields=["contribution", "at", "id"], name="note_by_time")]


class Taken(models.Model):
    """Who of the office has taken a contribution upon themselves."""

    contribution = models.OneToOneField(Contribution, primary_key=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "übernommener Beitrag"
        verbose_name_plural = "übernommene Beiträge"


class Kept(models.Model):
    """When the waiting for an answer first ended, and for when it was promised then. Written once."""

    contribution = models.OneToOneField(Contribution, primary_key=True, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    promised_on = models.DateField(null=True)
    answered_on = models.DateField()

    class Meta:
        verbose_name = "eingelöste Zusage"
        verbose_name_plural = "eingelöste Zusagen"


class Reminder(models.Model):
    """A clerk was reminded, or a head told that the day has passed: each once per promised day and office."""

    class Kind(models.TextChoices):
        """Before the promised day, and after it."""

        REMINDED = "reminded"
        ESCALATED = "escalated"

    id = models.BigAutoField(primary_key=True)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    due_on = models.DateField()
    batch = models.UUIDField(db_index=True, help_text="What was found on one day goes out as one mail per person.")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Erinnerung"
        verbose_name_plural = "Erinnerungen"
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "kind", "due_on", "office"], name="reminded_once_per_promise_and_office"
            )
        ]


class Batch(models.Model):
    """One act on several contributions: what to do, by whom, and how far it has come."""

    class Act(models.TextChoices):
        """What is done to each."""

        ANSWER = "answer"
        HAND_OVER = "hand_over"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=10, choices=Act)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    status = models.CharField(max_length=10, blank=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "Sammelbearbeitung"
        verbose_name_plural = "Sammelbearbeitungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["", *(status.value for status in Status)]), name="batch_status_known"
            )
        ]


class BatchItem(models.Model):
    """One contribution of a batch. `seen`: its decisive steps when it was chosen; `reason`: why it was not done."""

    class State(models.TextChoices):
        """How it ended."""

        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    seen = models.IntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True, help_text="A German sentence, filled in.")

    class Meta:
        verbose_name = "Beitrag einer Sammelbearbeitung"
        verbose_name_plural = "Beiträge von Sammelbearbeitungen"
        constraints = [models.UniqueConstraint(fields=["batch", "contribution"], name="once_per_batch")]


class Tally(models.Model):
    """How many contributions of a kind and office, or kind and theme, stand where. Counted by a job.

    `status` is empty for what became part of another after its promise was broken: it stands nowhere, but counts.
    """

    id = models.BigAutoField(primary_key=True)
    by_theme = models.BooleanField()
    kind = models.CharField(max_length=10)
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10)
    number = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = "Zählung"
        verbose_name_plural = "Zählungen"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=[o.value for o in Outcome]), name="tally_outcome_known")
        ]
