"""The form for a question. It checks and returns fields for an action; it never saves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.rules import Kind, Question
from smilecity.doors.desk import conditions, option_rows, words
from smilecity.doors.desk.fields import Group, Said, initial_texts
from smilecity.doors.desk.limits_form import LimitsForm, initial_limits
from smilecity.doors.desk.option_rows import Row


class QuestionForm(LimitsForm):
    """Kind, text, hint, what belongs to the kind (answers, ends of a scale, limits), and when the question is asked."""

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
        "unit": Said(label=gettext_lazy("Einheit"), help=gettext_lazy("Freiwillig. Zum Beispiel: Minuten"), most=40),
        "help": Said(
            label=gettext_lazy("Ausführliche Hilfe"),
            help=gettext_lazy("Freiwillig. Steht eingeklappt unter der Frage."),
            most=2_000,
            long=True,
        ),
        "section": Said(
            label=gettext_lazy("Neuer Abschnitt"),
            help=gettext_lazy("Freiwillig. Mit dieser Frage beginnt ein Abschnitt, der so heißt."),
            most=100,
        ),
        "intro": Said(
            label=gettext_lazy("Einleitung des Abschnitts"),
            help=gettext_lazy("Freiwillig. Ein paar Sätze vor der ersten Frage des Abschnitts."),
            most=2_000,
            long=True,
        ),
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

    abstains = forms.BooleanField(
        label=gettext_lazy("„Keine Angabe“ anbieten"),
        required=False,
        help_text=gettext_lazy("Wer das ankreuzt, hat geantwortet. Im Ergebnis steht es für sich."),
    )
    negated = forms.ChoiceField(
        label=gettext_lazy("Diese Frage stellen"),
        required=False,
        choices=[
            ("", gettext_lazy("nur, wenn eine der angekreuzten Antworten gewählt wurde")),
            ("1", gettext_lazy("nur, wenn keine der angekreuzten Antworten gewählt wurde")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        rows: Sequence[Row],
        kept: Question | None = None,
        earlier: Sequence[Question] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["condition"] = _condition_field(earlier)
        self.typed_rows = list(rows)
        self.kept_keys = [option.key for option in kept.options] if kept else []
        self.rows_error = ""

    def clean(self) -> dict[str, Any]:
        """Check the answers to choose from where the kind has any."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_limits(cleaned.get("kind", ""))
        if len({value.partition(":")[0] for value in cleaned.get("condition", ())}) > 1:
            self.add_error("condition", _("Bitte kreuzen Sie nur Antworten auf eine einzige Frage an."))
        if cleaned.get("kind") in rules.OPTIONED:
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
        return [self.group("text"), self.group("hint"), self.group("help")]

    @property
    def parts(self) -> list[Group]:
        """What begins a section."""
        return [self.group("section"), self.group("intro")]

    @property
    def begins_section(self) -> bool:
        """Whether something is written about a section, or wrong there."""
        return any(field.value() or field.errors for group in self.parts for field in group.fields)

    @property
    def is_conditional(self) -> bool:
        """Whether answers are ticked that the question hangs on, or something is wrong there."""
        return bool(self["condition"].value() or self["condition"].errors)

    @property
    def unit(self) -> Group:
        """What a number counts."""
        return self.group("unit")

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
            help=self.texts_of("help"),
            section=self.texts_of("section"),
            intro=self.texts_of("intro"),
            limits=self.limits_written(),
            abstains=self.cleaned_data["abstains"],
            condition=conditions.chosen(self.cleaned_data["condition"], negated=bool(self.cleaned_data["negated"])),
        )


def _condition_field(earlier: Sequence[Question]) -> forms.MultipleChoiceField:
    gone = gettext_lazy("Diese Antwort gibt es nicht mehr. Bitte wählen Sie noch einmal.")
    return forms.MultipleChoiceField(
        label=gettext_lazy("Antworten auf eine frühere Frage"),
        required=False,
        choices=conditions.choices(earlier),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gone},
    )


def initial(question: Question) -> dict[str, Any]:
    """Return the values the form of a question begins with."""
    return {
        **initial_texts(text=question.text, hint=question.hint, low=question.low, high=question.high),
        **initial_texts(help=question.help, section=question.section, intro=question.intro, unit=question.limits.unit),
        **initial_limits(question.kind, question.limits),
        "abstains": question.abstains,
        "condition": conditions.values(question.condition),
        "negated": "1" if question.condition and question.condition.negated else "",
        "kind": question.kind.value,
        "required": question.required,
    }
