"""The form for what residents are told of an office. It checks and returns details for an action; it never saves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from smilecity.city.office_details import LINE_MOST, TEXT_MOST, WORD_MOST, WORDS_MOST, Details, words_of
from smilecity.doors.desk.fields import Group, Said, TextsForm, WrittenField, initial_texts
from smilecity.ground.text import LANGUAGES


class OfficeForm(TextsForm):
    """Everyday words, contacts, opening hours, accessibility, districts."""

    texts = {
        "responsibilities": Said(
            label=gettext_lazy("Wofür die Stelle da ist"),
            help=gettext_lazy("Ein oder zwei Sätze ohne Fachwörter."),
            most=TEXT_MOST,
            long=True,
        ),
        "everyday": Said(
            label=gettext_lazy("Wörter aus dem Alltag"),
            help=gettext_lazy(
                "Wie Menschen es nennen: Schlagloch, Mülltonne voll. Eins je Zeile. Die Suche findet die Stelle damit."
            ),
            most=WORDS_MOST * WORD_MOST,
            long=True,
        ),
        "opening": Said(
            label=gettext_lazy("Öffnungszeiten"),
            help=gettext_lazy("Zum Beispiel: Dienstag 9 bis 12 und 13 bis 18 Uhr. Eine Zeile je Tag."),
            most=TEXT_MOST,
            long=True,
        ),
        "accessibility": Said(
            label=gettext_lazy("Barrierefreiheit vor Ort"),
            help=gettext_lazy("Eingang ohne Stufen, Aufzug, Toilette, Parkplatz, Gebärdensprache."),
            most=TEXT_MOST,
            long=True,
        ),
    }

    phone = WrittenField(
        label=gettext_lazy("Telefon"), most=200, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = WrittenField(
        label=gettext_lazy("E-Mail-Adresse"),
        most=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    address = WrittenField(label=gettext_lazy("Anschrift"), most=LINE_MOST, required=False)
    serves = forms.MultipleChoiceField(
        label=gettext_lazy("Nur für diese Ortsteile"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ohne Auswahl gilt die Stelle für die ganze Stadt."),
        error_messages={"invalid_choice": gettext_lazy("Diesen Ortsteil gibt es nicht mehr. Bitte wählen Sie anders.")},
    )

    def __init__(self, *args: Any, districts: Sequence[tuple[str, str]], known: Details, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(known), **kwargs)
        field = self.fields["serves"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(districts)

    @property
    def groups(self) -> list[Group]:
        """The texts, each with its languages side by side."""
        return [self.group(name) for name in self.texts]

    def details(self) -> Details:
        """Return what was written, for the action."""
        cleaned = self.cleaned_data
        everyday = self.texts_of("everyday")
        return Details(
            responsibilities=self.texts_of("responsibilities"),
            everyday={language: words_of(everyday[language]) for language in LANGUAGES},
            email=cleaned["email"],
            phone=cleaned["phone"],
            address=cleaned["address"],
            opening=self.texts_of("opening"),
            accessibility=self.texts_of("accessibility"),
            serves=cleaned["serves"],
        )


def _initial(known: Details) -> dict[str, Any]:
    everyday = {language: "\n".join(words) for language, words in known.everyday.items()}
    texts = initial_texts(
        responsibilities=known.responsibilities,
        everyday=everyday,
        opening=known.opening,
        accessibility=known.accessibility,
    )
    return texts | {
        "phone": known.phone,
        "email": known.email,
        "address": known.address,
        "serves": list(known.serves),
    }
