"""Who sends a photo covers parts of it first, such as a number plate: fields of a grid that lies over the picture."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from smilecity.collect.contributions.actions.photos import cover_own_photo
from smilecity.collect.contributions.queries import calls, drafts, pictures
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import covered_fields, errors, limits
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.writing import Step, Writing, knows, visit
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Show a photo below a grid; a POST paints over the fields that were chosen, for good, and goes back."""
    here = _visit(request, photo)
    row = next(row for row in drafts.photos(here.draft.id if here.draft else photo) if row.id == photo)
    back, wrong = here.again(Step.WHAT if here.kind is Kind.REPORT else Step.PHOTOS), Errors()
    if request.method == "POST":
        wrong = _cover(request, here, covered_fields.Grid.over(row.width, row.height), photo)
        if not wrong:
            return redirect(f"{back}#fotos")
    shown = covered_fields.shown(row, request.POST.getlist(covered_fields.FIELD))
    frame = here.context() | {"back_url": back, "errors": wrong, "at_fields": dict(wrong)}
    return render(request, "web/writing/cover.html", {**frame, **shown}, status=422 if wrong else 200)


def _visit(request: HttpRequest, photo: UUID) -> Writing:
    """Return the visit that a photo belongs to; one of a draft that this browser does not write on is not there."""
    found = pictures.photo(photo)
    if found is None or found.draft is None or not knows(request, found.draft):
        raise Http404
    draft = drafts.draft(found.draft)
    call = calls.call_by_id(draft.call) if draft else None
    here = visit(request, call.kind, call.slug) if call else None
    if here is None or here.draft is None or here.draft.id != found.draft:
        raise Http404
    return here


def _cover(request: HttpRequest, here: Writing, grid: covered_fields.Grid, photo: UUID) -> Errors:
    """Paint over the chosen fields; return what is wrong."""
    if here.draft is None:
        return []
    boxes = grid.boxes(request.POST.getlist(covered_fields.FIELD))
    try:
        limits.may_upload(request, here.at)
        cover_own_photo(photo=photo, draft=here.draft.id, boxes=boxes, at=here.at)
    except Refused as refusal:
        return [("feld-0-0", said(refusal))]
    except TooMany as many:
        return [("feld-0-0", errors.too_fast(many))]
    return []
