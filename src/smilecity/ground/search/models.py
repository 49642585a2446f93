"""The index: what can be found, with its words as PostgreSQL searches them; all words, for slips of the pen."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import CheckConstraint, Func, Q, UniqueConstraint


class Document(models.Model):
    """A thing that everybody may see. `texts`: {language: {title, lead, body, words}}; `words`: all of these."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(null=True)
    texts = models.JSONField()
    facts = models.JSONField(default=dict)
    marks = ArrayField(models.CharField(max_length=200), default=list)
    words = SearchVectorField()

    class Meta:
        verbose_name = "Eintrag der Suche"
        verbose_name_plural = "Einträge der Suche"
        constraints = [
            UniqueConstraint(fields=["source", "key"], name="found_once"),
            CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="document_has_kind_and_key"),
        ]
        indexes = [
            GinIndex(fields=["words"], name="document_by_words"),
            GinIndex(fields=["marks"], name="document_by_mark"),
            # For suggestions: the beginning of a word is in the texts of half a town, but in few titles.
            GinIndex(
                Func("words", function="ts_filter", template="%(function)s(%(expressions)s, '{a}')"),
                name="document_by_title",
            ),
        ]


class Unread(models.Model):
    """A document whose words are not among the known words yet."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "noch nicht gelesener Eintrag"
        verbose_name_plural = "noch nicht gelesene Einträge"


class Word(models.Model):
    """A word that some document has or had: folded, and as it was first written. Offered only while one has it.

    PostgreSQL finds words by their beginning with the index that Django makes for a key of letters.
    """

    word = models.CharField(max_length=60, primary_key=True)
    shown = models.CharField(max_length=120)

    class Meta:
        verbose_name = "Wort"
        verbose_name_plural = "Wörter"
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_by_letters")]
