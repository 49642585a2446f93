"""The form for a call: what it says, when it is open, when its contributions are read. It checks, it never saves."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.queries import CallRow
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import Group, Said, TextsForm, initial_texts, on_city_clock
from smilecity.doors.desk.survey_form import slug_of

MODERATIONS: dict[Moderation, Any] = {
    Moderation.BEFORE: gettext_lazy("Erst lesen, dann zeigen"),
    Moderation.AFTER: gettext_lazy("Sofort zeigen, danach lesen"),
}
_MORNING, _NIGHT = time(0, 0), time(23, 59)
_DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
_TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%H"]


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day, as people write it."""
    return forms.DateField(
        label=label,
        required=False,
        input_formats=_DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026.")},
    )


def time_field() -> forms.TimeField:
    """Return a field for a time of day."""
    return forms.TimeField(
        label=gettext_lazy("Uhrzeit"),
        required=False,
        input_formats=_TIME_FORMATS,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 18:00.")},
    )


class CallForm(TextsForm):
    """Title, description, use, kind, moderation, photos, beginning and end."""

    texts = {
        "title": Said(
            label=gettext_lazy("Titel"),
            help=gettext_lazy("Kurz und einladend. Zum Beispiel: Ideen für einen grüneren Hafen"),
            most=160,
            lacking=gettext_lazy("Bitte geben Sie dem Aufruf einen Titel."),
        ),
        "summary": Said(
            label=gettext_lazy("Kurze Beschreibung"),
            help=gettext_lazy("Ein oder zwei Sätze. Sie stehen auf der Startseite und am Anfang des Formulars."),
            most=600,
            long=True,
        ),
        "what_happens": Said(
            label=gettext_lazy("Was passiert mit den Beiträgen?"),
            help=gettext_lazy("Wer liest die Beiträge, und was wird danach entschieden?"),
            most=2000,
            long=True,
        ),
    }

    kind = forms.ChoiceField(
        label=gettext_lazy("Wonach fragen Sie?"),
        choices=[(kind.value, label) for kind, label in said.CALL_KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, wonach Sie fragen.")},
    )
    moderation = forms.ChoiceField(
        label=gettext_lazy("Moderation"),
        choices=[(when.value, label) for when, label in MODERATIONS.items()],
        widget=forms.RadioSelect,
        initial=Moderation.BEFORE.value,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, wann die Moderation liest.")},
    )
    photos = forms.BooleanField(label=gettext_lazy("Fotos sind erlaubt"), required=False, initial=True)
    opens_on = day_field(gettext_lazy("Erster Tag"))
    opens_time = time_field()
    ends_on = day_field(gettext_lazy("Letzter Tag"))
    ends_time = time_field()

    def __init__(self, *args: Any, known: CallRow | None = None, **kwargs: Any) -> None:
        if known is not None:
            kwargs["initial"] = _initial(known)
        super().__init__(*args, **kwargs)
        if known is not None:
            # What people were asked for stays what they were asked for.
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        """Join days and times. Adds an error at the field that has to be changed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["opens_at"] = self._instant("opens", _MORNING)
        cleaned["closes_at"] = self._instant("ends", _NIGHT)
        begins, ends = cleaned["opens_at"], cleaned["closes_at"]
        if ends and not begins and not self.errors:
            self.add_error("opens_on", _("Bitte geben Sie auch den ersten Tag an."))
        elif ends and begins and ends <= begins:
            self.add_error("ends_on", _("Das Ende muss nach dem Anfang liegen."))
        return cleaned

    def _instant(self, name: str, otherwise: time) -> datetime | None:
        day: date | None = self.cleaned_data.get(f"{name}_on")
        clock: time | None = self.cleaned_data.get(f"{name}_time")
        if day is None:
            if clock is not None and f"{name}_on" not in self.errors:
                self.add_error(f"{name}_on", _("Bitte geben Sie auch den Tag an."))
            return None
        try:
            return on_city_clock(day, clock or otherwise)
        except ValidationError as error:
            self.add_error(f"{name}_on", error)
            return None

    @property
    def groups(self) -> list[Group]:
        """The texts, each with its languages side by side."""
        return [self.group(name) for name in self.texts]

    @property
    def slug(self) -> str:
        """The address, formed from the German title."""
        return slug_of(self.cleaned_data.get("title_de", ""))

    @property
    def kind_chosen(self) -> Kind:
        """What is asked for."""
        return Kind(self.cleaned_data["kind"])

    def fields_written(self) -> CallFields:
        """Return what was written, for the action."""
        return CallFields(
            title=self.texts_of("title"),
            summary=self.texts_of("summary"),
            what_happens=self.texts_of("what_happens"),
            moderation=Moderation(self.cleaned_data["moderation"]),
            photos=self.cleaned_data["photos"],
            opens_at=self.cleaned_data["opens_at"],
            closes_at=self.cleaned_data["closes_at"],
        )


def _initial(known: CallRow) -> dict[str, Any]:
    begins, ends = (at.astimezone(words.city_zone()) if at else None for at in (known.opens_at, known.closes_at))
    return {
        **initial_texts(title=known.title, summary=known.summary, what_happens=known.what_happens),
        "moderation": known.moderation.value,
        "photos": known.photos,
        "opens_on": begins.date() if begins else None,
        "opens_time": begins.time() if begins else None,
        "ends_on": ends.date() if ends else None,
        "ends_time": ends.time() if ends else None,
    }
