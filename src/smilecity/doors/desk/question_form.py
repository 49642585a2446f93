"""The form for a question. It checks and returns fields for an action; it never saves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.rules import Kind, Question
from smilecity.doors.desk import option_rows, words
from smilecity.doors.desk.fields import Group, Said, TextsForm, initial_texts
from smilecity.doors.desk.option_rows import Row


class QuestionForm(TextsForm):
    """Kind, text, hint, and what belongs to the kind: answers to choose, or the ends of a scale."""

    texts = {
        "text": Said(
            label=gettext_lazy("Frage"),
            help=gettext_lazy("Eine Sache je Frage, in einem Satz."),
            most=400,
            long=True,
            lacking=gettext_lazy("Bitte geben Sie die Frage auf Deutsch ein."),
        ),
        "hint": Said(
            label=gettext_lazy("Hinweis zur Frage"),
            help=gettext_lazy("Freiwillig. Ein Satz, der beim Antworten hilft."),
            most=400,
            long=True,
        ),
        "low": Said(label=gettext_lazy("Die 1 bedeutet"), help=gettext_lazy("Zum Beispiel: sehr unzufrieden"), most=60),
        "high": Said(label=gettext_lazy("Die 5 bedeutet"), help=gettext_lazy("Zum Beispiel: sehr zufrieden"), most=60),
    }

    kind = forms.ChoiceField(
        label=gettext_lazy("Art der Frage"),
        choices=[(kind.value, label) for kind, label in words.KINDS.items()],
        widget=forms.RadioSelect(attrs={"data-kind": ""}),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie die Art der Frage."),
            "invalid_choice": gettext_lazy("Diese Art gibt es nicht. Bitte wählen Sie noch einmal."),
        },
    )
    required = forms.BooleanField(
        label=gettext_lazy("Diese Frage muss beantwortet werden"),
        required=False,
        help_text=gettext_lazy("Sparsam verwenden: Wer nicht weiterkommt, bricht ab."),
    )

    def __init__(self, *args: Any, rows: Sequence[Row], kept: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_rows = list(rows)
        self.kept_keys = [option.key for option in kept.options] if kept else []
        self.rows_error = ""

    def clean(self) -> dict[str, Any]:
        """Check the answers to choose from where the kind has any."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") in rules.CHOICES:
            self.typed_rows = option_rows.checked(self.typed_rows)
            self.rows_error = self._wrong_rows()
            if self.rows_error:
                self.add_error(None, self.rows_error)
        return cleaned

    def _wrong_rows(self) -> str:
        number = len(self.typed_rows)
        if number < option_rows.LEAST:
            return _("Bitte geben Sie mindestens zwei Antworten zur Auswahl ein.")
        if number > rules.OPTIONS_MOST:
            return _("Das sind {n} Antworten. Bitte fassen Sie sie zu höchstens {most} zusammen.").format(
                n=number, most=rules.OPTIONS_MOST
            )
        if any(row.error for row in self.typed_rows):
            return _("Bitte prüfen Sie die Antworten zur Auswahl.")
        return ""

    @property
    def rows(self) -> list[Row]:
        """The rows to show."""
        return option_rows.padded(self.typed_rows)

    @property
    def asking(self) -> list[Group]:
        """What every question has."""
        return [self.group("text"), self.group("hint")]

    @property
    def ends(self) -> list[Group]:
        """What a scale has."""
        return [self.group("low"), self.group("high")]

    def fields_written(self) -> QuestionFields:
        """Return what was written, for the action."""
        return QuestionFields(
            kind=Kind(self.cleaned_data["kind"]),
            text=self.texts_of("text"),
            hint=self.texts_of("hint"),
            required=self.cleaned_data["required"],
            options=option_rows.options(self.typed_rows, self.kept_keys),
            low=self.texts_of("low"),
            high=self.texts_of("high"),
        )


def initial(question: Question) -> dict[str, Any]:
    """Return the values the form of a question begins with."""
    return {
        **initial_texts(text=question.text, hint=question.hint, low=question.low, high=question.high),
        "kind": question.kind.value,
        "required": question.required,
    }
