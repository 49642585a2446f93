"""The part of a question's form that says what an answer has to keep to. It checks and returns limits; never saves."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Kind, Limits
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import TextsForm
from smilecity.ground.refusals import Refused

_DAY_WRONG = gettext_lazy("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026.")


class NumberField(forms.CharField):
    """A number as people write it, with a decimal comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Decimal | None:
        """Return the number; None: nothing is given. Raises ValidationError."""
        text = rules.clean_text(str(value or ""))
        try:
            return Decimal(rules.parse_number(text, Limits(places=rules.PLACES_MOST))) if text else None
        except Refused as refusal:
            raise ValidationError(words.said(refusal)) from None


def _day(**words_of: Any) -> forms.DateField:
    return forms.DateField(
        **words_of,
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _DAY_WRONG},
    )


def _whole(most: int, **words_of: Any) -> forms.IntegerField:
    wrong = gettext_lazy("Bitte geben Sie eine ganze Zahl von 1 bis {most} ein.")
    texts = {name: wrong.format(most=most) for name in ("invalid", "min_value", "max_value")}
    return forms.IntegerField(**words_of, required=False, min_value=1, max_value=most, error_messages=texts)


class LimitsForm(TextsForm):
    """Limits by kind: each kind has fields of its own, and only those of the chosen kind are read."""

    number_least = NumberField(label=gettext_lazy("Kleinster Wert"))
    number_most = NumberField(label=gettext_lazy("Größter Wert"))
    number_places = forms.ChoiceField(
        label=gettext_lazy("Stellen nach dem Komma"),
        required=False,
        choices=[("0", gettext_lazy("keine: nur ganze Zahlen")), (1, "1"), (2, "2")],
    )
    date_first = _day(label=gettext_lazy("Frühester Tag"))
    date_last = _day(label=gettext_lazy("Spätester Tag"))
    date_by = forms.ChoiceField(
        label=gettext_lazy("Im Ergebnis zählen wir"),
        required=False,
        choices=[("month", gettext_lazy("nach Monaten")), ("year", gettext_lazy("nach Jahren"))],
    )
    place_places = forms.ChoiceField(
        label=gettext_lazy("So genau speichern wir den Ort"),
        required=False,
        choices=[
            (rules.HUNDRED_METRES, gettext_lazy("auf etwa 100 Meter genau")),
            (rules.DISTRICT_ONLY, gettext_lazy("nur den Ortsteil")),
            (rules.EXACT, gettext_lazy("den genauen Punkt")),
        ],
        help_text=gettext_lazy(
            "Viele zeigen auf ihre eigene Wohnung. Den genauen Punkt nur, wenn Sie ihn wirklich brauchen. "
            "Veröffentlicht werden immer nur Zahlen je Ortsteil."
        ),
    )
    several_least = _whole(rules.OPTIONS_MOST, label=gettext_lazy("Mindestens so viele Antworten"))
    several_most = _whole(rules.OPTIONS_MOST, label=gettext_lazy("Höchstens so viele Antworten"))
    ranking_most = _whole(
        rules.OPTIONS_MOST,
        label=gettext_lazy("So viele Plätze werden vergeben"),
        help_text=gettext_lazy("Leer: Alle Antworten bekommen einen Platz."),
    )
    short_most = _whole(rules.SHORT_MOST, label=gettext_lazy("Höchstens so viele Zeichen"))
    long_most = _whole(rules.LONG_MOST, label=gettext_lazy("Höchstens so viele Zeichen"))

    def limits_written(self) -> Limits:
        """Return the limits of the chosen kind."""
        kind, said = Kind(self.cleaned_data["kind"]), self.cleaned_data.get
        least, most = said(f"{kind}_least"), said(f"{kind}_most")
        return Limits(
            least=None if least is None else Decimal(least),
            most=None if most is None else Decimal(most),
            places=int(said(f"{kind}_places") or 0),
            unit=self.texts_of("unit"),
            first=said("date_first"),
            last=said("date_last"),
            by_year=said("date_by") == "year",
        )

    def check_limits(self, kind: str) -> None:
        """Add an error where nobody could keep to the limits."""
        said = self.cleaned_data.get
        least, most = said(f"{kind}_least"), said(f"{kind}_most")
        if least is not None and most is not None and least > most:
            self.add_error(f"{kind}_most", _("Der größte Wert muss mindestens so groß sein wie der kleinste."))
        first, last = said("date_first"), said("date_last")
        if kind == Kind.DATE and first and last and first > last:
            self.add_error("date_last", _("Der späteste Tag muss nach dem frühesten liegen."))


def initial_limits(kind: Kind, limits: Limits) -> dict[str, Any]:
    """Return the values the fields begin with."""
    bounds = {"least": limits.least, "most": limits.most}
    return {
        **{f"{kind}_{name}": rules.german(value) for name, value in bounds.items() if value is not None},
        "number_places": limits.places if kind is Kind.NUMBER else 0,
        "place_places": limits.places if kind is Kind.PLACE else rules.HUNDRED_METRES,
        "date_first": limits.first,
        "date_last": limits.last,
        "date_by": "year" if limits.by_year else "month",
    }
