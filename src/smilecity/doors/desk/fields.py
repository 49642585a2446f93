"""Building blocks of the desk's forms: texts in three languages side by side, and a deadline on the city's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.collect.surveys import rules
from smilecity.doors.desk import words
from smilecity.ground.text import FALLBACK, LANGUAGES, Texts

Words = str | Promise
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text to be written in every language. `lacking`: the sentence shown where the German one is missing."""

    label: Words
    help: Words = ""
    most: int
    long: bool = False
    lacking: Words = ""


@dataclass(frozen=True)
class Group:
    """The fields of one text, as a template shows them."""

    name: str
    label: Words
    help: Words
    fields: list[BoundField]


class WrittenField(forms.CharField):
    """Text as the rules keep it: no control characters, no surrounding space, and not too long.

    Too much text is an error and not cut off: what was typed or pasted stays to be shortened by a human.
    """

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        """Return the cleaned text. Raises ValidationError when it is too long."""
        text = rules.clean_text(str(value or ""))
        if len(text) > self.most:
            raise ValidationError(too_long(text, self.most))
        return text


def too_long(text: str, most: int) -> str:
    """Return the sentence for a text that has to be shortened."""
    return _("Bitte kürzen Sie auf höchstens {most} Zeichen. Jetzt sind es {length}.").format(
        most=words.number(most), length=words.number(len(text))
    )


class TextsForm(forms.Form):
    """A form with texts in several languages: `texts` names them, German comes first."""

    texts: ClassVar[Mapping[str, Said]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, said in self.texts.items():
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = _written(said, language)

    def texts_of(self, name: str) -> dict[str, str]:
        """Return what was written, by language."""
        return {language: self.cleaned_data.get(f"{name}_{language}", "") for language in LANGUAGES}

    def group(self, name: str) -> Group:
        """Return the fields of one text."""
        said = self.texts[name]
        return Group(name, said.label, said.help, [self[f"{name}_{language}"] for language in LANGUAGES])


def _written(said: Said, language: str) -> WrittenField:
    attrs = {"lang": "en" if language == "en" else "de"}
    required = bool(said.lacking) and language == FALLBACK
    return WrittenField(
        label=words.LANGUAGES[language],
        most=said.most,
        required=required,
        widget=AdminAutoHeightTextInput(attrs=attrs) if said.long else forms.TextInput(attrs=attrs),
        error_messages={"required": said.lacking} if required else {},
    )


def initial_texts(**texts: Texts) -> dict[str, str]:
    """Return the values a form of texts begins with."""
    return {f"{name}_{language}": value for name, by in texts.items() for language, value in by.items()}


class DeadlineForm(forms.Form):
    """Day and time on the city's clock. `closes_at` in the cleaned data is the instant, None where nothing is given."""

    needs_deadline: ClassVar[bool] = False

    ends_on = forms.DateField(
        label=gettext_lazy("Letzter Tag"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026.")},
    )
    ends_at = forms.TimeField(
        label=gettext_lazy("Uhrzeit"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=gettext_lazy("Ohne Uhrzeit endet die Umfrage um 23:59 Uhr."),
        error_messages={"invalid": gettext_lazy("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 18:00.")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self) -> dict[str, Any]:
        """Join day and time. Adds an error at the field that has to be changed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["closes_at"] = None
        if self.errors.keys() & {"ends_on", "ends_at"}:
            return cleaned
        try:
            cleaned["closes_at"] = self._deadline(cleaned.get("ends_on"), cleaned.get("ends_at"))
        except ValidationError as error:
            self.add_error("ends_on", error)
        return cleaned

    def _deadline(self, day: date | None, clock: time | None) -> datetime | None:
        if day is None:
            if clock is not None or self.needs_deadline:
                raise ValidationError(_("Bitte geben Sie den letzten Tag ein."))
            return None
        deadline = on_city_clock(day, clock or _END_OF_DAY)
        if deadline <= self.at:
            raise ValidationError(_(rules.PAST_DEADLINE))
        return deadline


def on_city_clock(day: date, clock: time) -> datetime:
    """Return the instant when the city's clock shows this. Raises ValidationError in the hour that is skipped."""
    local = datetime.combine(day, clock, tzinfo=words.city_zone())
    try:
        instant = local.astimezone(UTC)
    except OverflowError:
        raise ValidationError(_("Bitte geben Sie einen Tag in diesem Jahrhundert ein.")) from None
    if instant.astimezone(words.city_zone()).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("Diese Uhrzeit gibt es an diesem Tag nicht: Die Uhr wird auf Sommerzeit gestellt."))
    return instant


def initial_deadline(closes_at: datetime | None) -> dict[str, date | time]:
    """Return the values a deadline's fields begin with."""
    if closes_at is None:
        return {}
    local = closes_at.astimezone(words.city_zone())
    return {"ends_on": local.date(), "ends_at": local.time()}
