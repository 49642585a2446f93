"""All texts of a survey side by side: German as it stands, and beside it fields for the other languages."""

from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.actions.translating import Written, edition_of
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.collect.surveys.rules.translating import TRANSLATED, Place, places
from smilecity.doors.desk import editions, presence, words
from smilecity.doors.desk.ending import done, tell, turned_away
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.option_rows import TEXT_MOST
from smilecity.doors.desk.question_form import QuestionForm
from smilecity.doors.desk.shell import page, sent, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.survey_form import SurveyForm
from smilecity.doors.desk.survey_path import after, path_of
from smilecity.ground import clock
from smilecity.ground.text import FALLBACK, has

_SAID = {**QuestionForm.texts, **SurveyForm.texts}
_OPTION = gettext_lazy("Antwort zur Auswahl")
_SHORT = 120


class TranslationForm(forms.Form):
    """A field for each text and language but German."""

    def __init__(self, *args: Any, every: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every = every
        for number, place in enumerate(every):
            for language in TRANSLATED:
                self.fields[f"t{number}_{language}"] = _field(place, language)

    def written(self) -> Written:
        """Return what was written, by place."""
        return {
            place.address: {language: self.cleaned_data[f"t{number}_{language}"] for language in TRANSLATED}
            for number, place in enumerate(self.every)
        }

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The texts of the survey itself, then those of each question."""
        numbered = list(enumerate(self.every))
        return [
            {"name": _part(question), "rows": [self._row(number, place) for number, place in rows]}
            for question, rows in groupby(numbered, key=lambda pair: pair[1].question)
        ]

    def _row(self, number: int, place: Place) -> dict[str, Any]:
        return {
            "label": _label(place),
            "german": place.texts[FALLBACK],
            "fields": [self[f"t{number}_{language}"] for language in TRANSLATED],
        }


def _field(place: Place, language: str) -> WrittenField:
    said = _SAID.get(place.name)
    long = len(place.texts[FALLBACK]) > _SHORT or bool(said and said.long and place.name != "text")
    attrs = {"lang": "en" if language == "en" else "de"}
    return WrittenField(
        label=words.LANGUAGES[language],
        most=said.most if said else TEXT_MOST,
        required=False,
        initial=place.texts.get(language, ""),
        widget=AdminAutoHeightTextInput(attrs=attrs) if long else forms.TextInput(attrs=attrs),
    )


def _part(question: int) -> str:
    return _("Frage {number}").format(number=question) if question else _("Die Umfrage selbst")


def _label(place: Place) -> str:
    if place.name == "picture":
        return _("Worte zum Bild")
    return str(_SAID[place.name].label if place.name in _SAID else _OPTION)


@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show every text with its translations; a POST keeps them all."""
    row = survey_or_404(survey)
    away = turned_away(request, Act.EDIT, row)
    if away:
        return away
    every = places([row.title, row.summary, row.what_happens], queries.questions_of(row.id))
    form = TranslationForm(sent(request), every=every)
    if form.is_valid() and _save(request, row, form):
        presence.gone(request, row)
        messages.success(request, _("Die Übersetzungen sind gespeichert."))
        return redirect(after(request, row))
    tell(request, form)
    title = _("Übersetzen")
    return page(
        request,
        "desk/translate.html",
        title,
        survey_crumbs(row, title),
        icon="globe",
        form=form,
        missing=[_missing(language, every) for language in TRANSLATED],
        edition=edition_of(every),
        theirs=_theirs(request, row, form),
        submit_button_label=_("Übersetzungen speichern"),
        path=path_of(request, row),
        presence=presence.block(request, row),
    )


def _save(request: HttpRequest, row: SurveyRow, form: TranslationForm) -> bool:
    written, seen = form.written(), editions.seen(request)
    act = partial(actions.translate, survey=row.id, texts=written, by=staff(request), at=clock.now(), seen=seen)
    return done(form, act)


def _missing(language: str, every: list[Place]) -> dict[str, Any]:
    number = sum(not has(place.texts, language) for place in every)
    return {"language": words.LANGUAGES[language], "number": number, "of": len(every)}


def _theirs(request: HttpRequest, row: SurveyRow, form: TranslationForm) -> dict[str, Any]:
    """Return what somebody else has written since the form was opened, if anybody has."""
    if not form.is_bound or editions.seen(request) in {"", edition_of(form.every)}:
        return {}
    who = editions.who_changed(f"survey:{row.id}", ["surveys.translate", "surveys.edit", "surveys.edit_question"])
    kept = {name: field.initial for name, field in form.fields.items()}
    return {"who": who, "rows": editions.theirs(form, kept)}
