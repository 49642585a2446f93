"""What every page of the desk has in common: the shell around it, the member of staff, acts that may be refused."""

from collections.abc import Callable
from typing import Any, TypedDict
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import words
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick
from smilecity.people.models import User


class Crumb(TypedDict):
    """A step of the way to a page; the page itself has no address."""

    url: str | None
    label: str


def staff(request: HttpRequest) -> User:
    """Return who is signed in. The desk's addresses let staff in only; this narrows the type and keeps it so."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, be it nothing at all; None while its page is only looked at."""
    return request.POST if request.method == "POST" else None


def survey_or_404(survey: UUID) -> SurveyRow:
    """Return the survey of an address."""
    row = queries.by_id(survey)
    if row is None:
        raise Http404
    return row


def reason_against(request: HttpRequest, act: Act, survey: SurveyRow) -> str | None:
    """Return in words why the member of staff may not do this now; None: they may."""
    reason = rules.why_not(act, staff(request).role_set, survey.state)
    return _(reason) if reason else None


def title_of(survey: SurveyRow) -> str:
    """Return the name of a survey at the desk."""
    return pick(survey.title, "de") or _("Umfrage ohne Titel")


def crumbs(*steps: tuple[str, str], here: str) -> list[Crumb]:
    """Return the way to a page: the desk, pairs of address and label, the page itself."""
    way: list[Crumb] = [{"url": reverse("wagtailadmin_home"), "label": _("Start")}]
    way += [{"url": url, "label": label} for url, label in steps]
    return [*way, {"url": None, "label": here}]


def survey_crumbs(survey: SurveyRow, here: str = "") -> list[Crumb]:
    """Return the way to a page of a survey."""
    listing = (reverse("desk:surveys"), _("Umfragen"))
    if not here:
        return crumbs(listing, here=title_of(survey))
    return crumbs(listing, (reverse("desk:survey", args=[survey.id]), title_of(survey)), here=here)


def page(
    request: HttpRequest, template: str, title: str, way: list[Crumb], icon: str = "form", **shown: Any
) -> HttpResponse:
    """Show a page in the shell. A form with errors says so in the page's title."""
    form = shown.get("form")
    failed = form is not None and form.is_bound and bool(form.errors)
    context = {
        "header_title": f"{_('Fehler:')} {title}" if failed else title,
        "page_title": title,
        "breadcrumbs_items": way,
        "header_icon": icon,
        "action_url": request.get_full_path(),
        **shown,
    }
    return render(request, template, context)


def attempt(request: HttpRequest, act: Callable[[], object], success: str) -> bool:
    """Do an act and say how it ended; a refusal is said in its own words. Return whether it was done."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        return False
    messages.success(request, success)
    return True
