"""Surveys, their questions, drafts that are not yet counted, participations, free texts."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Feature, Kind, State
from smilecity.people.register.models import Process


class Survey(models.Model):
    """A questionnaire with its time. Texts are dictionaries from language to text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, help_text="One or two sentences for cards and the first page.")
    what_happens = models.JSONField(default=dict, help_text="Was passiert damit?")
    state = models.CharField(max_length=10, default=State.DRAFT)
    features = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    process = models.OneToOneField(Process, null=True, on_delete=models.PROTECT, related_name="+")
    generated = models.BooleanField(default=False, help_text="Its answers are made up by a program, and pages say so.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="survey_state_known"),
            models.CheckConstraint(
                condition=Q(features__contained_by=[f.value for f in Feature]), name="survey_features_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(process__isnull=False, opened_at__isnull=False),
                name="opened_survey_has_register",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                name="closed_survey_has_date",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at", "id"], name="survey_by_state")]


class Question(models.Model):
    """One question. `options` is a list of {"key", "text": {language: text}} in their order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    text = models.JSONField(default=dict)
    hint = models.JSONField(default=dict)
    required = models.BooleanField(default=False)
    options = models.JSONField(default=list)
    low = models.JSONField(default=dict)
    high = models.JSONField(default=dict)

    class Meta:
        constraints = [
            # Deferred, so that two questions can change places within one transaction.
            models.UniqueConstraint(
                fields=["survey", "position"], name="one_question_a_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="question_kind_known"),
        ]

    def as_rule(self) -> rules.Question:
        """Return the question as the rules see it."""
        return rules.Question(
            id=str(self.pk),
            kind=Kind(self.kind),
            text=self.text,
            hint=self.hint,
            required=self.required,
            options=tuple(rules.Option(option["key"], option["text"]) for option in self.options),
            low=self.low,
            high=self.high,
        )


class Draft(models.Model):
    """Answers that are not counted: being written, waiting for confirmation, or changing what was counted.

    Known only by the session of its browser (and, while it waits, by the register). Erased after `erase_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    profile = models.JSONField(default=dict)
    address = models.CharField(max_length=254, default="", help_text="Where the mail will go; empty once it is asked.")
    language = models.CharField(max_length=12)
    submitted = models.BooleanField(default=False)
    change_hash = models.BinaryField(max_length=32, null=True, help_text="Set: changes a counted participation.")
    erase_at = models.DateTimeField(db_index=True)


class Participation(models.Model):
    """What one person answered. It shares no id, sequence or time with the register.

    `change_hash` is the hash of a secret only that person holds; it goes at the close, with the order of the rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    profile = models.JSONField()
    change_hash = models.BinaryField(max_length=32, null=True, unique=True)


class FreeText(models.Model):
    """A free text, cut loose from its participation at the close. Hidden until staff release it."""

    class Status(models.TextChoices):
        """What staff decided."""

        WAITING = "waiting"
        RELEASED = "released"
        WITHHELD = "withheld"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING, db_default=Status.WAITING)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "released", "withheld"]), name="freetext_status_known"
            )
        ]
        indexes = [models.Index(fields=["survey", "status", "question", "id"], name="freetext_by_status")]
