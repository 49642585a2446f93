"""Answering: the first page, one screen per question, who is speaking, the address, the check before sending off."""

from dataclasses import replace
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
from smilecity.collect.surveys.rules import End, Feature, Settled
from smilecity.doors.visitor.questions import Sent
from smilecity.doors.visitor.questions import question as prepared
from smilecity.doors.web import answer_fields, limits, screens, ways, words
from smilecity.doors.web.before import Before, before, profile_consent
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.views import kiosk, redeeming
from smilecity.doors.web.views.settling import counted_page
from smilecity.doors.web.visit import Visit, Way, forget_draft, keep_draft, visit, way_of
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.privacy import rules as privacy
from smilecity.people.privacy.rules import Sort
from smilecity.people.register import queries as register

FROM_CHECK = "pruefen"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a survey is about; a POST begins or goes on."""
    here = visit(request, slug)
    if not here.is_open:
        return render(request, "web/survey/closed.html", here.context() | screens.closed(here))
    # Whoever goes on with a draft was asked when it was begun.
    asked = before(Sort.SURVEY, here.survey.id, kept=words.kept(here.survey.keep_months))
    goes_on = _goes_on(here)
    wrong = [] if goes_on else asked.heard(request)
    if request.method == "POST" and not wrong and ways.may_begin(here):
        return _begin(request, here, asked)
    number = len(queries.questions_of(here.survey.id))
    shown = here.context() | screens.start(here, number) | ways.start(here)
    shown |= asked.shown(request, goes_on=goes_on)
    shown |= {"errors": wrong, "at_fields": dict(wrong)}
    return render(request, "web/survey/start.html", shown, status=422 if wrong else 200)


def _begin(request: HttpRequest, here: Visit, asked: Before) -> HttpResponse:
    if here.draft is None or not _goes_on(here):
        limits.may_begin(request, here.at)
        consents = asked.consents(request)
        begun = actions.begin(survey=here.survey.id, language=here.language, at=here.at, consents=consents)
        keep_draft(request, here.survey.id, begun)
        return redirect("web:question", here.survey.slug, 1)
    if here.draft.submitted:
        return redirect("web:wait", here.survey.slug)
    return redirect("web:question", here.survey.slug, _first_unanswered(way_of(here), here.draft))


def _first_unanswered(way: Way, draft: DraftRow) -> int:
    return next((n for n in way.numbers if way.questions[n - 1].id not in draft.answers), 1)


def _goes_on(here: Visit) -> bool:
    """Say whether there is a draft to go on with, or one that was sent off and can still be confirmed."""
    return here.draft is not None and (not here.draft.submitted or _waits(here.draft, here.at))


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
    if number not in way.numbers:
        return _skipped(slug, way, number)
    asked = way.questions[number - 1]
    if request.method != "POST":
        return _ask(request, here, way, number, answer_fields.kept(asked, here.draft.answers))
    sent = answer_fields.read(request.POST, asked, here.draft.answers)
    if sent.looks:
        return _ask(request, here, way, number, sent)
    try:
        value = rules.check_answer(asked, answer_fields.meant(asked, sent), abstains=sent.abstains)
        actions.answer(draft=here.draft.id, question=UUID(asked.id), value=value, at=here.at)
    except Refused as refusal:
        errors = answer_fields.errors_of(asked, sent, refusal, here.language)
        return _ask(request, here, way, number, sent, errors)
    answers = {key: kept for key, kept in here.draft.answers.items() if key != asked.id}
    answers |= {} if value is None else {asked.id: value}
    return _next(request, here, replace(way, answers=answers), number)


def _skipped(slug: str, way: Way, number: int) -> HttpResponse:
    """Go on where a question is not asked: it was skipped, or there is none."""
    after = way.after(number) if number > 0 else None
    return redirect("web:question", slug, after) if after else redirect("web:check", slug)


def _ask(
    request: HttpRequest, here: Visit, way: Way, number: int, sent: Sent, errors: Errors | None = None
) -> HttpResponse:
    before_it, wrong = way.before(number), errors or []
    back = reverse("web:survey", args=[here.survey.slug])
    if before_it:
        back = reverse("web:question", args=[here.survey.slug, before_it])
    asked = prepared(way.questions[number - 1], here.language, sent, dict(wrong))
    shown = screens.place(here, way, number) | {"question": asked, "errors": wrong}
    return _screen(request, here, "question", back, shown)


def _screen(request: HttpRequest, here: Visit, name: str, back: str, shown: dict[str, object]) -> HttpResponse:
    """Show a screen; whoever came from the check of the answers goes back there."""
    from_check = FROM_CHECK in request.GET
    back = reverse("web:check", args=[here.survey.slug]) if from_check else back
    context = here.context() | {"back_url": back, "from_check": from_check} | shown
    return render(request, f"web/survey/{name}.html", context, status=422 if shown.get("errors") else 200)


def _next(request: HttpRequest, here: Visit, way: Way, number: int) -> HttpResponse:
    """Go on after the answer to a question was kept."""
    slug, after = here.survey.slug, way.after(number)
    if FROM_CHECK in request.GET:
        return _back_to_check(slug, way, number)
    if after:
        return redirect("web:question", slug, after)
    return redirect("web:profile", slug) if way.has_profile else _after_profile(request, here, way)


def _back_to_check(slug: str, way: Way, number: int) -> HttpResponse:
    """Go back to the check, past the questions that are asked only because of the answer that was changed."""
    changed = way.questions[number - 1].id
    for later in way.numbers:
        asked = way.questions[later - 1]
        if asked.condition and asked.condition.question == changed and asked.id not in way.answers:
            return redirect(f"{reverse('web:question', args=[slug, later])}?{FROM_CHECK}")
    return redirect("web:check", slug)


def _after_profile(request: HttpRequest, here: Visit, way: Way) -> HttpResponse:
    slug = here.survey.slug
    if FROM_CHECK in request.GET:
        return redirect("web:check", slug)
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
            agreed = profile_consent(privacy.subject_of(Sort.SURVEY, here.survey.id)) if kept else None
            actions.give_profile(draft=here.draft.id, profile=kept, at=here.at, consent=agreed)
            return _after_profile(request, here, way)
        except Refused as refusal:
            errors = [(here.survey.features[0].value, said(refusal))]
    fields = screens.profile_fields(here, raw, districts)
    shown = {"step": way.profile_step, "steps": way.steps, "fields": fields, "errors": errors}
    shown |= {"consent_text": _(privacy.CONSENT_TO_PROFILE)}
    return _screen(request, here, "profile", reverse("web:question", args=[slug, way.last]), shown)


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
        back = reverse("web:question", args=[slug, way.last])
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
    if here.kiosk:
        return redirect("web:kiosk_done", here.survey.slug)
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
    if here.kiosk or here.code:
        send_off = kiosk.send_off if here.kiosk else redeeming.send_off
        return send_off(request, here)
    if here.member:
        return _send_off_as_member(request, here, here.draft)
    if not here.draft.address:
        return redirect("web:contact", here.survey.slug)
    limits.may_submit(request, here.survey, here.draft.address, here.at)
    actions.submit_as_guest(draft=here.draft.id, language=here.language, at=here.at)
    return redirect("web:wait", here.survey.slug)


def _send_off_as_member(request: HttpRequest, here: Visit, draft: DraftRow) -> HttpResponse:
    secret = request.POST.get("secret", "")
    settled = actions.submit_as_member(draft=draft.id, address=here.member, secret=secret, at=here.at)
    forget_draft(request, here.survey.id)
    return counted_page(request, settled, secret)
