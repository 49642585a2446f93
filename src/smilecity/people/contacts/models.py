"""The contacts' nouns. A guest's address lies here and nowhere else; a member's lies with the account."""

import uuid

from django.db import models
from django.db.models import Q

from smilecity.people.models import User


class Contact(models.Model):
    """Somebody we may write to: a guest who confirmed an address, or a member.

    `key` is the keyed hash of the normalised address, so that a guest who opens an account stays the same person.
    A contact that was forgotten has neither address nor key; what was signed with it stays, without a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(max_length=254, blank=True, help_text="Of a guest; a member's is the account's.")
    key = models.BinaryField(max_length=32, null=True, unique=True)
    language = models.CharField(max_length=12, default="de")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "Kontakt"
        verbose_name_plural = "Kontakte"
        constraints = [
            models.CheckConstraint(condition=Q(user=None) | Q(address=""), name="members_address_is_the_accounts"),
            models.CheckConstraint(condition=Q(address="") | Q(key__isnull=False), name="address_has_its_key"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(user=None, key__isnull=False), name="guest_who_is_known"),
            models.Index(fields=["user"], condition=Q(key=None, user__isnull=False), name="member_without_key"),
        ]


class OptIn(models.Model):
    """The proof that an address was confirmed: what for, in which language it was asked, and when it was confirmed.

    Tied to no contact; only who names the address can find the proof (keyed hash under a purpose of its own).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.BinaryField(max_length=32, db_index=True)
    purpose = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    confirmed_at = models.DateTimeField()
    forget_on = models.DateField(db_index=True)
