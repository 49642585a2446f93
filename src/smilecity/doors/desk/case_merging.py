"""Two contributions that say the same become one: searched, laid side by side, then merged; or parted again."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smilecity.collect.contributions import queries as trunk
from smilecity.collect.contributions.queries import Detail, ListFilter
from smilecity.collect.contributions.rules import TEXT_MOST, clean_text
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk import case_facts
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk.case import case_crumbs, detail_or_404
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import attempt, page, staff

FOUND_MOST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Search (`?suche=`), lay side by side (`?mit=`), and merge by POST."""
    detail, now = detail_or_404(number), today(request)
    away = turned_away(request, now, Act.MERGE, detail.office)
    if away:
        return away
    given = request.POST if request.method == "POST" else request.GET
    other = _other(given.get("mit", ""), detail)
    if request.method == "POST" and other and _merge(request, detail, other, now):
        return redirect("desk:case", other.number)
    title = _("Mit einem anderen zusammenführen")
    return page(
        request,
        "desk/merge.html",
        title,
        case_crumbs(detail, title),
        icon="copy",
        here=case_facts.shown(detail, now),
        here_name=said.name(detail.kind, detail.number),
        other=case_facts.shown(other, now) if other else None,
        other_name=said.name(other.kind, other.number) if other else "",
        other_number=other.number if other else "",
        text=given.get("text", ""),
        search=given.get("suche", ""),
        found=[] if other else _found(detail, given.get("suche", "")),
    )


def _other(raw: str, detail: Detail) -> Detail | None:
    number = raw.strip().lstrip("#")
    found = queries.by_number(int(number)) if number.isdecimal() and len(number) < 16 else None
    other = trunk.by_id(found) if found else None
    return other if other and other.id != detail.id else None


def _found(detail: Detail, search: str) -> list[dict[str, Any]]:
    """Return what may be the same: what has the words searched for, else what has a title like it."""
    if search.strip():
        cards = trunk.page(ListFilter(kind=detail.kind, text=search[:100]), most=FOUND_MOST).cards
    else:
        cards = trunk.similar(detail.title, detail.kind, most=FOUND_MOST)
    return [
        {
            "url": f"?mit={card.number}",
            "name": said.name(card.kind, card.number),
            "title": card.title,
            "excerpt": card.excerpt,
            "status": said.STATUSES[card.status],
        }
        for card in cards
        if card.id != detail.id
    ]


def _merge(request: HttpRequest, detail: Detail, other: Detail, now: Today) -> bool:
    act = partial(
        actions.merge,
        contribution=detail.id,
        into=other.id,
        text=clean_text(request.POST.get("text", "")[:TEXT_MOST], TEXT_MOST),
        by=staff(request),
        at=now.at,
    )
    done = _("Zusammengeführt. Wer einen der beiden geschrieben hat und Nachrichten möchte, erfährt es.")
    return attempt(request, act, done)


@require_POST
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Let a merged contribution stand for itself again."""
    detail, now = detail_or_404(number), today(request)
    act = partial(actions.part, contribution=detail.id, text="", by=staff(request), at=now.at)
    attempt(request, act, _("Beide Beiträge stehen wieder für sich."))
    return redirect(reverse("desk:case", args=[number]))
