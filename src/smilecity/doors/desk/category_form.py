"""The forms for a category of reports and for what it asks. They check and return fields for an action; never save."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.reports import rules
from smilecity.collect.reports.actions import CategoryFields
from smilecity.collect.reports.actions.organising import ICON_MOST, TEXT_MOST, TITLE_MOST, WORD_MOST
from smilecity.collect.reports.queries import Attribute, AttributeKind, CategoryRow, Option
from smilecity.doors.desk.fields import Group, Said, TextsForm, WrittenField, initial_texts
from smilecity.ground.text import LANGUAGES, german_key

# The signs that pages have for tiles.
ICONS = {
    "": gettext_lazy("keins (oder wie die Rubrik darüber)"),
    "trash": gettext_lazy("Mülltonne"),
    "road": gettext_lazy("Straße"),
    "lamp": gettext_lazy("Laterne"),
    "sign": gettext_lazy("Schild"),
    "tree": gettext_lazy("Baum"),
    "play": gettext_lazy("Spielplatz"),
    "water": gettext_lazy("Wasser"),
    "anchor": gettext_lazy("Anker"),
    "bike": gettext_lazy("Fahrrad"),
    "car": gettext_lazy("Auto"),
    "building": gettext_lazy("Gebäude"),
    "spray": gettext_lazy("Spraydose"),
    "dots": gettext_lazy("drei Punkte"),
}
ATTRIBUTE_KINDS = {
    AttributeKind.STRING: gettext_lazy("eine Zeile"),
    AttributeKind.TEXT: gettext_lazy("mehrere Zeilen"),
    AttributeKind.NUMBER: gettext_lazy("Zahl"),
    AttributeKind.DATETIME: gettext_lazy("Datum und Uhrzeit"),
    AttributeKind.ONE: gettext_lazy("eine Antwort wählen"),
    AttributeKind.SEVERAL: gettext_lazy("mehrere Antworten wählen"),
}
BLANK = 2
_SAME = ("answer_days", "radius_metres", "icon", "position", "handled", "text_required", "active")
_PARTS = (*LANGUAGES, "kind", "required", "options")


class CategoryForm(TextsForm):
    """What is said of a category. A new one has a code, which never changes."""

    texts = {
        "title": Said(
            label=gettext_lazy("Titel"),
            help=gettext_lazy("Wie Menschen es nennen. So heißt auch die Meldung."),
            most=TITLE_MOST,
            lacking=gettext_lazy("Bitte geben Sie der Rubrik einen Titel auf Deutsch."),
        ),
        "hint": Said(label=gettext_lazy("Hinweis bei der Auswahl"), most=TEXT_MOST),
        "urgent": Said(
            label=gettext_lazy("Bei Gefahr"),
            help=gettext_lazy("Steht groß über dem Formular, zum Beispiel: Rufen Sie 112 an."),
            most=TEXT_MOST,
        ),
        "instead": Said(
            label=gettext_lazy("Wer sich stattdessen kümmert"),
            help=gettext_lazy("Nur, wenn die Stadt sich nicht kümmert."),
            most=TEXT_MOST,
            long=True,
        ),
    }
    code = WrittenField(
        label=gettext_lazy("Kürzel"),
        most=rules.CODE_MOST,
        help_text=gettext_lazy("Kleine Buchstaben, Ziffern, Bindestriche. Steht in Adressen und bleibt für immer."),
    )
    parent = forms.ChoiceField(label=gettext_lazy("Gehört zu"), required=False)
    office = forms.ChoiceField(label=gettext_lazy("Zuständige Stelle"), required=False)
    answer_days = forms.IntegerField(
        label=gettext_lazy("Arbeitstage bis zur Antwort"),
        required=False,
        help_text=gettext_lazy("Leer: so viele, wie die Stelle selbst zusagt."),
    )
    radius_metres = forms.IntegerField(
        label=gettext_lazy("Umkreis für „Schon gemeldet?“ in Metern"),
        required=False,
        help_text=gettext_lazy("5 bis 500. Leer: wie die Rubrik darüber."),
    )
    keywords = WrittenField(
        label=gettext_lazy("Andere Wörter dafür"),
        most=1000,
        required=False,
        help_text=gettext_lazy("Mit Komma getrennt. Zum Beispiel: Sofa, Matratze"),
    )
    icon = forms.ChoiceField(label=gettext_lazy("Zeichen"), required=False, choices=list(ICONS.items()))
    position = forms.IntegerField(label=gettext_lazy("Reihenfolge"), min_value=0, max_value=9999)
    handled = forms.BooleanField(label=gettext_lazy("Die Stadt kümmert sich darum"), required=False)
    text_required = forms.BooleanField(label=gettext_lazy("Eine Beschreibung muss sein"), required=False)
    active = forms.BooleanField(label=gettext_lazy("Kann ausgewählt werden"), required=False)

    def __init__(
        self, *args: Any, row: CategoryRow | None, parents: Sequence[CategoryRow], offices: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, initial=_initial(row) if row else {"handled": True, "active": True}, **kwargs)
        self.known = row
        if row:
            del self.fields["code"]
        above = [(up.code, up.title["de"] if up.active else _retired(up)) for up in parents]
        choices = {
            "parent": [("", _("– steht selbst auf der ersten Seite –")), *above],
            "office": [("", _("– wie die Rubrik darüber –")), *offices],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    @property
    def groups(self) -> list[Group]:
        """The texts, each with its languages side by side."""
        return [self.group(name) for name in self.texts]

    def category(self) -> CategoryFields:
        """Return what was written, for the action; what it asks stays."""
        cleaned = self.cleaned_data
        same: dict[str, Any] = {name: cleaned[name] for name in _SAME}
        texts: dict[str, Any] = {name: self.texts_of(name) for name in self.texts}
        return CategoryFields(
            **texts,
            **same,
            keywords=[word.strip()[:WORD_MOST] for word in cleaned["keywords"].split(",")],
            attributes=self.known.attributes if self.known else (),
            office=int(cleaned["office"]) if cleaned["office"] else None,
        )


def _retired(row: CategoryRow) -> str:
    return f"{row.title['de']} ({_('kann nicht mehr ausgewählt werden')})"


def _initial(row: CategoryRow) -> dict[str, Any]:
    texts = initial_texts(title=row.title, hint=row.hint, urgent=row.urgent, instead=row.instead)
    return texts | {
        "parent": row.parent,
        "office": str(row.office or ""),
        "answer_days": row.answer_days,
        "radius_metres": row.own_radius,
        "keywords": ", ".join(row.keywords),
        "icon": row.own_icon[:ICON_MOST],
        "position": row.position,
        "handled": row.handled,
        "text_required": row.text_required,
        "active": row.own_active,
    }


# --- what it asks ---------------------------------------------------------------------------------------------------


def question_rows(asked: Sequence[Attribute]) -> list[dict[str, Any]]:
    """Return what the form of the questions shows: those there are, and some blank ones."""
    rows = [_shown(each) for each in asked]
    blank = {"code": "", "kind": AttributeKind.STRING.value, "required": False, "options": "", "texts": _texts({})}
    return [*rows, *(blank for _ in range(BLANK))]


def _texts(texts: Any) -> list[tuple[str, str]]:
    return [(language, texts.get(language, "")) for language in LANGUAGES]


def _shown(each: Attribute) -> dict[str, Any]:
    lines = (" | ".join(one.label.get(language, "") for language in LANGUAGES).strip(" |") for one in each.options)
    return {
        "code": each.code,
        "kind": each.kind.value,
        "required": each.required,
        "options": "\n".join(lines),
        "texts": _texts(each.label),
    }


def questions_of(given: QueryDict, known: Sequence[Attribute]) -> list[Attribute]:
    """Return the questions that a form said; a row without a German text is left out. Codes that were there stay."""
    codes, before = given.getlist("code")[: rules.ATTRIBUTES_MOST + BLANK], {each.code: each for each in known}
    found: list[Attribute] = []
    for number, code in enumerate(codes):
        said = {part: given.get(f"{part}_{number}", "").strip() for part in _PARTS}
        if not said["de"]:
            continue
        kept = before.get(code)
        kind = AttributeKind(said["kind"]) if said["kind"] in set(AttributeKind) else AttributeKind.STRING
        found.append(
            Attribute(
                code=code if kept else _fresh(said["de"], {*before, *(each.code for each in found)}),
                kind=kind,
                label={language: said[language] for language in LANGUAGES if said[language]},
                required=bool(said["required"]),
                options=_options(said["options"], kept.options if kept else ()) if kind in rules.asking.CHOICES else (),
                hint=kept.hint if kept else {},
            )
        )
    return found


def _options(lines: str, known: Sequence[Option]) -> tuple[Option, ...]:
    """Return the answers, one a line: German | English | Leichte Sprache. What reads as before keeps its key."""
    before = {one.label.get("de", ""): one.key for one in known}
    found: list[Option] = []
    for line in lines.splitlines()[: rules.OPTIONS_MOST + 1]:
        parts = [part.strip() for part in line.split("|")]
        if parts[0]:
            taken = {one.key for one in found} | set(before.values())
            label = {language: text for language, text in zip(LANGUAGES, parts, strict=False) if text}
            found.append(Option(before.get(parts[0]) or _fresh(parts[0], taken), label))
    return tuple(found)


def _fresh(text: str, taken: Iterable[str]) -> str:
    """Return a short word for programs, made of a text, that nothing has yet."""
    word = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in german_key(text)).split())[:30].strip(
        "-"
    )
    there = set(taken)
    names = (name for number in range(1, 1000) if (name := f"{word or 'frage'}{number if number > 1 else ''}"))
    return next(name for name in names if name not in there)
