"""The queue of moderation: a list on the left, one thing to read and decide on beside it. It works by keys, too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.collect.contributions import queries as contributions
from smilecity.doors.desk import moderation_reading, words
from smilecity.doors.desk import moderation_words as said
from smilecity.doors.desk.moderation_place import Place, place, turned_away, uuid_of
from smilecity.doors.desk.shell import crumbs, page, staff
from smilecity.ground import clock
from smilecity.ground.text import pick
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.queries import decisions, queue
from smilecity.understand.moderation.queries.queue import Filter, Item
from smilecity.understand.moderation.rules import Act, Why

PAGE = 25


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the queue and what is to be read (`?zeigen=`; else the first)."""
    away = turned_away(request)
    if away:
        return away
    here, at = place(request.GET), clock.now()
    found = queue.page(here.chosen, after=here.after, most=PAGE + 1)
    items, chosen = found[:PAGE], uuid_of(request.GET.get("zeigen", ""))
    number = next((n for n, item in enumerate(items) if item.id == chosen), 0)
    reading = moderation_reading.pane(request, here, chosen or (items[0].id if items else None), at)
    after = items[number + 1 : number + 2] or items[max(number - 1, 0) : number]
    return page(
        request,
        "desk/moderation.html",
        _("Moderation"),
        crumbs(here=_("Moderation")),
        icon="clipboard-list",
        items=[_shown(item, here, at, current=n == number) for n, item in enumerate(items)],
        reading=reading,
        then=after[0].id if after else "",
        filters=_filters(here),
        previous_url=_step(items, number - 1, here),
        forward_url=_step(items, number + 1, here),
        first_url=here.url(nach="") if here.after else "",
        next_url=here.url(nach=_mark(items[-1])) if len(found) > PAGE else "",
        last=_last(request, here, at),
        keys=[{"key": key, "text": text} for key, text in said.KEYS.items()],
        is_filtered=here.chosen != Filter(),
        all_url=reverse("desk:moderation"),
        tools=tools(request),
    )


@require_safe
def thing(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Show one contribution or comment, wherever it stands."""
    away = turned_away(request)
    if away:
        return away
    here = place(QueryDict())
    reading = moderation_reading.pane(request, here, thing, clock.now())
    if reading is None:
        raise Http404
    way = crumbs((reverse("desk:moderation"), _("Moderation")), here=reading["name"])
    return page(request, "desk/moderation_thing.html", reading["name"], way, icon="clipboard-list", reading=reading)


def tools(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the other pages of moderation that this person may open."""
    roles = staff(request).role_set
    complaints = decisions.open_appeals() if rules.may(Act.SETTLE, roles) else 0
    pages = [
        (Act.SETTLE, "desk:appeals", _("Beschwerden"), complaints),
        (Act.TEMPLATES, "desk:reason_templates", _("Vorlagen"), None),
        (Act.REPORT, "desk:moderation_report", _("Jahresbericht"), None),
    ]
    return [
        {"url": reverse(address), "label": label, "count": count}
        for act, address, label, count in pages
        if rules.may(act, roles)
    ]


def _step(items: list[Item], number: int, here: Place) -> str:
    return here.url(zeigen=str(items[number].id)) if 0 <= number < len(items) else ""


def _mark(item: Item) -> str:
    return f"{item.since.isoformat()}_{item.id}"


def _shown(item: Item, here: Place, at: datetime, *, current: bool) -> dict[str, Any]:
    kind = "comment" if item.comment else item.kind
    return {
        "url": here.url(zeigen=str(item.id)) + "#lesen",
        "current": current,
        "kind": said.KINDS[kind],
        "title": item.title,
        "excerpt": item.excerpt,
        "why": item.why.value,
        "why_text": said.WHYS[item.why],
        "flags": item.flags,
        "since": said.age(item.since, at),
        "call": pick(item.call, "de"),
    }


def _filters(here: Place) -> dict[str, Any]:
    counts = queue.counts(Filter(here.chosen.kind, here.chosen.call))
    every = [("", _("Alles"), sum(counts.values())), *((why.value, said.WHYS[why], counts[why]) for why in Why)]
    return {
        "tabs": [
            {
                "label": label,
                "url": here.url(grund=key, nach="", zeigen=""),
                "count": words.number(count),
                "current": key == (here.chosen.why or ""),
            }
            for key, label, count in every
        ],
        "kinds": [
            {"value": key, "text": text, "chosen": key == here.chosen.kind} for key, text in said.KINDS_MANY.items()
        ],
        "calls": [
            {"value": call.id, "text": pick(call.title, "de"), "chosen": call.id == here.chosen.call}
            for call in contributions.all_calls()
        ],
        "why": here.chosen.why or "",
        "narrow": bool(here.chosen.kind or here.chosen.call),
    }


def _last(request: HttpRequest, here: Place, at: datetime) -> dict[str, Any] | None:
    """Return this person's last decision while it can be taken back."""
    if not rules.may(Act.DECIDE, staff(request).role_set):
        return None
    found = decisions.last_of(staff(request).pk, at)
    if found is None:
        return None
    return {
        "url": reverse("desk:undo_decision", args=[found.id]),
        "title": found.title,
        "outcome": said.OUTCOMES[found.outcome],
        "left": said.minutes_left(found.decided_at + rules.UNDO_WITHIN, at),
        "place": here.query,
    }
