"""A text is changed at the desk, with a reason that everybody reads. Two people at once: both texts are shown."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.collect.contributions import rules as trunk
from smilecity.collect.contributions.actions import editing
from smilecity.doors.desk import moderation_reading, words
from smilecity.doors.desk.moderation_acts import reason_in, seen, thing_or_404
from smilecity.doors.desk.moderation_place import place, turned_away
from smilecity.doors.desk.shell import crumbs, page, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.queries.things import Thing
from smilecity.understand.moderation.rules import Act


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Change a text, or take personal data out of it."""
    away = turned_away(request, Act.DECIDE)
    if away:
        return away
    row = thing_or_404(thing)
    if request.method != "POST":
        return _form(request, row, {"title": row.title, "text": row.text})
    try:
        _correct(request, row)
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        return _form(request, thing_or_404(thing), _written(request), outdated=refusal.sentence == editing.CHANGED)
    messages.success(request, _("Die Änderung ist gespeichert."))
    return redirect(place(request.POST).url(zeigen=str(thing)))


def _correct(request: HttpRequest, row: Thing) -> None:
    actions.correct(
        target=row.target,
        title=request.POST.get("titel", ""),
        text=request.POST.get("text", ""),
        reason=reason_in(request, row.language),
        redacts="schwaerzen" in request.POST,
        seen=seen(request),
        by=staff(request),
        at=clock.now(),
    )


def _written(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed, so that nothing is lost."""
    given = request.POST
    return {
        "title": given.get("titel", ""),
        "text": given.get("text", ""),
        "worte": given.get("worte", ""),
        "vorlage": given.get("vorlage", ""),
        "anlass": given.get("anlass", ""),
        "stelle": given.get("stelle", ""),
        "paragraf": given.get("paragraf", ""),
        "redacts": "schwaerzen" in given,
    }


def _form(request: HttpRequest, row: Thing, written: dict[str, Any], *, outdated: bool = False) -> HttpResponse:
    name = moderation_reading.name(row)
    way = crumbs((reverse("desk:moderation"), _("Moderation")), here=_("Text bearbeiten"))
    return page(
        request,
        "desk/moderation_edit.html",
        _("Text bearbeiten"),
        way,
        icon="edit",
        name=name,
        row=row,
        is_comment=row.target.comment is not None,
        written=written,
        outdated=outdated,
        text_most=trunk.COMMENT_MOST if row.target.comment else trunk.TEXT_MOST,
        reason=moderation_reading.reason_choices(row.language, written),
        back_url=place(request.GET).url(zeigen=str(row.target.id)),
    )
