"""Events with what is said of them, their dates, who has registered, what came of them. Promises are constraints."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from smilecity.city.models import District, Office
from smilecity.collect.calendar.rules import SEATS_MOST, Access, Kind, Owed, Standing, State
from smilecity.people.contacts.models import Contact
from smilecity.people.register.models import Process


class Event(models.Model):
    """Something that takes place, once or as a series: what it is, where, for whom, who organises it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    title = models.JSONField(default=dict)
    lead = models.JSONField(default=dict, help_text="One or two sentences for lists.")
    description = models.JSONField(default=dict)
    words = models.TextField(blank=True, help_text="What it is found by, in small letters.")
    place = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    district = models.ForeignKey(District, null=True, on_delete=models.SET_NULL, related_name="+")
    online_url = models.CharField(max_length=500, blank=True, help_text="Where one takes part from home.")
    access = ArrayField(models.CharField(max_length=20), default=list)
    access_note = models.JSONField(default=dict)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    organiser = models.CharField(max_length=200, blank=True, help_text="Who organises it, where it is no office.")
    link_url = models.CharField(max_length=500, blank=True, help_text="More about it, elsewhere.")
    source = models.CharField(max_length=200, blank=True, help_text="Where these facts come from, as shown.")
    registration = models.BooleanField(default=False)
    capacity = models.IntegerField(null=True, help_text="Empty: as many as come.")
    waiting_list = models.BooleanField(default=True)
    closes_hours = models.IntegerField(default=0, help_text="Hours before the beginning when registration ends.")
    published_at = models.DateTimeField(null=True, help_text="Empty: a draft that nobody sees.")
    imported_uid = models.CharField(max_length=255, blank=True, help_text="The UID it had where it was imported from.")
    imported_sequence = models.IntegerField(default=0)
    generated = models.BooleanField(default=False, help_text="Made up by a program, and pages say so.")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "Veranstaltung"
        verbose_name_plural = "Veranstaltungen"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(access__contained_by=[access.value for access in Access]), name="event_access_known"
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="event_capacity_is_some"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="event_point_is_whole",
            ),
            models.UniqueConstraint(
                fields=["imported_uid"], condition=~Q(imported_uid=""), name="an_event_is_imported_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-made_at", "id"], name="event_by_making"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="event_by_words"),
        ]


class Occurrence(models.Model):
    """One date of an event. Its id is its public name; `uid` and `sequence` are what calendars know it by.

    `planned_at` is when it was planned first. `news` counts the changes that everybody registered has to be told.
    `taken` and `waiting` are places booked and waited for, kept by the actions under a lock of this row.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences")
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sequence = models.IntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=State.PLANNED)
    note = models.JSONField(default=dict, help_text="What was said when it was moved or cancelled.")
    news = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    report = models.JSONField(default=dict, help_text="What happened, told afterwards.")
    report_links = models.JSONField(default=list, help_text="[{text, url}]")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="date_state_known"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="date_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(taken__gte=0, waiting__gte=0), name="date_counts_are_not_negative"),
            models.UniqueConstraint(fields=["event", "planned_at"], name="a_date_of_a_series_once"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="date_by_start"),
            models.Index(fields=["event", "starts_at", "id"], name="date_by_event"),
            models.Index(fields=["ends_at"], name="date_by_end"),
        ]


class Photo(models.Model):
    """A picture of what happened, re-encoded and without metadata. Files lie below MEDIA_ROOT/events."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="+")
    position = models.SmallIntegerField()
    large = models.CharField(max_length=120)
    small = models.CharField(max_length=120)
    width = models.IntegerField(help_text="Of the large one, in pixels.")
    height = models.IntegerField()
    description = models.CharField(max_length=200, help_text="What can be seen, for who cannot see it.")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(description=""), name="event_photo_is_described")]
        indexes = [models.Index(fields=["occurrence", "position", "id"], name="event_photo_by_position")]


class Booking(models.Model):
    """A registration for a date: who (a contact, or a word of the staff who wrote it down), and how many places.

    The token of its link is derived from `salt` by our secret. `told` and `known_at`: the change of the date, and the
    beginning, that they know of; so nobody is told twice. Erased some time after the date.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=60, blank=True, help_text="Without a contact: as staff wrote it down.")
    seats = models.SmallIntegerField()
    standing = models.CharField(max_length=10)
    salt = models.BinaryField(max_length=16)
    token_hash = models.BinaryField(max_length=32, unique=True)
    owed = models.CharField(max_length=10, blank=True, default=Owed.NOTHING)
    told = models.IntegerField()
    known_at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "contact"], name="one_registration_per_person"),
            models.CheckConstraint(
                condition=Q(standing__in=[standing.value for standing in Standing]), name="standing_known"
            ),
            models.CheckConstraint(condition=Q(owed__in=[owed.value for owed in Owed]), name="owed_known"),
            models.CheckConstraint(condition=Q(seats__range=(1, SEATS_MOST)), name="seats_are_some"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, label="") | (Q(contact=None) & ~Q(label="")),
                name="registration_is_somebodys",
            ),
        ]
        indexes = [
            models.Index(fields=["occurrence", "standing", "made_at", "id"], name="booking_by_standing"),
            models.Index(fields=["contact", "-made_at"], name="booking_by_contact"),
        ]


class Request(models.Model):
    """A guest's registration that waits for its confirmation; the address waits in the register. It holds no place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="+")
    seats = models.SmallIntegerField()
    made_at = models.DateTimeField()


class Confirmations(models.Model):
    """The one process of the register under which registrations are confirmed. There is one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    process = models.OneToOneField(Process, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_process_of_registrations")]
