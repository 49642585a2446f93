"""The pages of crews: the list, one order, and what they enter about it, by form or from a device."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.contributions.rules import Stage
from smilecity.deliver.fieldwork import actions, queries
from smilecity.deliver.fieldwork.actions import CrewPhoto, Settled
from smilecity.deliver.fieldwork.rules import State, Weight
from smilecity.doors.visitor import second_factor
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import crew_forms, crew_screens, errors, limits
from smilecity.doors.web.crew_forms import Entry, Kind
from smilecity.doors.web.crew_screens import Outside
from smilecity.doors.web.crew_visit import for_senders, of_crews, sends
from smilecity.doors.web.refusals import said
from smilecity.ground import clock
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused
from smilecity.people.models import User


@require_safe
@of_crews
def orders(request: HttpRequest, user: User) -> HttpResponse:
    """Show the orders of somebody's crews, in the order of the way."""
    here = Outside(user, clock.now())
    rows = crew_screens.by_way(queries.my_orders(user, at=here.at))
    done, as_map = queries.settled_today(user, at=here.at), request.GET.get(filters.VIEW) == filters.MAP
    return render(request, "web/crew/list.html", crew_screens.orders(here, rows, done, as_map=as_map))


@require_http_methods(["GET", "HEAD", "POST"])
@of_crews
def order(request: HttpRequest, user: User, order: UUID) -> HttpResponse:
    """Show one order; a POST enters something about it."""
    here = Outside(user, clock.now())
    entered, wrong = None, ""
    if request.method == "POST":
        try:
            entered = crew_forms.entry(request)
            weight = _take(request, here, order, entered).weight
            # What ended the order says so on the next page itself.
            if weight is Weight.NOTE or entered.kind is Kind.PHOTOS:
                _warn(request, crew_screens.kept(weight))
            return redirect("web:crew_order", order)
        except Refused as refusal:
            wrong = said(refusal)
        except TooMany as many:
            wrong = errors.too_fast(many)
    return _shown(request, here, order, entered, wrong)


def _shown(request: HttpRequest, here: Outside, order: UUID, entered: Entry | None, wrong: str) -> HttpResponse:
    page = queries.my_order(order, here.user, at=here.at)
    if page is None:
        return render(request, "web/crew/gone.html", here.frame, status=404)
    if page.row.state is not State.OPEN:
        rest = crew_screens.by_way(queries.my_orders(here.user, at=here.at))
        return render(request, "web/crew/settled.html", crew_screens.settled(here, page, rest))
    shown = crew_screens.order(here, page, entered, wrong)
    return render(request, "web/crew/order.html", shown, status=422 if wrong else 200)


def _warn(request: HttpRequest, sentence: str) -> None:
    if sentence:
        messages.warning(request, sentence)


def _take(request: HttpRequest, here: Outside, order: UUID, entry: Entry) -> Settled:
    """Do what was entered, once. Raises Refused, TooMany."""
    crew_forms.check(entry)
    for _photo in entry.photos:
        limits.may_upload(request, here.at)
    stage = Stage.AFTER if entry.kind is Kind.DONE else Stage.BEFORE
    photos = [CrewPhoto(picture, stage) for picture in entry.photos]
    token, made_at, by, at = entry.token, entry.made_at, here.user, here.at
    if entry.kind is Kind.PHOTOS:
        return actions.add_photos(token=token, order=order, photos=photos, made_at=made_at, by=by, at=at)
    done = entry.kind is Kind.DONE
    return actions.settle(
        token=token, order=order, done=done, said=entry.said, photos=photos, made_at=made_at, by=by, at=at
    )


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Say who is signed in here, and give the token for what a device sends next."""
    user = request.user
    ready = isinstance(user, User) and sends(user) and second_factor.has_passed(request, user)
    answer = JsonResponse({"who": str(user.pk) if ready else None, "csrf": get_token(request) if ready else ""})
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@for_senders
def send(request: HttpRequest, user: User) -> HttpResponse:
    """Take what waited on a device: 200 once it is here, whether new or again, 422 where it cannot be taken."""
    here = Outside(user, clock.now())
    try:
        result = _take(request, here, crew_forms.order(request), crew_forms.entry(request))
    except Refused as refusal:
        return JsonResponse({"sentence": said(refusal)}, status=422)
    except TooMany as many:
        return JsonResponse({"sentence": errors.too_fast(many)}, status=429)
    sentence = crew_screens.kept(result.weight)
    return JsonResponse({"late": result.late, "again": result.again, "sentence": sentence})
