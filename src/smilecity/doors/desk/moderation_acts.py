"""Decisions from the queue: show, hide with a reason, leave, take back. Each goes on to what was next."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from smilecity.collect.contributions.rules import Publicity
from smilecity.doors.desk import words
from smilecity.doors.desk.moderation_place import place, uuid_of
from smilecity.doors.desk.shell import attempt, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Reason
from smilecity.understand.moderation.queries import templates, things
from smilecity.understand.moderation.queries.things import Thing
from smilecity.understand.moderation.rules import Ground, Seen


def thing_or_404(key: UUID) -> Thing:
    """Return the contribution or comment of an address."""
    row = things.thing(key)
    if row is None:
        raise Http404
    return row


def seen(request: HttpRequest) -> Seen:
    """Return what the page of this form showed; nonsense is something nobody has seen."""
    state, revision = request.POST.get("stand", ""), request.POST.get("fassung", "")
    publicity = Publicity(state) if state in set(Publicity) else Publicity.REMOVED
    return Seen(publicity, int(revision) if revision.isdecimal() and len(revision) < 10 else 0)


@require_POST
def release(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Show it."""
    row = thing_or_404(thing)
    act = partial(actions.release, target=row.target, seen=seen(request), by=staff(request), at=clock.now())
    return _go_on(request, thing, done=attempt(request, act, _("Freigegeben: {title}").format(title=row.title)))


@require_POST
def keep(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Leave it as it is."""
    row = thing_or_404(thing)
    text = request.POST.get("worte", "")
    act = partial(actions.keep, target=row.target, seen=seen(request), text=text, by=staff(request), at=clock.now())
    return _go_on(request, thing, done=attempt(request, act, _("So gelassen: {title}").format(title=row.title)))


@require_POST
def hide(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Turn it down or take it from view, with a reason."""
    row = thing_or_404(thing)

    def act() -> None:
        reason = reason_in(request, row.language)
        actions.hide(target=row.target, reason=reason, seen=seen(request), by=staff(request), at=clock.now())

    return _go_on(request, thing, done=attempt(request, act, _("Nicht gezeigt: {title}").format(title=row.title)))


def reason_in(request: HttpRequest, language: str) -> Reason:
    """Return the reason that a form gives: a template in the author's language, own words after it, or both."""
    chosen = uuid_of(request.POST.get("vorlage", ""))
    ready, ground = templates.template(chosen) if chosen else None, request.POST.get("anlass", "")
    parts = [pick(ready.text, language) if ready else "", request.POST.get("worte", "").strip()]
    own = Ground(ground) if ground in set(Ground) else None
    return Reason(
        ground=ready.ground if ready else own,
        text="\n\n".join(part for part in parts if part),
        facts=request.POST.get("stelle", ""),
        law=request.POST.get("paragraf", "") or (ready.law if ready else ""),
    )


@require_POST
def undo(request: HttpRequest, decision: UUID) -> HttpResponse:
    """Take a decision back, and show what it was about."""
    about = None
    try:
        about = actions.undo(decision=decision, by=staff(request), at=clock.now())
        messages.success(request, _("Die Entscheidung ist zurückgenommen."))
    except Refused as refusal:
        messages.error(request, words.said(refusal))
    return redirect(place(request.POST).url(zeigen=str(about.id) if about else ""))


def _go_on(request: HttpRequest, thing: UUID, *, done: bool) -> HttpResponse:
    """Show what comes next in the queue; after a refusal the same thing again, as it stands now."""
    here = place(request.POST)
    if not done:
        return redirect(here.url(zeigen=str(thing)))
    return redirect(here.url(zeigen=request.POST.get("danach", "")))
