"""The form with which staff say what a datastream is: provider, licence, who may read it. It checks, it never saves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.doors.desk import measured_words as said
from smilecity.doors.desk.fields import WrittenField
from smilecity.sense.things.actions.describing import CONTACT_MOST, LICENCE_MOST, NAME_MOST, TEXT_MOST, Description
from smilecity.sense.things.queries import DatastreamRow
from smilecity.sense.things.rules.words import Access, SecondValue

OTHER = "other"
_LICENCES = [*said.LICENCES.items(), (OTHER, gettext_lazy("eine andere"))]


class LicensedForm(forms.Form):
    """Who provides values, under which licence, and who may read them."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Anbieter"),
        required=False,
        help_text=gettext_lazy("Wer die Werte liefert. Die Schlüssel des Anbieters dürfen sie senden und ändern."),
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Lizenz"),
        required=False,
        choices=[("", gettext_lazy("noch keine")), *_LICENCES],
        help_text=gettext_lazy("Was andere mit den Werten tun dürfen. Öffentliche Werte brauchen eine."),
    )
    licence_other = WrittenField(
        label=gettext_lazy("Andere Lizenz"),
        most=LICENCE_MOST,
        required=False,
        help_text=gettext_lazy("Nur bei „eine andere“: ihr Name oder ihre Adresse im Netz."),
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Wer darf die Werte lesen?"),
        choices=[(access.value, label) for access, label in said.ACCESS_CHOICES.items()],
        widget=forms.RadioSelect,
        initial=Access.PUBLIC.value,
    )
    shared_with = forms.MultipleChoiceField(
        label=gettext_lazy("Geteilt mit"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, parties: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(key), name) for key, name in parties]
        self._choose("owner", [("", _("die Stadt selbst")), *named])
        self._choose("shared_with", named)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Say at its field what is missing."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("licence") == OTHER and not given.get("licence_other"):
            self.add_error("licence_other", _("Bitte schreiben Sie, welche Lizenz gilt."))
        if given.get("access") == Access.SHARED and not given.get("shared_with"):
            self._lacks_friends()
        if given.get("access") == Access.PUBLIC and not given.get("licence"):
            self.add_error("licence", _("Bitte wählen Sie eine Lizenz: Ohne sie darf niemand die Werte verwenden."))
        return given

    def _lacks_friends(self) -> None:
        field = self.fields["shared_with"]
        if isinstance(field, forms.ChoiceField) and field.choices:
            self.add_error("shared_with", _("Bitte kreuzen Sie an, mit wem die Messreihe geteilt wird."))
        else:
            self.add_error(
                "access", _("Es gibt noch keinen Partner, mit dem Sie teilen könnten. Tragen Sie ihn erst ein.")
            )

    def chosen_licence(self) -> str:
        """Return the licence, from the list or as written."""
        given = self.cleaned_data
        return str(given["licence_other"] if given["licence"] == OTHER else given["licence"])

    def chosen_owner(self) -> int | None:
        """Return the party that provides, None for the city itself."""
        given = self.cleaned_data["owner"]
        return int(given) if given else None

    def chosen_parties(self) -> frozenset[int]:
        """Return the parties it is shared with."""
        return frozenset(map(int, self.cleaned_data["shared_with"]))


class DatastreamForm(LicensedForm):
    """All that staff say of a datastream."""

    name = WrittenField(
        label=gettext_lazy("Name"),
        most=NAME_MOST,
        error_messages={"required": gettext_lazy("Bitte geben Sie der Messreihe einen Namen.")},
    )
    description = WrittenField(
        label=gettext_lazy("Beschreibung"),
        most=TEXT_MOST,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
        help_text=gettext_lazy("Was wird wie gemessen, in einem Satz für alle."),
    )
    legal_basis = WrittenField(
        label=gettext_lazy("Rechtsgrundlage"),
        most=TEXT_MOST,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 1}),
        help_text=gettext_lazy("Worauf sich die Erhebung stützt, zum Beispiel ein Gesetz oder ein Vertrag."),
    )
    contact = WrittenField(
        label=gettext_lazy("Kontakt"),
        most=CONTACT_MOST,
        required=False,
        help_text=gettext_lazy("Freiwillig. Ohne ihn gilt der Kontakt des Anbieters."),
    )
    second_value = forms.ChoiceField(
        label=gettext_lazy("Wenn zur selben Zeit ein zweiter Wert kommt"),
        choices=[(second.value, label) for second, label in said.SECOND_VALUES.items()],
        widget=forms.RadioSelect,
    )

    def described(self) -> Description:
        """Return what was said."""
        given = self.cleaned_data
        return Description(
            name=given["name"],
            description=given["description"],
            owner=self.chosen_owner(),
            licence=self.chosen_licence(),
            legal_basis=given["legal_basis"],
            contact=given["contact"],
            access=Access(given["access"]),
            shared_with=self.chosen_parties(),
            second_value=SecondValue(given["second_value"]),
        )


def initial(row: DatastreamRow) -> dict[str, Any]:
    """Return what the form of a datastream begins with."""
    known = not row.licence or row.licence in said.LICENCES
    return {
        "name": row.name,
        "description": row.description,
        "owner": str(row.owner or ""),
        "licence": row.licence if known else OTHER,
        "licence_other": "" if known else row.licence,
        "legal_basis": row.legal_basis,
        "contact": row.contact,
        "access": row.access.value,
        "shared_with": [str(party) for party in row.shared_with],
        "second_value": row.second_value.value,
    }
