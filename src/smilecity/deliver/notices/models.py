"""The notices' nouns. Who gets a mail and whether it went out are kept by constraints, so that a job may run twice."""

import uuid

from django.db import models
from django.db.models import Q

from smilecity.city.models import District, Theme
from smilecity.collect.contributions.models import Comment, Contribution, Step
from smilecity.deliver.notices.rules import Post, Reason, Rhythm
from smilecity.people.contacts.models import Contact
from smilecity.people.register.models import Process

_TARGETS = ("contribution", "theme", "district", "search")


def _exactly_one() -> Q:
    """Return the condition that one of the targets is set and the others are not."""
    condition = Q()
    for chosen in _TARGETS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in _TARGETS})
    return condition


class Reader(models.Model):
    """How a contact is written to. The token of the links in its mails is derived from `salt` by our secret.

    A copy of the database holds no link that works.
    """

    contact = models.OneToOneField(Contact, primary_key=True, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=10, default=Rhythm.SINGLE)
    salt = models.BinaryField(max_length=16)
    token_hash = models.BinaryField(max_length=32, unique=True)
    digest_at = models.DateTimeField(null=True, help_text="The moment of the last digest.")
    failures = models.SmallIntegerField(default=0, help_text="Refusals for good in a row.")

    class Meta:
        verbose_name = "Leserin oder Leser"
        verbose_name_plural = "Leserinnen und Leser"
        constraints = [
            models.CheckConstraint(condition=Q(rhythm__in=[rhythm.value for rhythm in Rhythm]), name="rhythm_known")
        ]
        indexes = [models.Index(fields=["rhythm", "digest_at", "contact"], name="reader_by_rhythm")]


class Subscription(models.Model):
    """Somebody wants to hear of a contribution, or of new ones with a theme, in a district or found by a search.

    One that was ended stays as the memory of a no: what made it (`origin`) cannot begin it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(District, null=True, on_delete=models.CASCADE, related_name="+")
    search = models.JSONField(null=True, help_text="As rules.Search.canonical writes it.")
    reason = models.CharField(max_length=10)
    origin = models.UUIDField(help_text="The contribution, support or wish that made it.")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Abo"
        verbose_name_plural = "Abos"
        constraints = [
            models.CheckConstraint(condition=_exactly_one(), name="subscription_has_one_target"),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]), name="subscription_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(reason=Reason.SUBSCRIBED) | Q(contribution__isnull=False),
                name="who_took_part_follows_a_contribution",
            ),
            *(
                models.UniqueConstraint(fields=["contact", target], name=f"one_subscription_per_{target}")
                for target in _TARGETS
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(search__isnull=False, ended_at=None), name="search_that_runs"),
            models.Index(fields=["contact", "-made_at", "id"], name="subscription_by_contact"),
        ]


class Wish(models.Model):
    """A guest's subscription that waits for its confirmation; the address waits in the register."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(District, null=True, on_delete=models.CASCADE, related_name="+")
    search = models.JSONField(null=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=_exactly_one(), name="wish_has_one_target")]


class Notice(models.Model):
    """One change, for one reader. `subscription`: why they hear of it; empty: it is about their own text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, null=True, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.SET_NULL, related_name="+")
    fresh = models.BooleanField(default=False, help_text="A contribution that is new to who subscribed to such.")
    post = models.CharField(max_length=10, default=Post.WAITING)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="When its mail was put into the outbox.")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Benachrichtigung"
        verbose_name_plural = "Benachrichtigungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(step=None, comment__isnull=False) | Q(step__isnull=False, comment=None),
                name="notice_tells_one_thing",
            ),
            models.CheckConstraint(condition=Q(post__in=[post.value for post in Post]), name="notice_post_known"),
            models.CheckConstraint(
                condition=Q(post=Post.SENT, sent_at__isnull=False) | (~Q(post=Post.SENT) & Q(sent_at=None)),
                name="notice_sent_has_its_time",
            ),
            models.UniqueConstraint(fields=["contact", "step"], name="a_step_is_told_once"),
            models.UniqueConstraint(fields=["contact", "comment"], name="a_comment_is_told_once"),
        ]
        indexes = [
            models.Index(fields=["contact", "made_at"], condition=Q(post=Post.WAITING), name="notice_that_waits"),
            models.Index(fields=["contact", "-made_at", "id"], name="notice_by_contact"),
            models.Index(fields=["made_at"], name="notice_by_time"),
        ]


class Confirmations(models.Model):
    """The one process in the register under which subscriptions are confirmed, opened at first use."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    process = models.OneToOneField(Process, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="confirmations_once")]
