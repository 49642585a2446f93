"""What is remembered of pages: which text in Leichte Sprache somebody has checked, and which pages are gone."""

from django.conf import settings
from django.db import models


class SimpleReview(models.Model):
    """Somebody has checked exactly this text in Leichte Sprache; another word, and it is another text."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    checked_by = models.CharField("geprüft von", max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="each_text_is_checked_once")]

    def __str__(self) -> str:
        return f"{self.checked_by}: {self.digest[:8]}"


class GonePage(models.Model):
    """The address of a page that was deleted, so that it can say so (RFC 9110, 15.5.11)."""

    path = models.CharField(max_length=500, unique=True)
    title = models.CharField(max_length=255)
    gone_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path
