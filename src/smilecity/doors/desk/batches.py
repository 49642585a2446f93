"""Several contributions at once: chosen in the inbox, one text for all, and how each of them ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import Status
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.models import Batch
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.case import uuid_of
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import crumbs, page, staff
from smilecity.doors.desk.text_blocks import theirs, with_block
from smilecity.ground.refusals import Refused

# Nobody is kept waiting for a page that shows how far it is: it looks again by itself.
_AGAIN_SECONDS = 2


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the one text for what was chosen, perhaps with a text block in it; with `tun` in the form, begin."""
    now = today(request)
    away = turned_away(request, now)
    if away:
        return away
    chosen = _chosen(request)
    error = ""
    if "tun" in request.POST:
        try:
            return redirect("desk:batch", _begin(request, chosen, now))
        except Refused as refusal:
            error = words.said(refusal)
    return _form(request, chosen, now, error)


def _chosen(request: HttpRequest) -> dict[UUID, int]:
    """Return what was ticked, each with the number of decisive steps seen: „id_3“."""
    pairs = (raw.partition("_") for raw in request.POST.getlist("beitrag"))
    return {key: int(seen) for raw, _sep, seen in pairs if (key := uuid_of(raw)) and seen.isdecimal() and len(seen) < 7}


def _begin(request: HttpRequest, chosen: Mapping[UUID, int], now: Today) -> UUID:
    given = request.POST
    hands_over = given.get("tun") == "weitergeben"
    office, status = given.get("office", ""), given.get("status", "")
    return actions.begin_batch(
        act=Batch.Act.HAND_OVER if hands_over else Batch.Act.ANSWER,
        chosen=chosen,
        text=given.get("notiz" if hands_over else "text", ""),
        status=Status(status) if status in set(Status) and not hands_over else None,
        office=int(office) if hands_over and office.isdecimal() and len(office) < 9 else None,
        by=staff(request),
        at=now.at,
    )


def _form(request: HttpRequest, chosen: Mapping[UUID, int], now: Today, error: str) -> HttpResponse:
    given = request.POST
    title, text = _("Mehrere Beiträge bearbeiten"), given.get("text", "")
    return page(
        request,
        "desk/several.html",
        title,
        crumbs((reverse("desk:inbox"), _("Eingang")), here=title),
        icon="mail",
        chosen=[f"{key}_{seen}" for key, seen in chosen.items()],
        count=said.contributions(len(chosen)),
        error=error,
        text=with_block(text, given.get("baustein", ""), now) if "einfuegen" in given else text,
        blocks=theirs(now),
        note=given.get("notiz", ""),
        statuses=[
            (status.value, said.STATUSES[status], status.value == given.get("status"))
            for status in Status
            if status is not Status.RECEIVED
        ],
        offices=[(row.id, row.name, str(row.id) == given.get("office")) for row in city.offices()],
    )


@require_safe
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Show how each contribution of a batch ended; while some wait, the page looks again by itself."""
    row = queries.batch(batch)
    if row is None or row.by != staff(request).pk:
        raise Http404
    title = _("Mehrere Beiträge bearbeiten")
    response = page(
        request,
        "desk/batch.html",
        title,
        crumbs((reverse("desk:inbox"), _("Eingang")), here=title),
        icon="mail",
        running=row.running,
        done=row.number("done"),
        total=len(row.items),
        refused=[_item(item) for item in row.items if item.state == "refused"],
        finished=[_item(item) for item in row.items if item.state == "done"],
    )
    if row.running:
        response["Refresh"] = str(_AGAIN_SECONDS)
    return response


def _item(item: queries.ItemRow) -> dict[str, Any]:
    return {
        "url": reverse("desk:case", args=[item.number]),
        "name": f"{said.name(item.kind, item.number)}: {item.title}",
        "reason": _(item.reason) if item.reason else "",
    }
