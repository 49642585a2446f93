"""The entries of the library: a question as a questionnaire of its own, with a name and words to find it by."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Upper

from smilecity.collect.library import rules
from smilecity.collect.library.rules import Worded
from smilecity.collect.surveys.rules import questionnaire


class Entry(models.Model):
    """One question to be used again. Surveys hold copies: nothing refers to an entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=rules.NAME_MOST)
    tags = ArrayField(models.CharField(max_length=rules.TAG_MOST), default=list, blank=True)
    document = models.JSONField(help_text="A questionnaire with this one question; see docs/standards.")
    search = models.TextField(help_text="What it is found by; written with it.")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(Upper("name"), name="one_entry_a_name"),
            CheckConstraint(condition=~Q(name=""), name="entry_is_named"),
        ]

    def worded(self) -> Worded:
        """Return the entry as the rules see it."""
        return Worded(self.name, tuple(self.tags), questionnaire.read(self.document))

    def write(self, worded: Worded) -> None:
        """Take over what is written, unsaved."""
        self.name, self.tags = worded.name, list(worded.tags)
        self.document = questionnaire.written(worded.asked)
        self.search = rules.searched(worded)
