"""The first page and the city's colours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from smilecity.city import queries as city_queries
from smilecity.collect.surveys import queries as surveys
from smilecity.doors.web import home_screens, result_screens, survey_cards
from smilecity.doors.web.pages import frame, news_screens
from smilecity.doors.web.pages.frame import Welcome
from smilecity.ground import clock


@require_safe
@gzip_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what is open now, what came of what is over, what is next and what is new."""
    return show(request, frame.welcome())


def show(request: HttpRequest, welcome: Welcome) -> HttpResponse:
    """Show the first page with this welcome; where it is empty, with the words that come with the program."""
    at = clock.now()
    open_calls, coming = home_screens.open_and_coming(at, get_language() or "de")
    shown = {
        "welcome": welcome,
        "report_url": home_screens.report_url(open_calls),
        "open": [*(survey_cards.card(counted, at) for counted in surveys.open_at(at)), *open_calls],
        "coming": coming,
        "outcomes": home_screens.outcomes(),
        "results": result_screens.headlines(),
        "news": news_screens.newest(),
    }
    return render(request, "web/home.html", shown)


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """Give the city's own colours to the style sheets."""
    city = city_queries.profile()
    css = f":root{{--city-accent:{city.accent};--city-accent-dark:{city.accent_dark}}}"
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "public, max-age=300"})
