"""The room's noun: a barrier somebody met."""

import uuid

from django.db import models
from django.db.models import Q

from smilecity.people.models import User


class Barrier(models.Model):
    """What did not work, and on which page. How to answer is optional: a telephone number will do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.CharField(max_length=300, blank=True, help_text="The address of the page, without its query.")
    text = models.TextField()
    name = models.CharField(max_length=300, blank=True)
    address = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who settled it.")

    class Meta:
        verbose_name = "Gemeldete Barriere"
        verbose_name_plural = "Gemeldete Barrieren"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="barrier_says_something")]
        indexes = [models.Index(fields=["-received_at", "id"], name="barrier_by_time")]
