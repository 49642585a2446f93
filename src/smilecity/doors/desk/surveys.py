"""The surveys at the desk: the list, a new one, what is written about one, and its page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.messages import validation_error

from smilecity.collect.library import rules as library
from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.actions.editing import SLUG_TAKEN
from smilecity.collect.surveys.queries import Counted, SurveyRow
from smilecity.collect.surveys.rules import Act, State
from smilecity.doors.desk import editions, erasing, planning, presence, state_of, survey_path, ways, words
from smilecity.doors.desk.question_rows import question_rows
from smilecity.doors.desk.shell import (
    crumbs,
    page,
    reason_against,
    sent,
    staff,
    survey_crumbs,
    survey_or_404,
    title_of,
)
from smilecity.doors.desk.survey_form import SurveyForm, initial
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick
from smilecity.people.register import queries as register
from smilecity.people.rules import Role
from smilecity.understand.exports import rules as exports
from smilecity.understand.results import queries as results

_NOT_SAVED = gettext_lazy("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder.")


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """List all surveys, or those in one state (`?stand=open`)."""
    every = queries.all_for_desk()
    wanted = request.GET.get("stand", "")
    state = State(wanted) if wanted in set(State) else None
    shown = [row for row in every if state is None or row.survey.state is state]
    at = clock.now()
    return page(
        request,
        "desk/surveys.html",
        _("Umfragen"),
        crumbs(here=_("Umfragen")),
        rows=[_listed(row, at) for row in shown],
        tabs=_tabs(every, state),
        none_at_all=not every,
        why_not_new=_why_not_new(request),
    )


def _why_not_new(request: HttpRequest) -> str:
    reason = rules.why_not(Act.EDIT, staff(request).role_set, State.DRAFT)
    return _(reason) if reason else ""


def _tabs(every: list[Counted], chosen: State | None) -> list[dict[str, Any]]:
    here = reverse("desk:surveys")
    tabs = [{"label": _("Alle"), "url": here, "count": len(every), "current": chosen is None}]
    for state, label in words.STATES.items():
        count = sum(row.survey.state is state for row in every)
        query = QueryDict(mutable=True)
        query["stand"] = state.value
        tabs.append({"label": label, "url": f"{here}?{query.urlencode()}", "count": count, "current": chosen is state})
    return tabs


def _listed(row: Counted, at: datetime) -> dict[str, Any]:
    survey = row.survey
    return {
        "url": reverse("desk:survey", args=[survey.id]),
        "title": title_of(survey),
        "state": survey.state.value,
        "state_text": words.STATES[survey.state],
        "when": _when(survey, at),
        "participations": "" if survey.state is State.DRAFT else words.number(row.participations),
        "generated": survey.generated,
    }


def _when(survey: SurveyRow, at: datetime) -> str:
    """Return the one date that matters in the state of the survey."""
    if survey.closed_at:
        return _("beendet am {day}").format(day=words.day(survey.closed_at))
    if survey.closes_at is None:
        return _("ohne festes Ende")
    until = _("bis {moment}").format(moment=words.moment(survey.closes_at))
    if survey.state is State.OPEN:
        return f"{until} ({words.time_left(survey.closes_at, at)})"
    return until


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a survey."""
    reason = _why_not_new(request)
    if reason:
        messages.error(request, reason)
        return redirect("desk:surveys")
    form = SurveyForm(sent(request), at=clock.now())
    if form.is_valid():
        made = _make(request, form)
        if made:
            messages.success(request, _("Die Umfrage ist angelegt. Jetzt fehlen noch die Fragen."))
            return redirect("desk:survey", made)
    return _form_page(request, form, _("Neue Umfrage"), _("Umfrage anlegen"), crumbs=_new_crumbs())


def _new_crumbs() -> Any:
    return crumbs((reverse("desk:surveys"), _("Umfragen")), here=_("Neue Umfrage"))


def _make(request: HttpRequest, form: SurveyForm) -> UUID | None:
    try:
        return actions.make(slug=form.cleaned_data["slug"], fields=form.fields_written(), by=staff(request), at=form.at)
    except Refused as refusal:
        form.add_error("slug" if refusal.sentence == SLUG_TAKEN else None, words.said(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Change what is written about a survey."""
    row = survey_or_404(survey)
    reason = reason_against(request, Act.EDIT, row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    form = SurveyForm(sent(request), at=clock.now(), known=row, part=request.GET.get(survey_path.PARAM, ""))
    if form.is_valid() and _edit(request, row, form):
        presence.gone(request, row)
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect(survey_path.after(request, row))
    path = survey_path.path_of(request, row)
    title = str(path["name"]) if path else _("Angaben zur Umfrage")
    known: dict[str, Any] = {"slug": row.slug, "edition": row.edition, "theirs": _theirs(request, row, form)}
    known |= {"path": path, "presence": presence.block(request, row)}
    return _form_page(request, form, title, _("Angaben speichern"), crumbs=survey_crumbs(row, title), **known)


def _theirs(request: HttpRequest, row: SurveyRow, form: SurveyForm) -> dict[str, Any]:
    """Return what somebody else has written since the form was opened, if anybody has."""
    if editions.seen(request) in {"", row.edition}:
        return {}
    who = editions.who_changed(f"survey:{row.id}", ["surveys.edit", "surveys.adopt"])
    return {"who": who, "rows": editions.theirs(form, initial(row))}


def _edit(request: HttpRequest, row: SurveyRow, form: SurveyForm) -> bool:
    try:
        written, seen = form.fields_written(), editions.seen(request)
        actions.edit(survey=row.id, fields=written, by=staff(request), at=form.at, seen=seen)
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return False
    return True


def _form_page(
    request: HttpRequest, form: SurveyForm, title: str, save: str, *, crumbs: Any, slug: str = "", **known: Any
) -> HttpResponse:
    if form.errors:
        validation_error(request, _NOT_SAVED, form)
    return page(
        request,
        "desk/survey_form.html",
        title,
        crumbs,
        form=form,
        submit_button_label=save,
        public_start=request.build_absolute_uri(reverse("web:survey", args=["x"])).removesuffix("x/"),
        public_url=request.build_absolute_uri(reverse("web:survey", args=[slug])) if slug else "",
        **known,
    )


@require_safe
def overview(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show a survey: how it stands, what is missing, its questions, what can be done."""
    row, at = survey_or_404(survey), clock.now()
    questions = queries.questions_of(row.id)
    lacking = state_of.lacking(row, questions, at) if row.state is State.DRAFT else []
    published = row.state is State.CLOSED and results.is_published(row.id)
    return page(
        request,
        "desk/survey.html",
        title_of(row),
        survey_crumbs(row),
        survey=_shown(request, row, at),
        questions=question_rows(row, questions),
        guide=survey_path.overview(row, questions, at) if reason_against(request, Act.EDIT, row) is None else {},
        may_put=library.may(library.Act.PUT, staff(request).role_set),
        moved={"question": request.GET.get("bewegt", ""), "places": request.GET.get("richtung", "")},
        lacking=lacking,
        advice=state_of.advice(row) if row.state is State.DRAFT else [],
        translations=state_of.translations(row, questions),
        buttons=state_of.buttons(request, row, ready=not lacking, published=published),
        may_publish=reason_against(request, Act.PUBLISH, row) is None,
        published=published,
        may_edit=reason_against(request, Act.EDIT, row) is None,
        may_have_files=exports.why_not(staff(request).role_set, row.state, erased=row.erased_at is not None) is None,
        may_see_log=Role.ADMINISTRATOR in staff(request).role_set,
        watch=_watch(row, at),
        text_counts=_text_counts(row),
        ways=ways.block(request, row),
        planning=planning.block(row),
    )


def _shown(request: HttpRequest, row: SurveyRow, at: datetime) -> dict[str, Any]:
    public = request.build_absolute_uri(reverse("web:survey", args=[row.slug]))
    return {
        "id": row.id,
        "title": title_of(row),
        "state": row.state.value,
        "state_text": words.STATES[row.state],
        "when": _when(row, at),
        "summary": pick(row.summary, "de"),
        "what_happens": pick(row.what_happens, "de"),
        "features": words.listed([words.FEATURES[feature] for feature in row.features]),
        "public_url": public,
        "generated": row.generated,
        "opened": words.moment(row.opened_at) if row.opened_at else "",
        "closed": words.moment(row.closed_at) if row.closed_at else "",
        "kept": erasing.kept(row),
        "erase_url": _erase_url(request, row),
    }


def _erase_url(request: HttpRequest, row: SurveyRow) -> str:
    may = reason_against(request, Act.ERASE, row) is None and row.erased_at is None
    return reverse("desk:erase_answers", args=[row.id]) if may else ""


def _watch(row: SurveyRow, at: datetime) -> dict[str, str]:
    """Return the numbers of a survey that was opened: never what anybody said."""
    if row.process is None or row.state is State.DRAFT:
        return {}
    return {
        "participations": words.number(queries.participations(row.id)),
        "waiting": words.number(register.waiting_count(row.process, at)),
    }


def _text_counts(row: SurveyRow) -> dict[str, str]:
    counts = queries.text_counts(row.id) if row.state is State.CLOSED else {}
    return {status: words.number(number) for status, number in counts.items()}
