"""The forms with which staff enter a thing, its place and what it measures. They check and return facts, never save."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.city.queries import NamedPlace
from smilecity.doors.desk.datastream_form import LicensedForm
from smilecity.doors.desk.fields import WrittenField
from smilecity.sense.things.actions.keeping import Place, Series
from smilecity.sense.things.rules.quantities import BY_KEY, QUANTITIES, Quantity, other
from smilecity.sense.things.rules.words import Access

_OTHER = "other"
_WRONG = ("invalid", "min_value", "max_value")
_NAME_MOST, _TEXT_MOST, _UNIT_MOST, _PLACE_MOST = 200, 2000, 40, 200
_NO_LATITUDE = gettext_lazy("Bitte geben Sie den Breitengrad als Zahl von −90 bis 90 ein, zum Beispiel 54,181.")
_NO_LONGITUDE = gettext_lazy("Bitte geben Sie den Längengrad als Zahl von −180 bis 180 ein, zum Beispiel 12,085.")
_LACKS_PLACE = gettext_lazy("Bitte suchen Sie den Ort, oder geben Sie beide Koordinaten ein.")


class NamedForm(forms.Form):
    """What a thing is called."""

    name = WrittenField(
        label=gettext_lazy("Name"),
        most=_NAME_MOST,
        help_text=gettext_lazy("So steht die Messstelle öffentlich. Zum Beispiel: Pegel Warnemünde"),
        error_messages={"required": gettext_lazy("Bitte geben Sie der Messstelle einen Namen.")},
    )
    description = WrittenField(
        label=gettext_lazy("Beschreibung"),
        most=_TEXT_MOST,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
    )


class PlacedForm(forms.Form):
    """Where a thing is: a street that is searched, or coordinates."""

    place = WrittenField(
        label=gettext_lazy("Ort"),
        most=_PLACE_MOST,
        required=False,
        help_text=gettext_lazy("Straße, Park oder Ortsteil. „Ort suchen“ findet ihn auf der Karte der Stadt."),
    )
    point = forms.ChoiceField(label=gettext_lazy("Gefundene Orte"), required=False, widget=forms.RadioSelect)
    latitude = forms.FloatField(
        label=gettext_lazy("Breitengrad"),
        required=False,
        min_value=-90,
        max_value=90,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("In Grad, zum Beispiel 54,181"),
        error_messages=dict.fromkeys(_WRONG, _NO_LATITUDE),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Längengrad"),
        required=False,
        min_value=-180,
        max_value=180,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("In Grad, zum Beispiel 12,085"),
        error_messages=dict.fromkeys(_WRONG, _NO_LONGITUDE),
    )

    def __init__(self, *args: Any, found: Sequence[NamedPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {f"{place.lon:.6f},{place.lat:.6f}": place for place in found}
        field = self.fields["point"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, _where(place)) for key, place in self.found.items()]

    def clean(self) -> dict[str, Any]:
        """Say where the place is missing."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        lacks = given.get("latitude") is None or given.get("longitude") is None
        if not given.get("point") and lacks and not self.errors.keys() & {"latitude", "longitude", "point"}:
            self.add_error("place", _LACKS_PLACE)
        return given

    def chosen_place(self) -> Place:
        """Return the place: the one that was found and chosen, otherwise the coordinates."""
        given = self.cleaned_data
        place = self.found.get(given["point"])
        if place is not None:
            return Place(words=_where(place), lon=place.lon, lat=place.lat)
        lon, lat = given["longitude"], given["latitude"]
        return Place(words=given["place"] or f"{lat:.5f}, {lon:.5f}", lon=lon, lat=lat)


def _where(place: NamedPlace) -> str:
    return f"{place.name}, {place.district_name}" if place.district_name else place.name


class MeasuringForm(LicensedForm):
    """What is measured, with its unit, by whom."""

    quantity = forms.ChoiceField(
        label=gettext_lazy("Was wird gemessen?"),
        error_messages={"required": gettext_lazy("Bitte wählen Sie, was gemessen wird.")},
    )
    other_name = WrittenField(
        label=gettext_lazy("Etwas anderes"),
        most=_NAME_MOST,
        required=False,
        help_text=gettext_lazy("Nur bei „etwas anderes“: was gemessen wird."),
    )
    other_unit = WrittenField(
        label=gettext_lazy("Einheit"),
        most=_UNIT_MOST,
        required=False,
        help_text=gettext_lazy("Nur bei „etwas anderes“, zum Beispiel kg. Leer für eine bloße Anzahl."),
    )
    sensor = WrittenField(
        label=gettext_lazy("Messgerät"),
        most=_NAME_MOST,
        required=False,
        help_text=gettext_lazy("Freiwillig: Typ oder Hersteller des Geräts."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(quantity.key, _with_unit(quantity)) for quantity in QUANTITIES]
        self._choose("quantity", [("", _("Bitte wählen")), *listed, (_OTHER, _("etwas anderes"))])

    def clean(self) -> dict[str, Any]:
        """Say where the name of something else is missing."""
        given = super().clean()
        if given.get("quantity") == _OTHER and not given.get("other_name"):
            self.add_error("other_name", _("Bitte schreiben Sie, was gemessen wird."))
        return given

    def measured(self) -> Series:
        """Return what is measured."""
        given = self.cleaned_data
        quantity = BY_KEY.get(given["quantity"]) or other(given["other_name"], given["other_unit"])
        return Series(
            name=quantity.name,
            quantity=quantity,
            sensor=given["sensor"],
            owner=self.chosen_owner(),
            licence=self.chosen_licence(),
            access=Access(given["access"]),
            shared_with=self.chosen_parties(),
        )


def _with_unit(quantity: Quantity) -> str:
    return f"{quantity.name} ({quantity.symbol})" if quantity.symbol else quantity.name


class ThingForm(NamedForm, PlacedForm, MeasuringForm):
    """A new thing on one page: its name, where it is, what it measures, who provides that."""

    field_order = ("name", "description", "place", "point", "latitude", "longitude", "quantity")
