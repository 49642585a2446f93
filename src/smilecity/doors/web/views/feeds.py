"""The Atom feeds. Nothing of the visitor is asked or kept; who asks again learns that nothing has changed (304)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import atom, feeds
from smilecity.doors.web.atom import Feed
from smilecity.doors.web.pages import news_screens

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def _served(told: Callable[..., Feed]) -> Callable[..., HttpResponse]:
    """Turn what tells a feed into a view."""

    @require_safe
    @cache_control(public=True, max_age=300)
    @conditional_page
    @wraps(told)
    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        feed = told(request, **named)
        return HttpResponse(
            atom.write(feed), content_type=CONTENT_TYPE, headers={"Last-Modified": http_date(feed.updated.timestamp())}
        )

    return view


@_served
def listing(request: HttpRequest, kind: Kind) -> Feed:
    """Tell the newest contributions of a kind, with the filters of their list."""
    return feeds.listing(kind, request.GET, request.get_full_path())


@_served
def history(request: HttpRequest, kind: Kind, number: int) -> Feed:
    """Tell what happens to one contribution."""
    return feeds.history(kind, number, request.path)


@_served
def answers(request: HttpRequest) -> Feed:
    """Tell the newest replies of the town hall."""
    return feeds.answers(request.path)


@_served
def news(request: HttpRequest) -> Feed:
    """Tell the newest news."""
    return news_screens.feed(request.path)
