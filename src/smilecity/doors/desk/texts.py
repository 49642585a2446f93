"""Free texts at the desk: read one after the other, released for the result or withheld for a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import attempt, page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

PAGE = 50
_WAITING = "waiting"


@require_safe
def texts(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show the texts in one status (`?stand=released`), a page at a time (`?nach=` the last one seen)."""
    row = survey_or_404(survey)
    reason = reason_against(request, Act.RELEASE, row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    status, after = _place(request)
    found = queries.texts(row.id, status=status, after=after, most=PAGE + 1)
    counts = queries.text_counts(row.id)
    asked = {question.id: pick(question.text, "de") for question in queries.questions_of(row.id)}
    here = reverse("desk:texts", args=[row.id])
    last = str(found[PAGE - 1].id) if len(found) > PAGE else ""
    return page(
        request,
        "desk/texts.html",
        _("Freie Texte prüfen"),
        survey_crumbs(row, _("Freie Texte prüfen")),
        texts=[_shown(row, text, asked) for text in found[:PAGE]],
        reasons=list(enumerate(words.TEXT_REASONS.items(), 1)),
        erased=words.day(row.erased_at) if row.erased_at else "",
        tabs=_tabs(here, counts, status),
        status=status,
        after=after or "",
        first_url=f"{here}?{urlencode({'stand': status})}" if after else "",
        next_url=f"{here}?{urlencode({'stand': status, 'nach': last})}" if last else "",
        total=sum(counts.values()),
        result_url=reverse("desk:result", args=[row.id]),
    )


def _place(request: HttpRequest) -> tuple[str, UUID | None]:
    """Return status and last text seen, from the address or the form; what makes no sense is left out."""
    given = request.POST if request.method == "POST" else request.GET
    status = given.get("stand", _WAITING)
    try:
        after = UUID(given.get("nach", ""))
    except ValueError:
        after = None
    return status if status in words.TEXT_STATUSES else _WAITING, after


def _tabs(here: str, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{here}?{urlencode({'stand': status})}",
            "count": words.number(counts.get(status, 0)),
            "current": status == chosen,
            "key": status,
        }
        for status, label in words.TEXT_STATUSES.items()
    ]


def _shown(row: SurveyRow, text: queries.TextRow, asked: dict[str, str]) -> dict[str, Any]:
    return {
        "id": text.id,
        "text": text.text,
        "question": asked.get(str(text.question), ""),
        "status": text.status,
        "why": words.TEXT_REASONS.get(text.why, ""),
        "cut": text.original_until is not None,
        "edition": text.edition,
        "url": reverse("desk:review_text", args=[row.id, text.id]),
        "cut_url": reverse("desk:cut_text", args=[row.id, text.id]),
    }


@require_POST
def review(request: HttpRequest, survey: UUID, text: UUID) -> HttpResponse:
    """Release one text, or withhold it for a reason. The script of the page asks for JSON and stays where it is."""
    row, decision = survey_or_404(survey), request.POST.get("entscheidung", "")
    _require_own(row, text)
    release = decision == "freigeben"

    def act() -> None:
        why = None if release else rules.why_of(decision)
        seen, by = request.POST.get("fassung", ""), staff(request)
        actions.review_text(text=text, release=release, why=why, seen=seen, by=by, at=clock.now())

    if request.accepts("text/html"):
        return _reviewed(request, row, act, release=release)
    try:
        act()
    except Refused as refusal:
        return JsonResponse({"said": words.said(refusal)}, status=409)
    counts = queries.text_counts(row.id)
    shown = {status: words.number(counts.get(status, 0)) for status in words.TEXT_STATUSES}
    return JsonResponse({"said": _decided(release=release), "counts": shown})


def _require_own(row: SurveyRow, text: UUID) -> None:
    """Let nobody decide on a text under the address of another survey; what is gone is said by the action."""
    own = queries.survey_of_text(text)
    if own is not None and own != row.id:
        raise Http404


def _reviewed(request: HttpRequest, row: SurveyRow, act: Callable[[], None], *, release: bool) -> HttpResponse:
    attempt(request, act, _decided(release=release))
    return redirect(back_to(request, row.id))


def back_to(request: HttpRequest, survey: UUID) -> str:
    """Return the address of the queue at the place where somebody was in it."""
    status, after = _place(request)
    query = {"stand": status} | ({"nach": str(after)} if after else {})
    return f"{reverse('desk:texts', args=[survey])}?{urlencode(query)}#texte"


def _decided(*, release: bool) -> str:
    return _("Der Text ist freigegeben.") if release else _("Der Text wird zurückgehalten.")
