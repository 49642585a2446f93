"""Complaints about decisions: read, answered, and where they are right, the decision is turned round."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.doors.desk import moderation_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.moderation_place import turned_away
from smilecity.doors.desk.shell import crumbs, page, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.queries import appeals, remedies
from smilecity.understand.moderation.queries.appeals import AppealRow
from smilecity.understand.moderation.rules import Act, Remedy


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what waits for an answer, and what was answered last."""
    away = turned_away(request, Act.SETTLE)
    if away:
        return away
    return page(
        request,
        "desk/moderation_appeals.html",
        _("Beschwerden"),
        crumbs((reverse("desk:moderation"), _("Moderation")), here=_("Beschwerden")),
        icon="clipboard-list",
        waiting=[_shown(row) for row in appeals.waiting()],
        answered=[_shown(row) for row in appeals.answered()],
    )


def _shown(row: AppealRow) -> dict[str, Any]:
    return {
        "url": reverse("desk:appeal", args=[row.id]),
        "title": row.title,
        "side": said.SIDES[row.side],
        "when": words.moment(row.made_at),
        "text": row.text,
        "outcome": said.OUTCOMES[row.outcome],
        "ground": said.GROUNDS[row.ground] if row.ground else "",
        "reason": row.reason,
        "reported": row.reported,
        "decider": row.decider_name or _("gelöschtes Konto"),
        "thing_url": reverse("desk:moderation_thing", args=[row.thing]),
        "answer": row.answer,
        "ended": "" if row.upheld is None else (_("war berechtigt") if row.upheld else _("war nicht berechtigt")),
        "by": row.by,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """Answer a complaint. Who made the decision does not judge it, where somebody else can."""
    away = turned_away(request, Act.SETTLE)
    if away:
        return away
    row = appeals.appeal(appeal)
    if row is None:
        raise Http404
    if request.method == "POST":
        answered = _settled(request, row)
        if answered:
            return answered
    remedy = remedies.remedy(appeal)
    title = _("Beschwerde beantworten")
    way = crumbs((reverse("desk:moderation"), _("Moderation")), (reverse("desk:appeals"), _("Beschwerden")), here=title)
    return page(
        request,
        "desk/moderation_appeal.html",
        title,
        way,
        icon="clipboard-list",
        appeal=_shown(row),
        written=request.POST.get("antwort", ""),
        is_own=row.decider == staff(request).pk and actions.another_could(staff(request)),
        upheld_label=said.UPHELD[remedy],
        upheld_note=said.UPHELD_NOTES.get(remedy, ""),
    )


def _settled(request: HttpRequest, row: AppealRow) -> HttpResponse | None:
    """Answer, and lead on to where something is still to be changed by hand; None after a refusal."""
    try:
        remedy = actions.settle_appeal(
            appeal=row.id,
            upheld=request.POST.get("urteil") == "berechtigt",
            answer=request.POST.get("antwort", ""),
            by=staff(request),
            at=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        return None
    if remedy is Remedy.BY_HAND:
        messages.success(request, _("Die Beschwerde ist beantwortet. Ändern Sie nun, was zu ändern ist."))
        return redirect(*(("desk:moderation_photo", row.photo) if row.photo else ("desk:moderation_edit", row.thing)))
    messages.success(request, _("Die Beschwerde ist beantwortet."))
    return redirect("desk:appeals")
