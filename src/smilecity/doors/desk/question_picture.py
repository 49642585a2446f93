"""The picture above a question at the desk: put there with its words, replaced, removed."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.messages import validation_error

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act, Question
from smilecity.doors.desk import editions, words
from smilecity.doors.desk.fields import Group, Said, TextsForm, initial_texts
from smilecity.doors.desk.shell import attempt, page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.doors.visitor.questions import question as prepared
from smilecity.ground import clock
from smilecity.ground.pictures import MOST_BYTES
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick


class PictureForm(TextsForm):
    """A file, and what can be seen on it in each language."""

    texts = {
        "alt": Said(
            label=gettext_lazy("Was ist auf dem Bild zu sehen?"),
            help=gettext_lazy(
                "Für alle, die das Bild nicht sehen. In jeder Sprache, in der Sie die Frage stellen. Schreiben Sie, "
                "was man für die Antwort wissen muss."
            ),
            most=300,
            long=True,
            lacking=gettext_lazy("Bitte beschreiben Sie das Bild auf Deutsch."),
        )
    }
    picture = forms.FileField(
        label=gettext_lazy("Bild"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP oder GIF bis 12 MB. Wir verkleinern es und entfernen Ort und Zeit der Aufnahme. Zeigen "
            "Sie nur Menschen, die einverstanden sind."
        ),
        error_messages={"empty": gettext_lazy("Die Datei ist leer. Bitte wählen Sie das Foto noch einmal aus.")},
    )

    @property
    def said(self) -> Group:
        """What is said of the picture."""
        return self.group("alt")


def _asked(row: SurveyRow, question: UUID) -> Question:
    found = queries.question_by_id(question)
    if found is None or found[0] != row.id:
        raise Http404
    return found[1]


def _back(row: SurveyRow, question: UUID) -> str:
    return f"{reverse('desk:survey', args=[row.id])}#frage-{question}"


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """Show the picture; a POST puts it there, replaces it, or changes its words."""
    row = survey_or_404(survey)
    asked = _asked(row, question)
    reason = reason_against(request, Act.EDIT, row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    form = PictureForm(initial=initial_texts(alt=asked.picture.alt) if asked.picture else {})
    if request.method == "POST":
        form = PictureForm(request.POST, request.FILES)
        if form.is_valid() and _save(request, asked, form):
            return redirect(_back(row, question))
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return _page(request, row, asked, form)


def _save(request: HttpRequest, asked: Question, form: PictureForm) -> bool:
    file: UploadedFile | None = form.cleaned_data["picture"]
    content = file.read(MOST_BYTES + 1) if file else b""
    act = partial(actions.set_picture, question=UUID(asked.id), content=content, alt=form.texts_of("alt"))
    try:
        act(by=staff(request), at=clock.now(), seen=editions.seen(request))
    except Refused as refusal:
        form.add_error("picture" if content or not asked.picture else None, words.said(refusal))
        return False
    messages.success(request, _("Das Bild ist gespeichert."))
    return True


def _page(request: HttpRequest, row: SurveyRow, asked: Question, form: PictureForm) -> HttpResponse:
    title = _("Bild zur Frage")
    shown: dict[str, Any] = {"asked": pick(asked.text, "de"), "back_url": _back(row, UUID(asked.id))}
    shown |= {"edition": rules.edition_of(asked.picture), "theirs": _theirs(request, row, asked, form)}
    if asked.picture:
        shown["picture"] = prepared(asked, "de")["picture"]
        shown["remove_url"] = reverse("desk:remove_question_picture", args=[row.id, asked.id])
    return page(
        request,
        "desk/question_picture.html",
        title,
        survey_crumbs(row, title),
        form=form,
        submit_button_label=_("Bild speichern"),
        **shown,
    )


def _theirs(request: HttpRequest, row: SurveyRow, asked: Question, form: PictureForm) -> dict[str, Any]:
    """Return what somebody else has written there since the form was opened, if anybody has."""
    if not form.is_bound or editions.seen(request) in {"", rules.edition_of(asked.picture)}:
        return {}
    known = initial_texts(alt=asked.picture.alt) if asked.picture else {}
    who = editions.who_changed(f"survey:{row.id}", ["surveys.set_picture", "surveys.remove_picture"])
    return {"who": who, "rows": editions.theirs(form, known)}


@require_POST
def remove(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """Erase the picture."""
    row = survey_or_404(survey)
    _asked(row, question)
    act = partial(actions.remove_picture, question=question, by=staff(request), at=clock.now())
    attempt(request, act, _("Das Bild ist gelöscht."))
    return redirect(_back(row, question))
