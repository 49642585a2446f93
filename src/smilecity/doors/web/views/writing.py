"""Writing an idea, a place or a report: which call, then one screen after the other, the check, and sending it off."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.queries import alike, calls, drafts
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports import rules as report_rules
from smilecity.doors.visitor.places import found
from smilecity.doors.web import limits, writing_forms, writing_screens
from smilecity.doors.web.before import before
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.views import photos, reports, sending
from smilecity.doors.web.views.keeping import kept, show
from smilecity.doors.web.writing import Step, Writing, visit, waiting_of
from smilecity.doors.web.writing_forms import Heard
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.privacy.rules import Sort

GONE = sentence("Diesen Entwurf gibt es nicht mehr. Sie können ihn hier neu schreiben.")
SENT = sentence("Das ist schon abgesendet. Diese Eingabe ist nicht mehr dabei.")

View = Callable[[HttpRequest, Writing], HttpResponse]


@require_safe
def new(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Offer the calls that are open; where there is only one, begin."""
    running = calls.open_calls(kind, clock.now())
    if len(running) == 1:
        return redirect(f"web:{kind}_call", running[0].slug)
    shown = {"kind": kind.value, "calls": [writing_screens.card(call) for call in running]}
    return render(request, "web/writing/choose.html", shown | writing_screens.list_url(kind))


@require_safe
def call(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Lead to the first screen of a call."""
    return redirect(f"web:{kind}_step", slug, visit(request, kind, slug).steps[0].value)


@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Ask how old somebody is and what they agree to, where a call wants that; a POST keeps it and goes on."""
    here = visit(request, kind, slug)
    if not here.is_open:
        return _closed(request, here)
    asked = before(Sort.CALL, here.call.id)
    if here.draft or asked.agreed_at_the_door(request) is not None:
        return redirect(here.url(here.steps[0]))
    wrong = asked.heard(request)
    if request.method == "POST" and not wrong:
        asked.agree(request)
        return redirect(here.url(here.steps[0]))
    shown = here.context() | asked.shown(request) | {"errors": wrong, "at_fields": dict(wrong)}
    return render(request, "web/writing/before.html", shown, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, kind: Kind, slug: str, name: str) -> HttpResponse:
    """Show a screen; a POST keeps what it says and goes on."""
    here = visit(request, kind, slug)
    if name not in {*here.steps, *here.asides}:
        raise Http404
    if not here.is_open:
        return _closed(request, here)
    wanted = Step(name)
    if here.draft is None and before(Sort.CALL, here.call.id).agreed_at_the_door(request) is None:
        return redirect(f"web:{kind}_before", slug)
    view = OF_REPORTS.get(wanted) if here.kind is Kind.REPORT else None
    return _elsewhere(request, here, wanted) or (view or VIEWS[wanted])(request, here)


def _closed(request: HttpRequest, here: Writing) -> HttpResponse:
    """Say that the call takes nothing now, and hand back what was typed."""
    shown = here.context() | writing_screens.closed(here, request.POST) | writing_screens.list_url(here.kind)
    return render(request, "web/writing/closed.html", shown, status=409 if request.method == "POST" else 200)


def _elsewhere(request: HttpRequest, here: Writing, wanted: Step) -> HttpResponse | None:
    """Return where a visit belongs that has no draft for this screen; None: it is in the right place."""
    if here.draft is not None or wanted is here.steps[0]:
        return None
    again = sending.again(request, here) if wanted is Step.CHECK else None
    if again:
        return again
    waiting = waiting_of(request, here.call.id)
    if request.method == "POST":
        messages.warning(request, _(SENT) if waiting else _(GONE))
    return redirect("web:contribution_wait", waiting) if waiting else redirect(here.url(here.steps[0]))


def text(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask for title and text; then show what others have written already."""
    raw: Mapping[str, str] = {"title": here.content.title, "text": here.content.text}
    heard, status = Heard(), 0
    if request.method == "POST":
        heard, raw = writing_forms.text(request.POST, here.kind, here.content.category), request.POST
        status = kept(request, here, heard, "title")
        if not status:
            return redirect(_after_text(here, str(heard.changes["title"])))
    return show(request, here, Step.TEXT, writing_screens.texts(here, raw), heard.errors, status)


def _after_text(here: Writing, title: str) -> str:
    there_are = here.kind is Kind.IDEA and not here.from_check and alike.similar(title, here.kind, most=1)
    return here.url(Step.SIMILAR) if there_are else here.after(Step.TEXT)


def similar(request: HttpRequest, here: Writing) -> HttpResponse:
    """Show ideas like this one, where there are any; never in the way."""
    found = alike.similar(here.content.title, here.kind)
    if not found:
        return redirect(here.after(Step.TEXT))
    shown = {"similar": writing_screens.similar(found), "next_url": here.after(Step.TEXT)}
    frame = here.context(Step.TEXT) | {"back_url": here.url(Step.TEXT)}
    return render(request, "web/writing/similar.html", frame | shown)


@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """Return ideas like the words that are being typed, for the page beside them."""
    limits.may_look_up(request, clock.now())
    found = alike.similar(request.POST.get("title", ""), Kind.IDEA, most=3)
    return render(request, "web/writing/similar_list.html", {"similar": writing_screens.similar(found), "level": True})


def feeling(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask what kind of place it is."""
    chosen, heard, status = here.content.category, Heard(), 0
    if request.method == "POST":
        chosen, heard = request.POST.get("category", ""), writing_forms.feeling(request.POST)
        status = kept(request, here, heard, "category")
        if not status:
            return redirect(here.after(Step.FEELING))
    return show(request, here, Step.FEELING, writing_screens.feeling(chosen), heard.errors, status)


def themes(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask what it is about."""
    chosen, heard, status = set(here.content.theme_ids), Heard(), 0
    if request.method == "POST":
        heard = writing_forms.themes(request.POST, [theme.id for theme in here.themes])
        status = kept(request, here, heard, "themes")
        if not status:
            return redirect(here.after(Step.THEMES))
        chosen = {theme.id for theme in here.themes if str(theme.id) in request.POST.getlist("themes")}
    return show(request, here, Step.THEMES, writing_screens.themes(here, chosen), heard.errors, status)


def place(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask where it is: by name (also without JavaScript), by a point, in words, or not at all."""
    said = here.content
    raw: dict[str, Any] = {"lon": said.lon, "lat": said.lat, "place": said.place}
    heard, status, matches, water = Heard(), 0, list[tuple[str, str]](), dict[str, object]()
    if request.method == "POST":
        post, matches = _meant(request.POST, here)
        if not matches and "find" not in post:
            heard = _place(post, here)
            water = reports.water(request, here, heard) if here.kind is Kind.REPORT else {}
            status = 0 if water else kept(request, here, heard, "address")
            if not status and not water:
                return redirect(_after_place(here, heard))
        raw = writing_screens.point_again(post) | {name: heard.changes[name] for name in ("lon", "lat") if water}
    shown = writing_screens.place(raw, matches, searched="find" in request.POST)
    shown |= reports.frame(here) | water if here.kind is Kind.REPORT else {}
    return show(request, here, Step.PLACE, shown, heard.errors, status)


def _after_place(here: Writing, heard: Heard) -> str:
    return reports.after_place(here, heard) if here.kind is Kind.REPORT else here.after(Step.PLACE)


def _meant(post: QueryDict, here: Writing) -> tuple[QueryDict, list[tuple[str, str]]]:
    """Return the place that is meant, and what is to be chosen from where somebody searches.

    An address typed over a point of before, which fills the fields, replaces it: nobody sees that point any more.
    """
    typed, said = post.get("address", "").strip(), here.content
    if "find" in post:
        return post, found(typed)
    old = (str(said.lon), str(said.lat))
    if not typed or post.get("match") or "without" in post or (post.get("lon"), post.get("lat")) != old:
        return post, []
    matches = found(typed)
    if f"{said.lon:.6f},{said.lat:.6f}" in dict(matches):
        return post, []
    post = post.copy()
    post["lon"] = post["lat"] = ""
    return post, matches


def _place(post: QueryDict, here: Writing) -> Heard:
    if "without" in post and here.kind is Kind.IDEA:
        return Heard({"lon": None, "lat": None, "place": ""})
    if here.kind is Kind.REPORT:
        return writing_forms.place(post, required=True, outside=report_rules.OUTSIDE)
    return writing_forms.place(post, required=here.kind is Kind.PLACE)


def contact(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask for the name that is shown, whether to write, and guests for their address."""
    wrong: Errors = []
    if request.method == "POST":
        given = writing_forms.contact(request.POST, asks_address=here.member is None)
        heard = Heard({"author_name": given.author_name}, list(given.errors))
        status = kept(request, here, heard, "author_name")
        if not status and here.draft:
            actions.give_contact(draft=here.draft.id, address=given.address, informed=given.informed, at=here.at)
            return redirect(here.url(Step.CHECK))
        wrong = heard.errors
    raw = request.POST if request.method == "POST" else None
    return show(request, here, Step.CONTACT, writing_screens.contact(here, raw), wrong)


def check(request: HttpRequest, here: Writing) -> HttpResponse:
    """Show all that was said once more; a POST sends it off."""
    missing = _missing(here)
    if missing:
        return redirect(here.url(missing))
    wrong: Errors = []
    if request.method == "POST":
        try:
            return sending.send_off(request, here)
        except Refused as refusal:
            wrong = [("angaben", said(refusal))]
    rows = drafts.photos(here.draft.id) if here.draft else []
    return show(request, here, Step.CHECK, writing_screens.check(here, rows), wrong)


def _missing(here: Writing) -> Step | None:
    """Return the first screen without which nothing can be sent off."""
    if not here.content.title:
        return Step.TEXT
    if Step.FEELING in here.steps and not here.content.category:
        return Step.FEELING
    asks = here.member is None and here.draft is not None and not here.draft.address
    return Step.CONTACT if asks else None


def photo_step(request: HttpRequest, here: Writing) -> HttpResponse:
    """Ask for photos; a POST takes them, describes or removes them, and goes on."""
    return photos.step(request, here, show)


VIEWS: dict[Step, View] = {
    Step.FEELING: feeling,
    Step.TEXT: text,
    Step.SIMILAR: similar,
    Step.THEMES: themes,
    Step.PLACE: place,
    Step.PHOTOS: photo_step,
    Step.CONTACT: contact,
    Step.CHECK: check,
}
OF_REPORTS: dict[Step, View] = {
    Step.WHAT: reports.what,
    Step.DETAIL: reports.detail,
    Step.NEAR: reports.near,
    Step.CHECK: reports.check,
}
