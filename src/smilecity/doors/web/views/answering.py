"""Answering: the first page, one screen per question, who is speaking, the address, the check before sending off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.city import queries as city
from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.actions.taking import DRAFT_GONE
from smilecity.collect.surveys.queries import DraftRow
from smilecity.collect.surveys.rules import End, Feature, Kind, Settled
from smilecity.doors.web import limits, screens
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.views.settling import counted_page
from smilecity.doors.web.visit import Visit, Way, forget_draft, keep_draft, visit, way_of
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.register import queries as register

FROM_CHECK = "pruefen"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a survey is about; a POST begins or goes on."""
    here = visit(request, slug)
    if not here.is_open:
        return render(request, "web/survey/closed.html", here.context() | screens.closed(here))
    if request.method == "POST":
        return _begin(request, here)
    number = len(queries.questions_of(here.survey.id))
    return render(request, "web/survey/start.html", here.context() | screens.start(here, number))


def _begin(request: HttpRequest, here: Visit) -> HttpResponse:
    if here.draft is None or (here.draft.submitted and not _waits(here.draft, here.at)):
        limits.may_begin(request, here.at)
        keep_draft(request, here.survey.id, actions.begin(survey=here.survey.id, language=here.language, at=here.at))
        return redirect("web:question", here.survey.slug, 1)
    if here.draft.submitted:
        return redirect("web:wait", here.survey.slug)
    questions = queries.questions_of(here.survey.id)
    unanswered = [n for n, question in enumerate(questions, 1) if question.id not in here.draft.answers]
    return redirect("web:question", here.survey.slug, unanswered[0] if unanswered else 1)


def _waits(draft: DraftRow, at: datetime) -> bool:
    """Say whether what was sent off can still be confirmed."""
    waiting = register.waiting_for(draft.id, at)
    return waiting is not None and not waiting.expired


def _elsewhere(request: HttpRequest, here: Visit) -> HttpResponse | None:
    """Return where a visit belongs that has no draft to write in; None: it may write.

    What was sent in vain is not lost without a word: survey pages that are closed say it themselves.
    """
    in_vain = request.method == "POST" and here.is_open
    if not here.is_open or here.draft is None:
        if in_vain:
            messages.warning(request, _(DRAFT_GONE))
        return redirect("web:survey", here.survey.slug)
    if not here.draft.submitted:
        return None
    if in_vain and not _is_check(request):
        messages.warning(request, _("Ihre Antworten sind schon abgesendet. Diese Eingabe ist nicht mehr dabei."))
    return redirect("web:wait", here.survey.slug)


def _is_check(request: HttpRequest) -> bool:
    """Say whether this is the form that sends off; sending it twice is no loss."""
    return bool(request.resolver_match and request.resolver_match.url_name == "check")


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask one question; a POST keeps its answer and goes on."""
    here = visit(request, slug)
    elsewhere = _elsewhere(request, here)
    if elsewhere or here.draft is None:
        return elsewhere or redirect("web:survey", slug)
    way = way_of(here)
    if not 1 <= number <= len(way.questions):
        return redirect("web:check", slug)
    asked = way.questions[number - 1]
    if request.method != "POST":
        value = here.draft.answers.get(asked.id)
        return _ask(request, here, way, number, screens.given(value), [])
    raw = request.POST.getlist("answers" if asked.kind is Kind.SEVERAL else "answer")
    try:
        value = rules.check_answer(asked, raw)
        actions.answer(draft=here.draft.id, question=UUID(asked.id), value=value, at=here.at)
    except Refused as refusal:
        return _ask(request, here, way, number, raw, [("answer", said(refusal))])
    return _next(request, here, way, number)


def _ask(request: HttpRequest, here: Visit, way: Way, number: int, raw: Sequence[str], errors: Errors) -> HttpResponse:
    back = reverse("web:survey", args=[here.survey.slug])
    if number > 1:
        back = reverse("web:question", args=[here.survey.slug, number - 1])
    shown = {
        "step": number,
        "steps": way.steps,
        "question": screens.question(here, way.questions[number - 1], raw),
        "errors": errors,
    }
    return _screen(request, here, "question", back, shown)


def _screen(request: HttpRequest, here: Visit, name: str, back: str, shown: dict[str, object]) -> HttpResponse:
    """Show a screen; whoever came from the check of the answers goes back there."""
    from_check = FROM_CHECK in request.GET
    back = reverse("web:check", args=[here.survey.slug]) if from_check else back
    context = here.context() | {"back_url": back, "from_check": from_check} | shown
    return render(request, f"web/survey/{name}.html", context, status=422 if shown.get("errors") else 200)


def _next(request: HttpRequest, here: Visit, way: Way, step: int) -> HttpResponse:
    """Go on after a step was kept."""
    slug = here.survey.slug
    if FROM_CHECK in request.GET:
        return redirect("web:check", slug)
    if step < len(way.questions):
        return redirect("web:question", slug, step + 1)
    if step < way.profile_step and way.has_profile:
        return redirect("web:profile", slug)
    return redirect("web:contact" if way.asks_address else "web:check", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask who is speaking, all of it optional; a POST keeps it and goes on."""
    here = visit(request, slug)
    elsewhere = _elsewhere(request, here)
    if elsewhere or here.draft is None:
        return elsewhere or redirect("web:survey", slug)
    way, districts = way_of(here), _districts(here)
    raw: dict[str, str] = dict(here.draft.profile)
    errors: Errors = []
    if request.method == "POST":
        raw = {feature.value: request.POST.get(feature.value, "") for feature in here.survey.features}
        try:
            kept = rules.check_profile(here.survey.features, raw, frozenset(districts))
            actions.give_profile(draft=here.draft.id, profile=kept, at=here.at)
            return _next(request, here, way, way.profile_step)
        except Refused as refusal:
            errors = [(here.survey.features[0].value, said(refusal))]
    fields = screens.profile_fields(here, raw, districts)
    shown = {"step": way.profile_step, "steps": way.steps, "fields": fields, "errors": errors}
    return _screen(request, here, "profile", reverse("web:question", args=[slug, len(way.questions)]), shown)


def _districts(here: Visit) -> dict[str, str]:
    """Return the names of the districts by their code, if the survey asks for them."""
    asked = Feature.DISTRICT in here.survey.features
    return {row.code: row.name for row in city.districts()} if asked else {}


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask guests for the address that confirms; a POST keeps it and goes on."""
    here = visit(request, slug)
    elsewhere = _elsewhere(request, here)
    if elsewhere or here.draft is None:
        return elsewhere or redirect("web:survey", slug)
    way = way_of(here)
    if not way.asks_address:
        return redirect("web:check", slug)
    value, errors = here.draft.address, []
    if request.method == "POST":
        value = request.POST.get("email", "")
        try:
            actions.give_address(draft=here.draft.id, address=value, at=here.at)
            return redirect("web:check", slug)
        except Refused as refusal:
            errors = [("email", said(refusal))]
    back = reverse("web:profile", args=[slug])
    if not way.has_profile:
        back = reverse("web:question", args=[slug, len(way.questions)])
    shown = screens.contact(here, value) | {"step": way.contact_step, "steps": way.steps, "errors": errors}
    return _screen(request, here, "contact", back, shown)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all answers once more; a POST sends them off."""
    here = visit(request, slug)
    if request.method == "POST" and (ended := _second_click(request, here)):
        return ended
    elsewhere = _elsewhere(request, here)
    if elsewhere or here.draft is None:
        return elsewhere or redirect("web:survey", slug)
    errors: Errors = []
    if request.method == "POST":
        try:
            return _send_off(request, here)
        except Refused as refusal:
            if ended := _second_click(request, visit(request, slug)):
                return ended
            errors = [("antworten", said(refusal))]
    way = way_of(here)
    shown = screens.check(here, way, _districts(here)) | {"errors": errors, "secret": hashes.new_secret()}
    return render(request, "web/survey/check.html", here.context() | shown, status=422 if errors else 200)


def _second_click(request: HttpRequest, here: Visit) -> HttpResponse | None:
    """Return the page of the first click where that one has used up the draft; None: this is no second click."""
    if here.draft is not None or not here.is_open:
        return None
    secret = request.POST.get("secret", "")
    survey = queries.of_secret(secret)
    if survey and survey.id == here.survey.id:
        return counted_page(request, Settled(End.COUNTED, survey.id), secret)
    if here.changing:
        return _changed(request, here)
    if here.member and survey is None and _has_taken_part(here):
        return counted_page(request, Settled(End.REPEATED, here.survey.id), secret)
    return None


def _has_taken_part(here: Visit) -> bool:
    return here.survey.process is not None and register.took_part(here.survey.process, here.member)


def _changed(request: HttpRequest, here: Visit) -> HttpResponse:
    return render(request, "web/survey/changed.html", here.context() | screens.thanks(here.survey))


def _send_off(request: HttpRequest, here: Visit) -> HttpResponse:
    if here.draft is None:
        return redirect("web:survey", here.survey.slug)
    if here.draft.changes_counted:
        actions.save_change(draft=here.draft.id, at=here.at)
        forget_draft(request, here.survey.id)
        return _changed(request, here)
    if here.member:
        settled = actions.submit_as_member(
            draft=here.draft.id, address=here.member, secret=request.POST.get("secret", ""), at=here.at
        )
        forget_draft(request, here.survey.id)
        return counted_page(request, settled, request.POST.get("secret", ""))
    if not here.draft.address:
        return redirect("web:contact", here.survey.slug)
    limits.may_submit(request, here.survey, here.draft.address, here.at)
    actions.submit_as_guest(draft=here.draft.id, language=here.language, at=here.at)
    return redirect("web:wait", here.survey.slug)
