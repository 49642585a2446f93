"""Reporting what is broken: photo and what, where, check and contact. In between: what exactly, what is near."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from smilecity.collect.contributions.queries import drafts
from smilecity.collect.reports import queries
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import report_forms, report_place, report_screens
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.report_tree import Tree
from smilecity.doors.web.views import photos, sending
from smilecity.doors.web.views.keeping import kept, show
from smilecity.doors.web.writing import Step, Writing, visit
from smilecity.doors.web.writing_forms import Heard
from smilecity.ground.refusals import Refused


def what(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask what is wrong, with a photo; what is sent by the script is a photo alone."""
    tree, heard, status, wrong = Tree.read(here.language), Heard(), 0, Errors()
    if request.method == "POST":
        heard = report_forms.what(request.POST, tree, stays=photos.stays(request))
        unkept = _set_aside(request, heard)
        status = kept(request, here, heard, "category")
        if not status:
            here = visit(request, here.kind, here.call.slug)
            wrong = _photos(request, here)
            if "alone" in request.POST and here.draft:
                return photos.alone(request, here.draft.id, wrong)
            if not wrong and not photos.stays(request):
                return redirect(_after_what(here, tree))
            covering = photos.covers(request, here.draft.id) if here.draft else None
            if covering and not unkept:
                return covering
            # It would lead away from words that stand nowhere else.
            heard.errors += unkept if covering else []
    rows = drafts.photos(here.draft.id) if here.draft else []
    typed = request.POST if request.method == "POST" else None
    shown = report_screens.what(here, tree, typed, rows, wrong)
    return show(request, here, Step.WHAT, shown, [*heard.errors, *wrong], status)


def _set_aside(request: HttpRequest, heard: Heard) -> Errors:
    """Set aside, and return, what is wrong with the words of who is busy with photos: they have not finished writing.

    Such words stay in their field, and the photo is taken.
    """
    unkept = list(heard.errors) if photos.stays(request) else []
    if unkept:
        heard.errors.clear()
    return unkept


def _photos(request: HttpRequest, here: Writing) -> Errors:
    """Do with the photos what the form says; return what is wrong with them."""
    if here.draft is None or not here.call.photos:
        return []
    return photos.change(request, here, here.draft.id)


def _after_what(here: Writing, tree: Tree) -> str:
    """Return the next screen: a look aside where the category wants to know more, or is not the town's."""
    return here.again(Step.DETAIL) if report_screens.asks_more(here, tree) else here.after(Step.WHAT)


def detail(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask what a category wants to know besides, or say who is responsible where the town is not."""
    tree, heard, status = Tree.read(here.language), Heard(), 0
    chosen = tree.chosen(here)
    if chosen is None:
        return redirect(here.again(Step.WHAT))
    if request.method == "POST":
        heard = report_forms.detail(request.POST, tree, chosen)
        status = kept(request, here, heard, "category")
        if not status:
            here = visit(request, here.kind, here.call.slug)
            more = tree.chosen(here)
            # A narrower category may have questions of its own.
            again = more is not None and more.code != chosen.code and report_screens.asks_more(here, tree)
            return redirect(here.again(Step.DETAIL) if again else here.after(Step.DETAIL))
    typed = request.POST if request.method == "POST" else None
    shown = report_screens.detail(here, tree, chosen, typed, heard.errors)
    return show(request, here, Step.DETAIL, shown, heard.errors, status)


def frame(here: Writing) -> dict[str, object]:
    """Return what the screens of all kinds say for a report besides: what to do in an emergency. 1 SQL."""
    words_query = filters.to_query({filters.REPORTED: here.content.category})
    return report_screens.frame(here, Tree.read(here.language)) | {"words_query": words_query}


def after_place(here: Writing, heard: Heard) -> str:
    """Return the next screen after the place: a look at what is reported near it, where there is any."""
    lon, lat = heard.changes.get("lon"), heard.changes.get("lat")
    if lon is None or lat is None or not here.content.category:
        return here.after(Step.PLACE)
    return here.again(Step.NEAR) if queries.near(here.content.category, lon, lat) else here.after(Step.PLACE)


def water(request: HttpRequest, here: Writing, heard: Heard) -> dict[str, object]:
    """Return who acts at a point in the water, unless it was said already: nobody goes on without having read it."""
    lon, lat = heard.changes.get("lon"), heard.changes.get("lat")
    if heard.errors or lon is None or lat is None or report_forms.was_told(request.POST, lon, lat):
        return {}
    sentence = report_place.told(here.content.category, lon, lat)
    if not sentence:
        return {}
    goes_on = _("Stimmt der Punkt? Dann gehen Sie einfach weiter.")
    return {"water": f"{sentence} {goes_on}", "told": f"{lon},{lat}"}


def near(request: HttpRequest, here: Writing) -> HttpResponse:
    """Show what others have reported near this place; never in the way."""
    content = here.content
    if content.lon is None or content.lat is None:
        return redirect(here.after(Step.NEAR))
    rows = queries.near(content.category, content.lon, content.lat)
    if not rows:
        return redirect(here.after(Step.NEAR))
    return show(request, here, Step.NEAR, report_screens.near(here, Tree.read(here.language), rows), [])


def check(request: HttpRequest, here: Writing) -> HttpResponse:
    """Show all that was said once more, and ask how the reporter is reached; a POST sends it off."""
    tree = Tree.read(here.language)
    missing = report_screens.missing(here, tree)
    if missing:
        return redirect(here.url(missing))
    wrong: Errors = []
    given = report_forms.reached(request.POST, member=here.member is not None)
    if request.method == "POST":
        wrong = given.errors
        try:
            sent = None if wrong else _send_off(request, here, given)
        except Refused as refusal:
            wrong, sent = [("angaben", said(refusal))], None
        if sent:
            return sent
    rows = drafts.photos(here.draft.id) if here.draft else []
    return show(request, here, Step.CHECK, report_screens.check(here, tree, rows, given), wrong)


def _send_off(request: HttpRequest, here: Writing, given: report_forms.Reached) -> HttpResponse:
    if here.draft is None:
        return redirect(here.url(here.steps[0]))
    if given.anonymous:
        return sending.anonymously(request, here, here.draft)
    if here.member:
        return sending.as_member(request, here, here.draft, here.member, informed=True)
    return sending.as_guest(request, here, here.draft, given.address, informed=True)
