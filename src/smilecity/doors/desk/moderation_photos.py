"""Parts of a photo are painted over: boxes drawn by mouse or keys, or given as numbers where there is no script."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.contributions import queries as contributions
from smilecity.collect.contributions.queries import PhotoFile
from smilecity.doors.desk import words
from smilecity.doors.desk.moderation_acts import reason_in, thing_or_404
from smilecity.doors.desk.moderation_place import turned_away
from smilecity.doors.desk.moderation_reading import photo_state, reason_choices
from smilecity.doors.desk.shell import attempt, crumbs, page, staff
from smilecity.ground import clock
from smilecity.ground.pictures import BAD_BOX, Box
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.understand.moderation import actions, rules
from smilecity.understand.moderation.queries.things import Thing
from smilecity.understand.moderation.rules import Act, Outcome

# A crowd at a feast. More is refused, never left out: a face that stays seen must not be called covered.
BOXES_MOST = 50
TOO_MANY_BOXES = sentence(
    "Auf einmal lassen sich höchstens {most} Flächen verdecken. Bitte fassen Sie einige zusammen."
)
_SIDES = ("links", "oben", "breite", "hoehe")


@require_safe
def file(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Give the picture to who may look at what is not public."""
    away = turned_away(request)
    if away:
        return away
    found = _photo_or_404(photo)
    try:
        with default_storage.open(found.large) as opened:
            return HttpResponse(opened.read(), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Paint over parts of a photo, or take it from view as a whole."""
    away = turned_away(request, Act.DECIDE)
    if away:
        return away
    found = _photo_or_404(photo)
    row = thing_or_404(found.contribution or photo)
    if request.method != "POST":
        return _form(request, found, row)
    try:
        said = _done(request, found, row)
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        return _form(request, found, row)
    messages.success(request, said)
    return redirect("desk:moderation_thing", row.target.contribution)


def _done(request: HttpRequest, found: PhotoFile, row: Thing) -> str:
    reason, by, at = reason_in(request, row.language), staff(request), clock.now()
    if "ausblenden" in request.POST:
        actions.hide_photo(photo=found.id, reason=reason, by=by, at=at)
        return _("Das Foto ist nicht mehr zu sehen.")
    actions.cover(photo=found.id, boxes=boxes(request), reason=reason, by=by, at=at)
    return _("Die Flächen sind verdeckt. Das ursprüngliche Foto wird in zwei Wochen gelöscht.")


@require_POST
def show(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Show a photo again that was taken from view."""
    found = _photo_or_404(photo)
    act = partial(actions.show_photo, photo=photo, by=staff(request), at=clock.now())
    attempt(request, act, _("Das Foto ist wieder zu sehen."))
    return redirect("desk:moderation_thing", found.contribution)


@require_POST
def uncover(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Take the boxes off a photo again, while the original is there."""
    found = _photo_or_404(photo)
    act = partial(actions.uncover, photo=photo, by=staff(request), at=clock.now())
    attempt(request, act, _("Auf dem Foto ist nichts mehr verdeckt."))
    return redirect("desk:moderation_thing", found.contribution)


def boxes(request: HttpRequest) -> list[Box]:
    """Return the boxes of a form: rows of numbers in percent; rows left empty are none. Raises Refused."""
    columns = [request.POST.getlist(side) for side in _SIDES]
    rows = [row for row in zip(*columns, strict=False) if any(cell.strip() for cell in row)]
    if len(rows) > BOXES_MOST:
        raise Refused(TOO_MANY_BOXES, most=BOXES_MOST)
    return [_box(row) for row in rows]


def _box(row: tuple[str, ...]) -> Box:
    try:
        left, top, width, height = (float(cell.replace(",", ".")) / 100 for cell in row)
    except ValueError:
        raise Refused(BAD_BOX) from None
    # What was drawn to the very edge may be over it by the rounding of percents.
    return Box(max(left, 0.0), max(top, 0.0), min(left + width, 1.0), min(top + height, 1.0))


def _photo_or_404(photo: UUID) -> PhotoFile:
    found = contributions.photo(photo)
    if found is None or found.contribution is None:
        raise Http404
    return found


def _form(request: HttpRequest, found: PhotoFile, row: Thing) -> HttpResponse:
    written: dict[str, Any] = request.POST.dict()
    columns = [request.POST.getlist(side) for side in _SIDES]
    kept = [dict(zip(_SIDES, cells, strict=True)) for cells in zip(*columns, strict=False) if any(cells)]
    title = _("Flächen auf dem Foto verdecken")
    return page(
        request,
        "desk/moderation_photo.html",
        title,
        crumbs(
            (reverse("desk:moderation"), _("Moderation")),
            (reverse("desk:moderation_thing", args=[row.target.contribution]), row.title),
            here=title,
        ),
        icon="image",
        photo_url=reverse("desk:moderation_photo_file", args=[found.id]),
        boxes=[*kept, *({} for _n in range(max(1, 3 - len(kept))))],
        reason=reason_choices(row.language, written),
        back_url=reverse("desk:moderation_thing", args=[row.target.contribution]),
        photo=photo_state(found, can_change=rules.possible(Outcome.RESTORED, row.publicity)),
        is_hidden=found.hidden,
    )
