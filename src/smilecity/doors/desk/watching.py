"""Participation in a survey while it runs: how many, by day, way and district, and who did not finish. No answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.collect.surveys.queries import SurveyRow, counting
from smilecity.collect.surveys.rules import Feature, State
from smilecity.collect.surveys.rules.course import Span, course
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import page, survey_crumbs, survey_or_404
from smilecity.ground import clock
from smilecity.people.register import queries as register
from smilecity.people.register.queries import Live, Taken
from smilecity.people.register.rules import SURE, Way
from smilecity.understand.results import queries as results
from smilecity.understand.results.queries import Stood
from smilecity.understand.results.rules import standing

_ENOUGH = 286  # htmx asks no more
_HEIGHT = 100


@require_safe
def watch(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show how participation goes. `?ruhig`: without refreshing itself."""
    row, at = survey_or_404(survey), clock.now()
    if row.state is State.DRAFT:
        messages.error(request, _("Diese Umfrage ist noch nicht offen. Hier steht später, wie viele mitmachen."))
        return redirect("desk:survey", row.id)
    title = _("Teilnahme")
    return page(
        request,
        "desk/watch.html",
        title,
        survey_crumbs(row, title),
        icon="group",
        live=row.accepts(at) and "ruhig" not in request.GET,
        stand_url=reverse("desk:watch_stand", args=[row.id]),
        **_stand(row, at),
    )


@require_safe
def stand(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Give the numbers as they stand, for the page that shows them; at the end of the survey for the last time."""
    row, at = survey_or_404(survey), clock.now()
    status = 200 if row.accepts(at) else _ENOUGH
    return render(request, "desk/watch_stand.html", _stand(row, at), status=status)


def _stand(row: SurveyRow, at: datetime) -> dict[str, Any]:
    """Return all numbers in words. At most 4 SQL, however many have taken part."""
    known = register.live(row.process, at) if row.process and row.accepts(at) else None
    taken = known.taken if known else counting.taken(row.process)
    return {
        "running": row.accepts(at),
        "at": f"{at.astimezone(words.city_zone()):%H:%M}",
        "numbers": [(label, words.number(number)) for label, number in _numbers(row, taken, known, at)],
        "course": _course(row, taken, at),
        "ways": _ways(row, taken),
        "districts": _districts(row),
    }


def _numbers(row: SurveyRow, taken: Taken, known: Live | None, at: datetime) -> list[tuple[str, int]]:
    counted, begun = counting.counted_and_begun(row.id, at)
    if known is None:
        return [(_("Teilnahmen"), counted)]
    return [
        (_("Teilnahmen"), counted),
        (_("davon heute"), taken.by_day.get(at.astimezone(words.city_zone()).date(), 0)),
        (_("angefangen, nicht abgesendet"), begun),
        (_("warten auf Bestätigung per E-Mail"), known.waiting),
        (_("nicht rechtzeitig bestätigt"), known.expired),
    ]


# --- over time -----------------------------------------------------------------------------------------------------


def _course(row: SurveyRow, taken: Taken, at: datetime) -> dict[str, Any] | None:
    """Return the days from the opening until now; a long time in weeks. None, before anybody took part."""
    if not taken.by_day:
        return None
    zone = words.city_zone()
    first = min([*taken.by_day, *([row.opened_at.astimezone(zone).date()] if row.opened_at else [])])
    last = max([*taken.by_day, (row.closed_at or at).astimezone(zone).date()])
    spans = course(taken.by_day, first, last)
    most = max(span.number for span in spans) or 1
    return {
        "columns": [_column(place, span, most) for place, span in enumerate(spans)],
        "width": len(spans) * 10,
        "first": words.date_text(first),
        "last": words.date_text(last),
        "most": words.number(most),
        "head": _("Datum") if spans[0].first == spans[0].last else _("Woche"),
        "rows": [(_days(span), words.number(span.number)) for span in reversed(spans)],
    }


def _column(place: int, span: Span, most: int) -> dict[str, str]:
    # Somebody is never drawn as nobody.
    height = max(1.0, _HEIGHT * span.number / most) if span.number else 0.0
    text = f"{_days(span)}: {words.number(span.number)}"
    return {"x": str(place * 10 + 1), "y": f"{_HEIGHT - height:.1f}", "height": f"{height:.1f}", "text": text}


def _days(span: Span) -> str:
    first, last = words.date_text(span.first), words.date_text(span.last)
    return first if span.first == span.last else _("{first} bis {last}").format(first=first, last=last)


# --- by way, by district -------------------------------------------------------------------------------------------


def _ways(row: SurveyRow, taken: Taken) -> list[dict[str, str]]:
    total = sum(taken.by_way.values())
    return [
        {
            "label": str(words.WAYS[way]),
            "sure": _(SURE[way]),
            "count": words.number(taken.by_way.get(way, 0)),
            "length": _length(taken.by_way.get(way, 0), total),
        }
        for way in Way
        if way in row.ways or way in taken.by_way
    ]


def _length(number: int, most: int) -> str:
    return f"{max(0.6, 100 * number / most):.1f}" if number else "0"


def _districts(row: SurveyRow) -> dict[str, Any] | None:
    """Return the districts, guarded; None where nobody is asked for theirs, or the result is near."""
    if Feature.DISTRICT not in row.features or row.state is not State.OPEN:
        return None
    stood = results.standing(row.id)
    return {
        "rows": _district_rows(stood) if stood else [],
        "map": _map(stood) if stood and stood.plan.paths else None,
        "since": words.moment(stood.taken_at) if stood else "",
        "news": standing.NEWS,
        "step": standing.STEP,
    }


def _district_rows(stood: Stood) -> list[dict[str, str]]:
    most = max(stood.districts.values(), default=0)
    return [
        {"name": name, "count": _at_least(code, stood), "length": _length(_number(code, stood), most)}
        for code, name in stood.names
    ]


def _map(stood: Stood) -> dict[str, Any]:
    """Return the districts as they are drawn, the more the darker; the list beside says the same."""
    most = max(stood.districts.values(), default=0)
    return {
        "width": stood.plan.width,
        "height": stood.plan.height,
        "areas": [(path, _shade(_number(code, stood), most)) for code, path in stood.plan.paths.items()],
    }


def _shade(number: int, most: int) -> int:
    """Return 0 for fewer than a step, else 1 (few) to 4 (as many as anywhere)."""
    return min(4, 1 + 4 * number // most) if number else 0


def _number(code: str, stood: Stood) -> int:
    return stood.districts.get(code, 0)


def _at_least(code: str, stood: Stood) -> str:
    number = _number(code, stood)
    if not number:
        return _("unter {number}").format(number=standing.STEP)
    return _("mindestens {n}").format(n=words.number(number))
