"""The review of Leichte Sprache at the desk: which texts wait, and one of them beside its German, to be said right."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from smilecity.doors.web import words
from smilecity.doors.web.models import InfoPage, NewsPage, SimpleReview
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import acts, languages, prepared
from smilecity.doors.web.refusals import said
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import permissions_of

_MOST = 500


@dataclass(frozen=True)
class Row:
    """A page in the list. `state`: missing, waiting or checked."""

    title: str
    url: str
    state: str
    state_text: str


class ReviewForm(forms.Form):
    """Who has read the text."""

    checked_by = forms.CharField(max_length=120, required=False)
    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


def listing(request: HttpRequest) -> HttpResponse:
    """Show every page with the state of its Leichte Sprache; what waits comes first."""
    _editor(request)
    pages = [*InfoPage.objects.order_by("-pk")[:_MOST], *NewsPage.objects.order_by("-day", "-pk")[:_MOST]]
    newest = [_newest(page) for page in pages]
    checked = {
        (row.page_id, row.digest): row for row in SimpleReview.objects.filter(page__in=[page.pk for page in pages])
    }
    rows = sorted((_row(page, checked) for page in newest), key=lambda row: _ORDER.index(row.state))
    return _page(request, "web/desk/reviews.html", _("Leichte Sprache"), [], rows=rows)


_ORDER = ("waiting", "checked", "missing")


def _row(page: Told, checked: dict[tuple[int, str], SimpleReview]) -> Row:
    parts = page.parts(languages.SIMPLE)
    found = checked.get((page.pk, languages.digest(parts)))
    state = "missing" if not languages.is_written(parts) else "checked" if found else "waiting"
    text = {
        "missing": _("gibt es noch nicht"),
        "waiting": _("wartet auf die Prüfung, Besucher lesen Deutsch"),
        "checked": _checked(found),
    }[state]
    return Row(page.title, reverse("simple_review", args=[page.pk]), state, text)


def _checked(found: SimpleReview | None) -> str:
    if found is None:
        return ""
    return _("geprüft von {name} am {day}").format(name=found.checked_by, day=words.day(found.checked_at))


def review(request: HttpRequest, number: int) -> HttpResponse:
    """Show the text beside its German; a form says who has checked it."""
    found: Page = get_object_or_404(Page, pk=number).specific
    user = _editor(request)
    if not isinstance(found, Told) or not found.permissions_for_user(user).can_publish():
        raise PermissionDenied
    page = _newest(found)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        try:
            acts.review_simple(page=page, **form.cleaned_data, by=user.pk, at=clock.now())
        except Refused as refusal:
            messages.error(request, said(refusal))
        else:
            messages.success(
                request, _("Der Text gilt jetzt als geprüft. Besucher lesen ihn, sobald die Seite veröffentlicht ist.")
            )
            return redirect("simple_reviews")
    return _shown(request, page)


def _shown(request: HttpRequest, page: Told) -> HttpResponse:
    parts = page.parts(languages.SIMPLE)
    digest = languages.digest(parts)
    found = SimpleReview.objects.filter(page=page.pk, digest=digest).first()
    at = clock.now()
    return _page(
        request,
        "web/desk/review.html",
        page.title,
        [{"url": reverse("simple_reviews"), "label": _("Leichte Sprache")}],
        told=page,
        written=languages.is_written(parts),
        digest=digest,
        checked_text=_checked(found),
        german=[prepared.printed(block) for block in prepared.blocks(page.body, at)],
        simple=[prepared.printed(block) for block in prepared.blocks(page.body_simple, at)],
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )


def _newest(page: Told) -> Told:
    """Return a page as its editors see it, with what is not published yet."""
    newest: Told = page.get_latest_revision_as_object() if page.latest_revision_id else page
    return newest


def _editor(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or "wagtailcore.publish_page" not in permissions_of(user.role_set):
        raise PermissionDenied
    return user


def _page(request: HttpRequest, template: str, title: str, way: list[dict[str, str]], **shown: object) -> HttpResponse:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Start")}, *way, {"url": None, "label": title}]
    return render(
        request,
        template,
        {"header_title": title, "page_title": title, "breadcrumbs_items": crumbs, "header_icon": "check", **shown},
    )
