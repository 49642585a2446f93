"""The questions of a survey at the desk: a new one, changing one, moving, deleting after a page that asks."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.messages import validation_error

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act, Kind, Question
from smilecity.doors.desk import conditions, editions, option_rows, presence, words
from smilecity.doors.desk.question_form import QuestionForm, initial
from smilecity.doors.desk.shell import attempt, page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.survey_path import back
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

_pages = require_http_methods(["GET", "HEAD", "POST"])


def question_or_404(row: SurveyRow, question: UUID) -> Question:
    """Return the question of an address."""
    found = queries.question_by_id(question)
    if found is None or found[0] != row.id:
        raise Http404
    return found[1]


def _turned_away(request: HttpRequest, row: SurveyRow) -> HttpResponse | None:
    reason = reason_against(request, Act.EDIT, row)
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect("desk:survey", row.id)


@_pages
def new(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Add a question at the end."""
    row = survey_or_404(survey)
    return _turned_away(request, row) or _form(request, row, None)


@_pages
def edit(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """Change a question."""
    row = survey_or_404(survey)
    return _turned_away(request, row) or _form(request, row, question_or_404(row, question))


def _form(request: HttpRequest, row: SurveyRow, kept: Question | None) -> HttpResponse:
    if request.method == "POST" and "rows" in request.POST:
        return _rows_changed(request, row, kept)
    if request.method == "POST":
        return _sent(request, row, kept)
    if kept is None:
        rows, begins = option_rows.padded([], least=3), {"kind": Kind.ONE.value, "negated": ""}
    else:
        rows, begins = option_rows.known(kept.options), initial(kept)
    form = QuestionForm(rows=rows, kept=kept, earlier=_earlier(row, kept), initial=begins)
    return _form_page(request, row, kept, form)


def _earlier(row: SurveyRow, kept: Question | None) -> list[Question]:
    return conditions.before(queries.questions_of(row.id), kept)


def _rows_changed(request: HttpRequest, row: SurveyRow, kept: Question | None) -> HttpResponse:
    """Show the form again, nothing saved, with one row more, less, or elsewhere."""
    rows, focus = option_rows.changed(option_rows.typed(request.POST), request.POST["rows"])
    begins = request.POST.dict() | {"condition": request.POST.getlist("condition")}
    form = QuestionForm(rows=rows, kept=kept, earlier=_earlier(row, kept), initial=begins)
    return _form_page(request, row, kept, form, focus=focus, has_unsaved_changes=True)


def _sent(request: HttpRequest, row: SurveyRow, kept: Question | None) -> HttpResponse:
    typed = option_rows.typed(request.POST)
    form = QuestionForm(request.POST, rows=typed, kept=kept, earlier=_earlier(row, kept))
    if form.is_valid() and _save(request, row, kept, form):
        presence.gone(request, row)
        return redirect(_next_page(request, row, kept))
    validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return _form_page(request, row, kept, form, has_unsaved_changes=True)


def _save(request: HttpRequest, row: SurveyRow, kept: Question | None, form: QuestionForm) -> bool:
    fields, by, at = form.fields_written(), staff(request), clock.now()
    try:
        if kept is None:
            actions.add_question(survey=row.id, fields=fields, by=by, at=at)
        else:
            actions.edit_question(question=UUID(kept.id), fields=fields, by=by, at=at, seen=editions.seen(request))
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return False
    messages.success(request, _("Die Frage ist gespeichert."))
    return True


def _next_page(request: HttpRequest, row: SurveyRow, kept: Question | None) -> str:
    if "another" in request.POST:
        here = request.GET.urlencode()
        return reverse("desk:new_question", args=[row.id]) + (f"?{here}" if here else "")
    return back(request, row, f"frage-{kept.id}" if kept else "fragen")


def _form_page(
    request: HttpRequest, row: SurveyRow, kept: Question | None, form: QuestionForm, **shown: Any
) -> HttpResponse:
    title = _("Frage bearbeiten") if kept else _("Neue Frage")
    if kept:
        shown |= {"edition": rules.edition_of(kept), "theirs": _theirs(request, row, kept, form)}
        shown["presence"] = presence.block(request, row, UUID(kept.id))
    return page(
        request,
        "desk/question_form.html",
        title,
        survey_crumbs(row, title),
        form=form,
        languages=[{"code": code, "label": label} for code, label in words.LANGUAGES.items()],
        submit_button_label=_("Frage speichern"),
        is_new=kept is None,
        survey_url=back(request, row),
        **shown,
    )


def _theirs(request: HttpRequest, row: SurveyRow, kept: Question, form: QuestionForm) -> dict[str, Any]:
    """Return how somebody else has changed the question since the form was opened, if anybody has."""
    if not form.is_bound or editions.seen(request) in {"", rules.edition_of(kept)}:
        return {}
    options = [(_("Antworten"), ", ".join(pick(option.text, "de") for option in kept.options))] if kept.options else []
    who = editions.who_changed(f"survey:{row.id}", ["surveys.edit_question"])
    return {"who": who, "rows": [*editions.theirs(form, initial(kept)), *options]}


@require_POST
def move(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """Move a question one place up or down; the page comes back at the same button."""
    row = survey_or_404(survey)
    up = request.POST.get("places") == "-1"
    places = -1 if up else 1
    act = partial(actions.move_question, question=question, by_places=places, by=staff(request), at=clock.now())
    where = _("nach oben") if up else _("nach unten")
    attempt(request, act, _("Die Frage ist eine Stelle {where} gerückt.").format(where=where))
    query = urlencode({"bewegt": str(question), "richtung": str(places)})
    url = back(request, row)
    return redirect(f"{url}{'&' if '?' in url else '?'}{query}#frage-{question}")


@_pages
def remove(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """Delete a question."""
    row = survey_or_404(survey)
    away = _turned_away(request, row)
    if away:
        return away
    asked = question_or_404(row, question)
    if request.method == "POST":
        act = partial(actions.remove_question, question=question, by=staff(request), at=clock.now())
        attempt(request, act, _("Die Frage ist gelöscht."))
        return redirect(back(request, row, "fragen"))
    title = _("Frage löschen")
    return page(
        request,
        "desk/remove_question.html",
        title,
        survey_crumbs(row, title),
        text=pick(asked.text, "de"),
        options=[pick(option.text, "de") for option in asked.options],
        back_url=back(request, row, f"frage-{question}"),
    )
