"""The form for what is written about a survey. It checks and returns fields for an action; it never saves."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions import SurveyFields
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Feature
from smilecity.doors.desk import erasing, words
from smilecity.doors.desk.fields import DeadlineForm, Group, Said, TextsForm, initial_deadline, initial_texts

SLUG_MOST = 80
# What of a survey's form a step of the way shows by itself; "ends" are day and time together, "keep" the term.
WHOLE = ("title", "summary", "what_happens", "ends", "features", "keep")
PARTS = {"thema": ("title", "summary"), "person": ("features",), "zeit": ("ends", "what_happens", "keep")}
_LATIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug_of(title: str) -> str:
    """Return the address for a title: "Gehwege für alle!" becomes "gehwege-fuer-alle"."""
    return slugify(title.lower().translate(_LATIN))[:SLUG_MOST].strip("-_")


def _terms() -> list[tuple[int, str]]:
    after = _("{months} nach dem Ende")
    return [(number, after.format(months=erasing.months(number))) for number in rules.KEEP_MONTHS]


class SurveyForm(DeadlineForm, TextsForm):
    """Title, address, description, use, deadline and the features asked for."""

    texts = {
        "title": Said(
            label=gettext_lazy("Titel"),
            help=gettext_lazy("Kurz und klar. Zum Beispiel: Wie gut kommen Sie zu Fuß voran?"),
            most=160,
            lacking=gettext_lazy("Bitte geben Sie einen Titel ein."),
        ),
        "summary": Said(
            label=gettext_lazy("Kurze Beschreibung"),
            help=gettext_lazy("Ein oder zwei Sätze. Sie stehen auf der Startseite und am Anfang der Umfrage."),
            most=600,
            long=True,
        ),
        "what_happens": Said(
            label=gettext_lazy("Was passiert damit?"),
            help=gettext_lazy("Wer liest die Antworten, und was wird danach entschieden?"),
            most=2000,
            long=True,
        ),
    }

    slug = forms.CharField(
        label=gettext_lazy("Adresse der Umfrage"),
        required=False,
        help_text=gettext_lazy("Lassen Sie das Feld leer, dann wird die Adresse aus dem deutschen Titel gebildet."),
        widget=forms.TextInput(attrs={"data-slug": "", "autocapitalize": "none", "spellcheck": "false"}),
    )
    features = forms.MultipleChoiceField(
        label=gettext_lazy("Angaben zur Person"),
        required=False,
        choices=[(feature.value, label) for feature, label in words.FEATURES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Immer freiwillig. Fragen Sie nur, was Sie für die Auswertung brauchen."),
        error_messages={"invalid_choice": gettext_lazy("Diese Angabe gibt es nicht. Bitte wählen Sie noch einmal.")},
    )

    keep_months = forms.ChoiceField(
        label=gettext_lazy("Einzelne Antworten aufheben"),
        required=False,
        choices=_terms,
        initial=rules.KEEP_AT_FIRST,
        help_text=gettext_lazy(
            "Danach löschen wir sie; die veröffentlichten Zahlen bleiben. Alle lesen das vor der ersten Frage. Nach "
            "dem Öffnen können Sie nur noch früher löschen, nie später."
        ),
        error_messages={"invalid_choice": gettext_lazy("Bitte wählen Sie eine der angebotenen Zeiten.")},
    )

    def __init__(self, *args: Any, at: datetime, known: SurveyRow | None = None, part: str = "", **kwargs: Any) -> None:
        """`part`: only this part of what is written is shown and changed (see PARTS); of another name: all of it."""
        if known is not None:
            kwargs["initial"] = initial(known)
        super().__init__(*args, at=at, **kwargs)
        self.known = known
        if known is not None:
            # An address that was told to others must go on leading here.
            del self.fields["slug"]
        self.names = PARTS.get(part, WHOLE) if known is not None else WHOLE
        for name in list(self.fields):
            if name.rpartition("_")[0] not in self.names and name not in {*self.names, "slug"}:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Form the address from the title where none is given."""
        cleaned = super().clean()
        if "slug" in self.fields and not self.errors.get("title_de"):
            cleaned["slug"] = slug_of(cleaned.get("slug") or cleaned.get("title_de", ""))
            if not cleaned["slug"]:
                self.add_error("slug", _("Bitte geben Sie eine Adresse ein, zum Beispiel: gehwege-2026"))
        return cleaned

    @property
    def groups(self) -> list[Group]:
        """The texts, each with its languages side by side."""
        return [self.group(name) for name in self.texts if name in self.names]

    def fields_written(self) -> SurveyFields:
        """Return what was written, for the action."""
        written: dict[str, Any] = {name: self.texts_of(name) for name in self.texts if name in self.names}
        if "features" in self.names:
            written["features"] = [Feature(feature) for feature in self.cleaned_data["features"]]
        if "ends" in self.names:
            written["closes_at"] = self.cleaned_data["closes_at"]
        if "keep" in self.names:
            written["keep_months"] = int(self.cleaned_data["keep_months"] or rules.KEEP_AT_FIRST)
        return SurveyFields(**self._kept() | written)

    def _kept(self) -> dict[str, Any]:
        """Return what stands there, for the parts that this form does not show."""
        names = ("title", "summary", "what_happens", "features", "closes_at")
        if self.known is None:
            return {}
        kept = {name: getattr(self.known, name) for name in names}
        return kept | {"keep_months": self.known.keep_months or rules.KEEP_AT_FIRST}


class ExtendForm(DeadlineForm):
    """The new end of an open survey."""

    needs_deadline = True


def initial(known: SurveyRow) -> dict[str, Any]:
    """Return the values the form of a survey begins with."""
    return {
        **initial_texts(title=known.title, summary=known.summary, what_happens=known.what_happens),
        **initial_deadline(known.closes_at),
        "features": [feature.value for feature in known.features],
        "keep_months": known.keep_months or rules.KEEP_AT_FIRST,
    }
