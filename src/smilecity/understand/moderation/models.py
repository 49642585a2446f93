"""Moderation's nouns: what was not read yet, reasons ready to use, decisions, readers' reports, complaints."""

import uuid

from django.db import models
from django.db.models import F, Func, Q, Value

from smilecity.collect.contributions.models import Comment, Contribution, Photo
from smilecity.collect.contributions.rules import Publicity
from smilecity.people.models import User
from smilecity.understand.moderation.rules import RESTRICTING, Change, Ground, Outcome, Remedy, Side


class Unseen(models.Model):
    """Something that was shown at once and that nobody of the town hall has looked at yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "comment"], nulls_distinct=False, name="unseen_once")
        ]
        indexes = [models.Index(fields=["since", "id"], name="unseen_by_time")]


class ReasonTemplate(models.Model):
    """A reason ready to use, in plain words, in the languages of the site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    ground = models.CharField(max_length=20)
    text = models.JSONField(default=dict)
    law = models.CharField(max_length=200, blank=True, help_text="The paragraph it stands on, where the law speaks.")

    class Meta:
        verbose_name = "Vorlage für eine Begründung"
        verbose_name_plural = "Vorlagen für Begründungen"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="a_template_is_known_by_its_name"),
            models.CheckConstraint(condition=Q(ground__in=[g.value for g in Ground]), name="template_ground_known"),
        ]


class Decision(models.Model):
    """What was decided about something, and why: the statement of reasons (Digital Services Act, article 17).

    Its secret link is derived from `salt` by the installation's secret; a copy of the database does not hold it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10)
    before = models.CharField(max_length=10, help_text="The publicity it had.")
    after = models.CharField(max_length=10, help_text="The publicity it got.")
    ground = models.CharField(max_length=20, blank=True)
    law = models.CharField(max_length=200, blank=True)
    facts = models.TextField(blank=True, help_text="Which passage or circumstance it rests on.")
    reason = models.TextField(blank=True, help_text="Why, in plain words.")
    change = models.CharField(max_length=10, blank=True, help_text="What was changed, or changed back.")
    revision = models.IntegerField(null=True, help_text="Of a text: the revision that the change ended.")
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    automated = models.BooleanField(default=False, help_text="Article 17 (3) (c): always false so far.")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, help_text="When those it concerns were told; no undo after that.")
    told_at = models.DateTimeField(null=True, help_text="When the mails about it were written.")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    salt = models.BinaryField(max_length=16)
    token_hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        verbose_name = "Entscheidung"
        verbose_name_plural = "Entscheidungen"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=[o.value for o in Outcome]), name="outcome_known"),
            models.CheckConstraint(condition=Q(ground__in=["", *(g.value for g in Ground)]), name="ground_known"),
            models.CheckConstraint(
                condition=Q(before__in=[p.value for p in Publicity], after__in=[p.value for p in Publicity]),
                name="decision_publicity_known",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=sorted(RESTRICTING)) | (~Q(ground="") & ~Q(reason="")),
                name="what_restricts_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.EDITED, Outcome.RESTORED], change__in=[c.value for c in Change])
                | (~Q(outcome__in=[Outcome.EDITED, Outcome.RESTORED]) & Q(change="")),
                name="a_change_says_what",
            ),
            models.CheckConstraint(condition=Q(undone_at=None) | Q(settled_at=None), name="undone_or_settled"),
        ]
        indexes = [
            models.Index("contribution", F("decided_at").desc(), "id", name="decision_by_contribution"),
            models.Index(
                fields=["decided_at", "id"], condition=Q(settled_at=None, undone_at=None), name="decision_to_settle"
            ),
            models.Index(F("decided_at").desc(), "id", name="decision_by_time"),
        ]


class Flag(models.Model):
    """A reader's report of something that should not be there (Meldung; article 16). Name and address: optional."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("moderation_flag_number"), function="nextval")
    )
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(max_length=20)
    text = models.TextField()
    name = models.CharField(max_length=120, blank=True)
    address = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=12, default="de")
    received_at = models.DateTimeField()
    decision = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="+")
    receipt_at = models.DateTimeField(null=True, help_text="When the mail of receipt was written.")
    salt = models.BinaryField(max_length=16)
    token_hash = models.BinaryField(max_length=32, unique=True)
    erased_at = models.DateTimeField(null=True, help_text="When name, address and text were erased.")

    class Meta:
        verbose_name = "Meldung"
        verbose_name_plural = "Meldungen"
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=[g.value for g in Ground]), name="flag_ground_known"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", address="", text=""), name="what_is_erased_is_gone"
            ),
        ]
        indexes = [
            models.Index(
                fields=["contribution", "comment", "received_at"], condition=Q(decision=None), name="open_flags"
            ),
            models.Index(fields=["decision"], name="flag_by_decision"),
            models.Index(fields=["received_at", "id"], name="flag_by_time"),
        ]


class Appeal(models.Model):
    """A complaint against a decision (Beschwerde; article 20), by the author or by who reported. Once for each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    flag = models.ForeignKey(Flag, null=True, on_delete=models.CASCADE, related_name="+", help_text="The reporter's.")
    side = models.CharField(max_length=10)
    text = models.TextField()
    made_at = models.DateTimeField()
    upheld = models.BooleanField(null=True, help_text="Whether the complaint was right.")
    answer = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="When the mail with the answer was written.")
    remedy = models.CharField(max_length=10, blank=True, help_text="What followed from a complaint that was right.")
    followed_by = models.ForeignKey(
        Decision, null=True, on_delete=models.SET_NULL, related_name="+", help_text="The decision it led to."
    )

    class Meta:
        verbose_name = "Beschwerde"
        verbose_name_plural = "Beschwerden"
        constraints = [
            models.UniqueConstraint(fields=["decision", "flag"], nulls_distinct=False, name="one_complaint_each"),
            models.CheckConstraint(
                condition=Q(side=Side.AUTHOR, flag=None) | Q(side=Side.REPORTER, flag__isnull=False),
                name="appeal_has_its_side",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, upheld=None) | Q(decided_at__isnull=False, upheld__isnull=False),
                name="appeal_is_decided_as_a_whole",
            ),
            models.CheckConstraint(
                condition=(Q(upheld=True) & Q(remedy__in=[r.value for r in Remedy]))
                | ((Q(upheld=None) | Q(upheld=False)) & Q(remedy="")),
                name="what_is_upheld_has_its_remedy",
            ),
        ]
        indexes = [models.Index(fields=["made_at", "id"], condition=Q(decided_at=None), name="open_appeals")]
