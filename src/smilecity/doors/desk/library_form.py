"""The forms of the library: a name and tags, and the question itself as in a survey. They check, never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from smilecity.collect.library import rules
from smilecity.collect.surveys.rules import clean_text
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.question_form import QuestionForm
from smilecity.ground.refusals import Refused

_TAGS_LONG = 400


class _TagsField(WrittenField):
    """Tags in one line, between commas."""

    def to_python(self, value: Any) -> str:
        """Return the tags as they were typed. Raises ValidationError."""
        typed = super().to_python(value)
        try:
            rules.tags_of(typed)
        except Refused as refusal:
            raise forms.ValidationError(words.said(refusal)) from None
        return typed


class NamedForm(forms.Form):
    """What an entry is called and found by."""

    name = WrittenField(
        label=gettext_lazy("Name in der Sammlung"),
        most=rules.NAME_MOST,
        help_text=gettext_lazy("Kurz, zum Wiederfinden. Wer mitmacht, sieht ihn nicht."),
        error_messages={"required": gettext_lazy(rules.NO_NAME)},
    )
    tags = _TagsField(
        label=gettext_lazy("Schlagwörter"),
        most=_TAGS_LONG,
        required=False,
        help_text=gettext_lazy("Freiwillig, mit Komma getrennt. Zum Beispiel: Verkehr, Barrieren"),
    )


class EntryForm(NamedForm, QuestionForm):
    """An entry with its question."""


class TagsForm(forms.Form):
    """The tags that all questions of a file get."""

    tags = _TagsField(
        label=gettext_lazy("Schlagwörter für alle diese Fragen"),
        most=_TAGS_LONG,
        required=False,
        help_text=gettext_lazy("Freiwillig, mit Komma getrennt. Zum Beispiel: Verkehr, Barrieren"),
    )


def shown_tags(tags: tuple[str, ...]) -> str:
    """Return tags as a form shows them."""
    return ", ".join(clean_text(tag) for tag in tags)
