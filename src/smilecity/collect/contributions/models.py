"""Calls, contributions with what lists sort by, photos, supports, comments, drafts, and a history that only grows."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat, Lower

from smilecity.city.models import District, Office, Theme
from smilecity.collect.contributions.columns import known, ranked
from smilecity.collect.contributions.rules import Act, Channel, Kind, Moderation, Publicity, Stage, Status, Verb
from smilecity.people.contacts.models import Contact
from smilecity.people.models import User
from smilecity.people.register.models import Process


class Call(models.Model):
    """An invitation to contribute: what for, from when to when, read before or after publication."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, help_text="One or two sentences for cards and the form.")
    what_happens = models.JSONField(default=dict, help_text="Was passiert damit?")
    moderation = models.CharField(max_length=10, default=Moderation.BEFORE)
    photos = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True, help_text="Empty: a draft that nobody sees.")
    closes_at = models.DateTimeField(null=True, help_text="Empty: it stays open.")
    process = models.OneToOneField(Process, on_delete=models.PROTECT, related_name="+")
    generated = models.BooleanField(default=False, help_text="Made up by a program, and pages say so.")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "Aufruf"
        verbose_name_plural = "Aufrufe"
        constraints = [
            known("kind", Kind, "call_kind_known"),
            known("moderation", Moderation, "call_moderation_known"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at__isnull=False, closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["kind", "opens_at", "id"], name="call_by_kind")]


class Contribution(models.Model):
    """One text of one person. `number` is its public name; `category` means what its kind says.

    Places: the feeling; reports: the code of their category, which reports.Category holds.

    `status`, `office`, `due_on`, `answered_at`, `visible`, `supports` and `comments` stand here so that every list is
    one indexed query; downstream rooms write them through the trunk's actions only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("contributions_number"), function="nextval")
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    category = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    # Each word has a space before it, so that the beginning of a word can be asked for.
    words = models.GeneratedField(
        expression=Func(
            Lower(Concat(Value(" "), "title", Value(" "), "text", output_field=models.TextField())),
            Value("\n"),
            Value(" "),
            function="TRANSLATE",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    language = models.CharField(max_length=12, default="de")
    theme_ids = ArrayField(models.IntegerField(), default=list, help_text="As ContributionTheme says, for lists.")

    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place = models.CharField(max_length=300, blank=True, help_text="The place in words.")
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+")

    author = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=60, blank=True, help_text="As shown; empty: nobody is named.")
    informed = models.BooleanField(default=False, help_text="The author wants to hear what becomes of it.")
    channel = models.CharField(max_length=10, default=Channel.WEB)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=80, blank=True, help_text="Where it was imported from.")
    source_id = models.CharField(max_length=200, blank=True)

    publicity = models.CharField(max_length=10, default=Publicity.WAITING)
    visible = models.BooleanField(default=False)
    status = models.CharField(max_length=10, default=Status.RECEIVED)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, help_text="The day by which the town hall has promised to answer.")
    answered_at = models.DateTimeField(null=True, help_text="When the first public reply was given.")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    supports = models.IntegerField(default=0, help_text="All of them, those of another platform included.")
    imported_supports = models.IntegerField(default=0, help_text="Counted on the platform it was imported from.")
    comments = models.IntegerField(default=0)
    revision = models.IntegerField(default=1, help_text="Grows with every edit of title, text, themes or place.")

    submitted_at = models.DateTimeField(help_text="When it came in: the clock of the answer starts.")
    published_at = models.DateTimeField(null=True, help_text="When it was first shown.")
    changed_at = models.DateTimeField(help_text="When anything that the public sees changed, its visibility included.")

    class Meta:
        verbose_name = "Beitrag"
        verbose_name_plural = "Beiträge"
        constraints = [
            known("kind", Kind, "contribution_kind_known"),
            known("status", Status, "contribution_status_known"),
            known("publicity", Publicity, "contribution_publicity_known"),
            known("channel", Channel, "contribution_channel_known"),
            models.CheckConstraint(
                condition=Q(visible=True, publicity=Publicity.SHOWN, merged_into=None, published_at__isnull=False)
                | (Q(visible=False) & (~Q(publicity=Publicity.SHOWN) | Q(merged_into__isnull=False))),
                name="visible_is_shown_and_not_merged",
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="contribution_point_is_whole",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="nothing_is_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(imported_supports__gte=0, supports__gte=F("imported_supports"), comments__gte=0),
                name="counts_are_not_negative",
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="imported_once_by_source_id"
            ),
        ]
        indexes = [
            # District and status at the end: whoever filters by them walks through the index, not through the rows.
            models.Index(
                "kind",
                F("published_at").desc(),
                F("number").desc(),
                "district",
                "status",
                condition=Q(visible=True),
                name="shown_by_published_at",
            ),
            # Not partial: of a partial index the database does not use what it knows of the values.
            *(
                models.Index("visible", "kind", ranked(column).desc(), "district", "status", name=f"shown_by_{column}")
                for column in ("supports", "comments")
            ),
            models.Index(
                "kind",
                F("published_at").asc(),
                F("number").asc(),
                "district",
                "status",
                condition=Q(visible=True, answered_at=None),
                name="shown_unanswered",
            ),
            models.Index(
                "kind",
                "district",
                F("published_at").desc(),
                F("number").desc(),
                condition=Q(visible=True),
                name="shown_by_district",
            ),
            models.Index(
                "kind",
                "status",
                F("published_at").desc(),
                F("number").desc(),
                condition=Q(visible=True),
                name="shown_by_status",
            ),
            # With all that a map draws, so that a view of 100,000 never reads the rows.
            models.Index(
                fields=["lon", "lat"],
                include=["number", "kind", "status", "district", "category", "published_at"],
                condition=Q(visible=True),
                name="shown_on_map",
            ),
            # What was reported near a place: by category first, for a radius of some metres holds everything else.
            models.Index(
                "category",
                "lat",
                "lon",
                condition=Q(kind=Kind.REPORT.value, visible=True),
                name="report_by_category_place",
            ),
            # As other programs ask for reports: the newest first.
            models.Index(
                F("submitted_at").desc(),
                F("number").desc(),
                condition=Q(kind=Kind.REPORT.value, visible=True),
                name="report_by_submitted_at",
            ),
            models.Index(
                "office", "due_on", "number", condition=Q(status__in=["received", "in_review"]), name="open_by_office"
            ),
            # For the inbox of all offices and for the public page: the most pressing of the whole town hall.
            models.Index("due_on", "number", condition=Q(status__in=["received", "in_review"]), name="open_by_day"),
            models.Index("publicity", "submitted_at", "number", name="contribution_by_publicity"),
            models.Index("changed_at", "id", name="contribution_by_change"),
            models.Index("author", F("submitted_at").desc(), name="contribution_by_author"),
            models.Index("merged_into", condition=Q(merged_into__isnull=False), name="contribution_merged"),
            GinIndex(fields=["theme_ids"], name="contribution_by_theme"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="contribution_by_words"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], condition=Q(visible=True), name="shown_by_title"),
        ]


class ContributionTheme(models.Model):
    """A theme of a contribution; a theme in use cannot be deleted."""

    id = models.BigAutoField(primary_key=True)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Thema eines Beitrags"
        verbose_name_plural = "Themen von Beiträgen"
        constraints = [models.UniqueConstraint(fields=["contribution", "theme"], name="a_theme_once")]


class Draft(models.Model):
    """What is being written, or waits for its confirmation: a contribution, a support or a comment.

    Known only by the session of its browser and, while it waits, by the register. Erased after `erase_at`.
    `content`: title, text, theme_ids, category, lon, lat, place, author_name, and of reports attributes and
    place_source; a comment has text and author_name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=10)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField(default=dict)
    address = models.CharField(max_length=254, default="", help_text="Where the mail will go; empty once it is asked.")
    informed = models.BooleanField(default=False)
    language = models.CharField(max_length=12)
    submitted = models.BooleanField(default=False)
    before = models.BooleanField(default=False, help_text="To be read before it is shown, whatever the call says.")
    erase_at = models.DateTimeField(db_index=True)
    consents = ArrayField(
        models.UUIDField(), default=list, db_default=[], help_text="Texts agreed to, noted apart once it counts."
    )

    class Meta:
        constraints = [
            known("act", Act, "draft_act_known"),
            models.CheckConstraint(
                condition=Q(act=Act.CONTRIBUTE, target=None) | (~Q(act=Act.CONTRIBUTE) & Q(target__isnull=False)),
                name="draft_has_target_unless_new",
            ),
        ]


class Photo(models.Model):
    """A picture of a contribution or of a draft, re-encoded and without metadata. Files lie below MEDIA_ROOT/photos.

    `large` and `small` are names in the storage. `original` is the large one before boxes were drawn; it is erased
    after `original_until`, while `covered` still says that there are boxes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="+")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, default=Stage.BEFORE.value, db_default=Stage.BEFORE.value)
    position = models.SmallIntegerField()
    large = models.CharField(max_length=120)
    small = models.CharField(max_length=120)
    width = models.IntegerField(help_text="Of the large one, in pixels.")
    height = models.IntegerField()
    description = models.CharField(max_length=200, blank=True, help_text="What can be seen, for who cannot see it.")
    hidden = models.BooleanField(default=False)
    covered = models.BooleanField(default=False)
    original = models.CharField(max_length=120, blank=True)
    original_until = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution=None, draft__isnull=False) | Q(contribution__isnull=False, draft=None),
                name="photo_belongs_to_one",
            ),
            models.CheckConstraint(
                condition=Q(original="", original_until=None) | (~Q(original="") & Q(original_until__isnull=False)),
                name="original_has_its_end",
            ),
            known("stage", Stage, "photo_stage_known"),
        ]
        indexes = [models.Index(fields=["contribution", "position", "id"], name="photo_by_position")]


class Support(models.Model):
    """One person's support. `key`: the person in the call's process; `contact`: only if they want to hear of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=32)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    # Who supports what was merged supports what it was merged into, as long as it is.
    via = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "key"], name="one_person_one_support")]
        indexes = [models.Index(fields=["key"], name="support_by_person")]


class Comment(models.Model):
    """What somebody says to a contribution. With an office it is the town hall's word, and marked so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=60, blank=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    informed = models.BooleanField(default=False, help_text="Who wrote it wants to hear what becomes of it all.")
    text = models.TextField()
    language = models.CharField(max_length=12, default="de")
    publicity = models.CharField(max_length=10, default=Publicity.WAITING)
    revision = models.IntegerField(default=1)
    posted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, help_text="When it was first shown.")

    class Meta:
        verbose_name = "Kommentar"
        verbose_name_plural = "Kommentare"
        constraints = [known("publicity", Publicity, "comment_publicity_known")]
        indexes = [
            models.Index(fields=["contribution", "posted_at", "id"], name="comment_by_time"),
            models.Index(fields=["publicity", "posted_at", "id"], name="comment_by_publicity"),
            models.Index(fields=["author", "-posted_at"], name="comment_by_author"),
        ]


class Step(models.Model):
    """One step of a contribution's history: appended, never edited. `text` is what was said about it, to everybody.

    What it says depends on the verb: status and replied (`status`, and the `office` that says so; none where a file of
    another platform did), office (`office`), due (`due_on`), merged and parted (`other`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    status = models.CharField(max_length=10, blank=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    other = models.ForeignKey(Contribution, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "Schritt eines Beitrags"
        verbose_name_plural = "Schritte von Beiträgen"
        constraints = [known("verb", Verb, "step_verb_known")]
        indexes = [
            models.Index(fields=["contribution", "at", "id"], name="step_by_time"),
            models.Index(fields=["-at", "id"], condition=Q(verb=Verb.REPLIED), name="step_replied_by_time"),
        ]


class Revision(models.Model):
    """How a contribution or comment read before an edit. Erased with its original when it was redacted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    revision = models.IntegerField()
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Empty: the author.")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    erase_at = models.DateTimeField(null=True, db_index=True, help_text="Set where personal data was taken out.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "comment", "revision"], nulls_distinct=False, name="a_revision_once"
            )
        ]
