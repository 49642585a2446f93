"""Words are taken out of a free text at the desk, each passage with its reason; what is left is released.

The server lets nothing through but the text with marks in the place of passages: nobody rewords what somebody wrote.
"""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow, TextRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import erasing, words
from smilecity.doors.desk.shell import attempt, page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.texts import back_to
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick


@require_http_methods(["GET", "HEAD", "POST"])
def cut(request: HttpRequest, survey: UUID, text: UUID) -> HttpResponse:
    """Take passages out of a text and release the rest."""
    row, found = survey_or_404(survey), queries.text(text, survey)
    if found is None:
        raise Http404
    reason = reason_against(request, Act.RELEASE, row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    if request.method != "POST":
        return _form(request, row, found, found.text)
    try:
        _cut(request, found)
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        return _form(request, row, found, request.POST.get("text", ""))
    messages.success(request, _("Die Stellen sind entfernt, der Rest ist freigegeben."))
    return redirect(back_to(request, row.id))


def _cut(request: HttpRequest, found: TextRow) -> None:
    given = request.POST
    actions.redact_text(
        text=found.id,
        written=given.get("text", ""),
        why=rules.why_of(given.get("grund", "")),
        seen=given.get("fassung", ""),
        by=staff(request),
        at=clock.now(),
    )


def _form(request: HttpRequest, row: SurveyRow, found: TextRow, written: str) -> HttpResponse:
    place = request.GET if request.method != "POST" else request.POST
    asked = {question.id: pick(question.text, "de") for question in queries.questions_of(row.id)}
    return page(
        request,
        "desk/text_cut.html",
        _("Stellen entfernen"),
        survey_crumbs(row, _("Stellen entfernen")),
        icon="cut",
        question=asked.get(str(found.question), ""),
        text=found.text,
        written=written,
        changed=written != found.text,
        edition=found.edition,
        reasons=[(why.value, label, rules.mark(why)) for why, label in words.WHY.items()],
        chosen=place.get("grund", rules.Why.PERSON.value),
        status=place.get("stand", found.status),
        after=place.get("nach", ""),
        original_until=erasing.day(found.original_until) if found.original_until else "",
        restore_url=reverse("desk:restore_text", args=[row.id, found.id]),
        back_url=back_to(request, row.id),
    )


@require_POST
def restore(request: HttpRequest, survey: UUID, text: UUID) -> HttpResponse:
    """Put the original of a text back; it has to be decided on again."""
    row = survey_or_404(survey)
    if queries.text(text, survey) is None:
        raise Http404
    act = partial(actions.restore_text, text=text, by=staff(request), at=clock.now())
    attempt(request, act, _("Der ursprüngliche Text ist wieder da. Bitte entscheiden Sie neu."))
    return redirect("desk:texts", row.id)
