"""The forms of a contribution at the desk: the public answer, handing over, a later day. They check, never save."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.collect.contributions.rules import COMMENT_MOST, Status
from smilecity.deliver.answers import rules
from smilecity.deliver.answers.actions.answering import TEXT_MOST
from smilecity.deliver.answers.actions.moving import NOTE_MOST
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk.fields import WrittenField

_STAYS = ""


class AnswerForm(forms.Form):
    """The public answer, and the status that follows from it; the choice offers only what may follow."""

    status = forms.ChoiceField(label=_("Neuer Stand"), required=False, widget=forms.RadioSelect)
    text = WrittenField(
        label=_("Öffentliche Antwort"),
        most=TEXT_MOST,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 6, "data-blocks-into": ""}),
        help_text=_("Alle lesen sie. Wer Nachrichten zu diesem Beitrag möchte, bekommt sie per E-Mail."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: Status, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        stays = (_STAYS, _("bleibt: {status}").format(status=said.STATUSES[now]))
        self.offered = [stays, *((new.value, said.STATUSES[new]) for new in Status if new in rules.NEXT[now])]
        field = self.fields["status"]
        if isinstance(field, forms.ChoiceField):
            field.choices = self.offered

    def clean(self) -> dict[str, Any]:
        """Ask for the words that the change needs, at the field where they are missing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            reason = rules.why_not(self.now, self.new_status, has_words=bool(cleaned.get("text")))
            if reason:
                self.add_error("text", _(reason))
        return cleaned

    @property
    def new_status(self) -> Status:
        """The status that was chosen."""
        return Status(self.cleaned_data.get("status") or self.now)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What can be chosen, each with what it means."""
        chosen = self["status"].value() or ""
        return [
            {
                "value": value,
                "label": label,
                "help": said.STATUS_HELP.get(Status(value), "") if value else "",
                "chosen": value == chosen,
            }
            for value, label in self.offered
        ]


class CommentForm(forms.Form):
    """What the office says in the talk below the contribution. `once`: the id of this page's comment."""

    comment = WrittenField(
        label=_("Ihr Kommentar"),
        most=COMMENT_MOST,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        help_text=_("Er steht sofort öffentlich da, im Namen der Stelle. Stand und Datum der Antwort bleiben."),
        error_messages={"required": _("Bitte schreiben Sie, was Sie dazu sagen möchten.")},
    )
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """Another office, and the note that only clerks read."""

    office = forms.TypedChoiceField(
        label=_("Neue zuständige Stelle"),
        coerce=int,
        error_messages={"required": _("Bitte wählen Sie eine Stelle.")},
    )
    text = WrittenField(
        label=_("Notiz für die andere Stelle"),
        most=NOTE_MOST,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        help_text=_("Nur Beschäftigte lesen sie. Öffentlich steht nur, wer jetzt zuständig ist."),
        error_messages={"required": _("Bitte schreiben Sie der anderen Stelle, warum Sie ihr den Beitrag geben.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Bitte wählen")), *((str(pk), name) for pk, name in offices.items())]


class ExtendForm(forms.Form):
    """A later day, with the public reason."""

    due_on = forms.DateField(
        label=_("Neues Datum der Antwort"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Ein Arbeitstag. Wählen Sie einen freien Tag, gilt der nächste Arbeitstag."),
        error_messages={
            "required": _("Bitte geben Sie das neue Datum ein."),
            "invalid": _("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026."),
        },
    )
    text = WrittenField(
        label=_("Öffentliche Begründung"),
        most=NOTE_MOST,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        help_text=_("Sie steht im Verlauf. Wer Nachrichten zu diesem Beitrag möchte, bekommt sie per E-Mail."),
        error_messages={"required": _("Bitte schreiben Sie öffentlich, warum die Antwort länger dauert.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
