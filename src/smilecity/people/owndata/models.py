"""The links by which people reach their own data without an account, or confirm that theirs is to be erased."""

import uuid

from django.db import models

from smilecity.people.models import User


class OwnLink(models.Model):
    """A link that was asked for. Its token is derived from `salt` by our secret: no copy of the database holds it.

    With `user` it erases that account, for who has neither password nor second factor here; without, it opens what we
    hold of the address. Deleted when it has run out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(max_length=254)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    salt = models.BinaryField(max_length=16)
    token_hash = models.BinaryField(max_length=32, unique=True)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "Link zu eigenen Daten"
        verbose_name_plural = "Links zu eigenen Daten"
