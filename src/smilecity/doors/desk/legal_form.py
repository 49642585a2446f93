"""The forms on law and privacy: what the city says of itself, the notice of a process. They never save."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.doors.desk.fields import Said, TextsForm, WrittenField, initial_texts
from smilecity.people.privacy.rules import LABELS, OLDEST_LIMIT, TEXT_MOST, Notice, Point, Sort

_MOST = 2_000


def _field(label: Any, help_text: Any = "") -> WrittenField:
    return WrittenField(label=label, help_text=help_text, most=_MOST, required=False, widget=AdminAutoHeightTextInput())


class LegalForm(forms.Form):
    """What the legal pages say of the city. Nothing is required: what is missing stays on the list of tasks."""

    legal_form = _field(gettext_lazy("Rechtsform"), gettext_lazy("Zum Beispiel: Körperschaft des öffentlichen Rechts"))
    represented_by = _field(gettext_lazy("Vertreten durch"), gettext_lazy("Zum Beispiel: die Oberbürgermeisterin"))
    vat_id = _field(gettext_lazy("Umsatzsteuer-Identifikationsnummer"), gettext_lazy("Nur, wenn es eine gibt."))
    content_responsible = _field(gettext_lazy("Verantwortlich für die Inhalte"), gettext_lazy("Name und Anschrift."))
    municipal_supervision = _field(gettext_lazy("Rechtsaufsicht"))
    responsible = _field(gettext_lazy("Verantwortlich für den Datenschutz"), gettext_lazy("Mit Anschrift und E-Mail."))
    data_protection_officer = _field(gettext_lazy("Datenschutzbeauftragte"), gettext_lazy("Mit Anschrift und E-Mail."))
    supervisory_authority = _field(gettext_lazy("Aufsichtsbehörde für den Datenschutz"))
    accessibility_contact = _field(gettext_lazy("Wer bei Barrieren hilft"), gettext_lazy("Mit Telefon und E-Mail."))
    enforcement_body = _field(gettext_lazy("Durchsetzungsstelle"), gettext_lazy("Mit Anschrift."))
    accessibility_limits = _field(
        gettext_lazy("Was noch nicht barrierefrei ist"),
        gettext_lazy("Zusätzlich zu dem, was das Programm schon nennt. Jede Zeile wird ein Punkt."),
    )
    without_mail = _field(
        gettext_lazy("Wege ohne E-Mail"), gettext_lazy("Wo und wann man anrufen oder vorbeikommen kann.")
    )
    accessibility_stated_on = forms.DateField(
        label=gettext_lazy("Tag der Erklärung zur Barrierefreiheit"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026.")},
    )

    def written(self) -> dict[str, str]:
        """Return what was written, by field of the profile."""
        said = {name: self.cleaned_data[name] or "" for name in self.fields}
        stated: date | None = self.cleaned_data["accessibility_stated_on"]
        return said | {"accessibility_stated_on": stated.isoformat() if stated else ""}


class NoticeForm(TextsForm):
    """What is said before a process asks anything. Every text is optional: empty means as it comes with the program."""

    texts = {
        **{point.value: Said(label=gettext_lazy(LABELS[point]), most=TEXT_MOST, long=True) for point in Point},
        "consent": Said(
            label=gettext_lazy("Einwilligung, die angekreuzt werden muss"),
            help=gettext_lazy(
                "Leer heißt: Es wird nichts angekreuzt. Ändern Sie den Text, entsteht eine neue Fassung."
            ),
            most=TEXT_MOST,
            long=True,
        ),
    }
    minimum_age = forms.IntegerField(
        label=gettext_lazy("Mindestalter"),
        min_value=0,
        max_value=OLDEST_LIMIT,
        required=False,
        help_text=gettext_lazy("0 oder leer: Alle dürfen mitmachen, und nach dem Alter wird nicht gefragt."),
        error_messages={
            key: gettext_lazy("Bitte geben Sie ein Alter von 0 bis 18 an.")
            for key in ("invalid", "min_value", "max_value")
        },
    )

    def __init__(self, *args: Any, known: Notice, sort: Sort, **kwargs: Any) -> None:
        begins = initial_texts(**{point.value: texts for point, texts in known.points.items()}, consent=known.consent)
        super().__init__(*args, initial={**begins, "minimum_age": known.minimum_age}, **kwargs)
        self._asks(consent=sort in {Sort.SURVEY, Sort.CALL})

    def _asks(self, *, consent: bool) -> None:
        """Leave out what this sort of process does not ask: whoever subscribes agrees by confirming."""
        self.shown = [name for name in self.texts if consent or name != "consent"]
        for name in list(self.fields):
            if name.startswith("consent_") and not consent:
                del self.fields[name]

    @property
    def groups(self) -> list[Any]:
        """Return the texts in the order of the page."""
        return [self.group(name) for name in self.shown]

    def written(self) -> Notice:
        """Return the notice that was written."""
        points = {point: self.texts_of(point.value) for point in Point}
        return Notice(points, self.cleaned_data.get("minimum_age") or 0, self.texts_of("consent"))
