"""The forms for setting up a city: name and address, colours, roles of an account, files. They check, never save."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.city.problems import BadFile
from smilecity.city.rules import CityProfile
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import Group, Said, TextsForm, WrittenField, initial_texts

_FIELD = re.compile(r"Feld „(?P<name>\w+)“: (?P<said>.*)", re.DOTALL)
LANDS = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}


def _line(label: Any, help_text: Any = "", most: int = 200, **kwargs: Any) -> WrittenField:
    return WrittenField(label=label, help_text=help_text, most=most, required=kwargs.pop("required", False), **kwargs)


class ProfileForm(forms.Form):
    """A part of the profile; what is wrong is said at its field."""

    def refuse(self, bad: BadFile) -> None:
        """Say at each field what the profile's own check says of it."""
        for problem in bad.problems:
            found = _FIELD.fullmatch(problem.sentence)
            known = found is not None and found["name"] in self.fields
            self.add_error(found["name"] if found and known else None, found["said"] if found else problem.sentence)

    def written(self) -> dict[str, object]:
        """Return the fields as the profile's file would name them."""
        return {name: self.cleaned_data[name] for name in self.fields}


class FactsForm(ProfileForm, TextsForm):
    """What the city is called, where it lies, how it is reached."""

    texts = {
        "claim": Said(
            label=gettext_lazy("Leitsatz"), help=gettext_lazy("Freiwillig. Steht auf der Startseite."), most=200
        )
    }
    name = _line(
        gettext_lazy("Name der Stadt"),
        gettext_lazy("Kurz, wie alle ihn kennen. Zum Beispiel: Rostock"),
        100,
        required=True,
        error_messages={"required": gettext_lazy("Bitte geben Sie an, wie Ihre Stadt heißt.")},
    )
    official_name = _line(
        gettext_lazy("Amtlicher Name"), gettext_lazy("Zum Beispiel: Hanse- und Universitätsstadt Rostock")
    )
    land = forms.ChoiceField(
        label=gettext_lazy("Bundesland"),
        required=False,
        choices=[("", gettext_lazy("Bitte wählen")), *LANDS.items()],
        help_text=gettext_lazy("Danach richten sich die Feiertage in allen Fristen."),
    )
    ags = _line(
        gettext_lazy("Gemeindeschlüssel"),
        gettext_lazy("Freiwillig, 5 oder 8 Ziffern. Er hilft beim Einlesen der Bevölkerungszahlen."),
    )
    street = _line(gettext_lazy("Straße und Hausnummer"))
    postal_code = _line(gettext_lazy("Postleitzahl"))
    town = _line(gettext_lazy("Ort"))
    email = _line(gettext_lazy("E-Mail-Adresse"), gettext_lazy("An die sich alle wenden können."), 254)
    phone = _line(gettext_lazy("Telefon"))

    @property
    def claim(self) -> Group:
        """The claim in all languages."""
        return self.group("claim")

    @property
    def lines(self) -> list[Any]:
        """The fields in one language, in their order."""
        return [self[name] for name in FactsForm.base_fields]

    def written(self) -> dict[str, object]:
        """Return the fields as the profile's file would name them."""
        claim = {language: text for language, text in self.texts_of("claim").items() if text}
        return {name: self.cleaned_data[name] for name in FactsForm.base_fields} | {"claim": claim}


class ColoursForm(ProfileForm):
    """The city's colour on light and on dark ground."""

    accent = _line(
        gettext_lazy("Farbe auf hellem Grund"),
        gettext_lazy("Zum Beispiel #00566b. Zu blasse Farben lehnen wir mit einem Vorschlag ab."),
        7,
    )
    accent_dark = _line(
        gettext_lazy("Farbe auf dunklem Grund"), gettext_lazy("Leer lassen: Dann wird sie passend berechnet."), 7
    )

    def written(self) -> dict[str, object]:
        """Return the colours in small letters, as the profile keeps them."""
        return {name: self.cleaned_data[name].lower() for name in self.fields}


def facts_of(profile: CityProfile) -> dict[str, Any]:
    """Return what the form of the facts begins with."""
    return {name: getattr(profile, name) for name in FactsForm.base_fields} | initial_texts(claim=profile.claim)


class RolesForm(forms.Form):
    """Which roles an account has from now on."""

    email = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse des Kontos"),
        error_messages={
            "required": gettext_lazy("Bitte geben Sie die Adresse des Kontos ein."),
            "invalid": gettext_lazy("Bitte prüfen Sie die Adresse, zum Beispiel: name@stadt.de"),
        },
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Rollen"),
        required=False,
        choices=[(role.value, label) for role, label in words.ROLES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Genau diese gelten danach. Ohne Haken hat das Konto keine Rolle mehr."),
    )


class FileForm(forms.Form):
    """A file of the city, and what it needs to be understood."""

    datei = forms.FileField(
        label=gettext_lazy("Datei"),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie eine Datei aus."),
            "empty": gettext_lazy("Diese Datei ist leer."),
        },
    )
    eigenschaft = _line(
        gettext_lazy("Eigenschaft mit dem Namen"),
        gettext_lazy("Nur, wenn der Name in der Datei ungewöhnlich heißt."),
        60,
    )
    jahr = forms.IntegerField(
        label=gettext_lazy("Jahr"),
        required=False,
        min_value=1900,
        max_value=2200,
        help_text=gettext_lazy("Nur, wenn die Tabelle keine Spalte dafür hat."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Bitte geben Sie ein Jahr ein, zum Beispiel 2026.")
        ),
    )

    def __init__(self, *args: Any, named: bool, yearly: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not named:
            del self.fields["eigenschaft"]
        if not yearly:
            del self.fields["jahr"]

    def clean_datei(self) -> bytes:
        """Return the bytes of the file. Raises ValidationError where it is too large."""
        file = self.cleaned_data["datei"]
        if file.size > FILE_MOST:
            raise forms.ValidationError(_("Diese Datei ist zu groß. Bitte lassen Sie sie von der Technik einlesen."))
        return bytes(file.read())


FILE_MOST = 30_000_000
