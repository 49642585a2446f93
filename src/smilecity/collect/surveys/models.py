"""Surveys, their questions, drafts that are not yet counted, participations, free texts."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Feature, Kind, State
from smilecity.people.register.models import Process
from smilecity.people.register.rules import Way


def ways_at_first() -> list[str]:
    """Return the ways of a survey nobody has chosen any for."""
    return [way.value for way in rules.WAYS_AT_FIRST]


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
    ways = ArrayField(
        models.CharField(max_length=10),
        default=ways_at_first,
        db_default=[way.value for way in rules.WAYS_AT_FIRST],
        help_text="How one may take part.",
    )
    keep_months = models.SmallIntegerField(
        null=True, default=rules.KEEP_AT_FIRST, help_text="How long answers are kept after the close; empty: no term."
    )
    erase_on = models.DateField(null=True, help_text="When they are erased; never moved backwards.")
    erasure_told_at = models.DateTimeField(null=True, help_text="Since when staff know that it is near.")
    answers_erased = models.PositiveIntegerField(default=0, db_default=0, help_text="Participations erased so far.")
    texts_erased = models.PositiveIntegerField(default=0, db_default=0, help_text="Free texts erased so far.")
    erased_at = models.DateTimeField(null=True, help_text="Since when no single answer is left.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ways__contained_by=[way.value for way in Way], ways__len__gt=0), name="survey_ways_known"
            ),
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


class Opening(models.Model):
    """When a draft opens by itself. Held: the moment came and it was not ready; it waits for staff to say when."""

    survey = models.OneToOneField(Survey, primary_key=True, on_delete=models.CASCADE, related_name="+")
    opens_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list, help_text="Why it was held: [{sentence, values}].")

    class Meta:
        indexes = [models.Index(fields=["opens_at"], condition=Q(held_at=None), name="opening_by_time")]


class Presence(models.Model):
    """Somebody of the staff has the editor of a survey open. Forgotten after a minute; in no log."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    editor = models.UUIDField(help_text="The account.")
    place = models.UUIDField(null=True, help_text="The question; empty: what is written about the survey.")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "editor"], name="one_presence_each")]


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
    help = models.JSONField(default=dict, db_default={}, help_text="More than a hint, folded away.")
    section = models.JSONField(default=dict, db_default={}, help_text="The part of the survey that begins here.")
    intro = models.JSONField(default=dict, db_default={}, help_text="What is said where the section begins.")
    limits = models.JSONField(default=dict, db_default={}, help_text="See rules.Limits; empty: none.")
    abstains = models.BooleanField(default=False, db_default=False, help_text='Offers "Keine Angabe".')
    condition = models.JSONField(default=dict, db_default={}, help_text="See rules.Condition; empty: always asked.")

    picture = models.JSONField(default=dict, db_default={}, help_text="See rules.Picture; empty: none.")

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
            help=self.help,
            section=self.section,
            intro=self.intro,
            limits=rules.limits_of(self.limits),
            abstains=self.abstains,
            condition=rules.condition_of(self.condition),
            picture=rules.picture_of(self.picture),
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
    consents = ArrayField(
        models.UUIDField(), default=list, db_default=[], help_text="Texts agreed to, noted apart once it counts."
    )
    profile_consent = models.UUIDField(null=True, help_text="The text beside the features, where any is given.")


class Participation(models.Model):
    """What one person answered. It shares no id, sequence or time with the register.

    `change_hash` is the hash of a secret only that person holds; it goes at the close, with the order of the rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    profile = models.JSONField()
    change_hash = models.BinaryField(max_length=32, null=True, unique=True)


class Kiosk(models.Model):
    """A tablet on site that takes answers for one survey. It holds nothing of who used it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    pin_hash = models.BinaryField(max_length=32)
    tries = models.SmallIntegerField(default=0, db_default=0, help_text="Wrong PINs typed.")
    start_hash = models.BinaryField(max_length=32, null=True, unique=True, help_text="Of its link, until it is opened.")
    start_until = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class FreeText(models.Model):
    """A free text, cut loose from its participation at the close. Hidden until staff release it.

    `text` is what may be shown: where words were taken out of it, they lie in `original` for two weeks more.
    """

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
    why = models.CharField(max_length=10, default="", db_default="", help_text="Why it is withheld (rules.Why).")
    original = models.TextField(default="", db_default="", help_text="As it was written, once it is redacted.")
    erase_original_on = models.DateField(null=True, help_text="A day: no time stands beside answers.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "released", "withheld"]), name="freetext_status_known"
            )
        ]
        indexes = [
            models.Index(fields=["survey", "status", "question", "id"], name="freetext_by_status"),
            models.Index(
                fields=["erase_original_on"],
                condition=Q(erase_original_on__isnull=False),
                name="freetext_by_original",
            ),
        ]
