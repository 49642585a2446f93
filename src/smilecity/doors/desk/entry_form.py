"""The form with which staff write down what somebody said. It checks and returns content; it never saves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.city.queries import NamedPlace, ThemeRow
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.queries import CallRow
from smilecity.collect.contributions.rules import (
    ENTERED,
    NAME_MOST,
    PLACE_MOST,
    TEXT_MOST,
    THEMES_MOST,
    TITLE_MOST,
    Channel,
    Kind,
)
from smilecity.collect.places.rules import Feeling
from smilecity.collect.reports.queries import CategoryRow
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.visitor.places import label
from smilecity.ground.text import pick

# Where the form asks for the category of a kind.
_CATEGORY = {Kind.PLACE: "category", Kind.REPORT: "rubric"}


class EntryForm(forms.Form):
    """Which way it came, to which call, and what was said; the place is searched by the name of a street."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Wie kam der Beitrag?"),
        choices=[(channel.value, said.CHANNELS[channel]) for channel in Channel if channel in ENTERED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, auf welchem Weg der Beitrag kam.")},
    )
    call = forms.ChoiceField(
        label=gettext_lazy("Aufruf"),
        error_messages={"required": gettext_lazy("Bitte wählen Sie einen Aufruf.")},
    )
    title = WrittenField(
        label=gettext_lazy("Titel"),
        most=TITLE_MOST,
        required=False,
        help_text=gettext_lazy("Eine Meldung darf ohne Titel bleiben: Sie heißt dann wie ihre Rubrik."),
    )
    text = WrittenField(
        label=gettext_lazy("Was die Person sagt"),
        most=TEXT_MOST,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 5}),
        help_text=gettext_lazy("In ihren Worten. Namen, Telefonnummern und Adressen lassen Sie bitte weg."),
    )
    category = forms.ChoiceField(label=gettext_lazy("Was ist der Ort für die Person?"), required=False)
    rubric = forms.ChoiceField(label=gettext_lazy("Rubrik der Meldung"), required=False)
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Höchstens vier."),
    )
    place = WrittenField(
        label=gettext_lazy("Ort"),
        most=PLACE_MOST,
        required=False,
        help_text=gettext_lazy("Straße, Park oder Ortsteil. „Ort suchen“ findet ihn auf der Karte der Stadt."),
    )
    point = forms.ChoiceField(label=gettext_lazy("Gefundene Orte"), required=False, widget=forms.RadioSelect)
    # Filled by the script of the picker; without it the found places are.
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    author_name = WrittenField(
        label=gettext_lazy("Name, wie er öffentlich stehen soll"),
        most=NAME_MOST,
        required=False,
        help_text=gettext_lazy("Freiwillig. Fragen Sie, ob und wie die Person genannt werden möchte."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Sprache des Textes"), choices=[("de", words.LANGUAGES["de"]), ("en", words.LANGUAGES["en"])]
    )

    def __init__(
        self,
        *args: Any,
        calls: Sequence[CallRow],
        themes: Sequence[ThemeRow],
        found: Sequence[NamedPlace],
        rubrics: Sequence[CategoryRow] = (),
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.calls = {str(call.id): call for call in calls}
        named = {key: f"{said.CALL_KINDS[call.kind]}: {pick(call.title, 'de')}" for key, call in self.calls.items()}
        feelings = [(feeling.value, said.category(feeling)) for feeling in Feeling]
        choices = {
            "call": list(named.items()),
            "category": [("", _("– nur bei Orten –")), *feelings],
            "rubric": [("", _("– nur bei Meldungen –")), *rubric_choices(rubrics)],
            "themes": [(str(theme.id), theme.name) for theme in themes],
            "point": [("", _("keiner davon, nur die Wörter")), *(_point(place) for place in found)],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def clean(self) -> dict[str, Any]:
        """Ask for a title where the kind has none of its own."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        untitled = cleaned.get("call") and cleaned.get("title") == ""
        if untitled and self.chosen_call[1] is not Kind.REPORT:
            self.add_error("title", _("Bitte geben Sie einen Titel an."))
        return cleaned

    def clean_themes(self) -> list[int]:
        """Return the themes; there may be so many only."""
        chosen = self.cleaned_data["themes"]
        if len(chosen) > THEMES_MOST:
            raise forms.ValidationError(_("Bitte wählen Sie höchstens vier Themen."))
        return [int(theme) for theme in chosen]

    @property
    def chosen_call(self) -> tuple[UUID, Kind]:
        """The call, and what it asks for."""
        call = self.calls[self.cleaned_data["call"]]
        return call.id, call.kind

    def content(self) -> Content:
        """Return what was said, for the action."""
        cleaned = self.cleaned_data
        lon, lat = _degrees(cleaned["point"]) if cleaned["point"] else (cleaned["lon"], cleaned["lat"])
        return Content(
            title=cleaned["title"],
            text=cleaned["text"],
            theme_ids=cleaned["themes"],
            category=cleaned[_CATEGORY[self.chosen_call[1]]] if self.chosen_call[1] in _CATEGORY else "",
            lon=lon,
            lat=lat,
            place=cleaned["place"],
            author_name=cleaned["author_name"],
            language=cleaned["language"],
        )


def rubric_choices(rows: Sequence[CategoryRow]) -> list[tuple[str, str]]:
    """Return the categories that can be chosen, each with the one above it."""
    titles = {row.code: pick(row.title, "de") for row in rows}
    return [
        (row.code, f"{titles[row.parent]}: {titles[row.code]}" if row.parent in titles else titles[row.code])
        for row in rows
        if row.leaf and row.handled
    ]


def _point(place: NamedPlace) -> tuple[str, str]:
    name = label(place)
    return f"{place.lon:.6f},{place.lat:.6f}", name


def _degrees(raw: str) -> tuple[float | None, float | None]:
    lon, _comma, lat = raw.partition(",")
    return (float(lon), float(lat)) if lat else (None, None)
