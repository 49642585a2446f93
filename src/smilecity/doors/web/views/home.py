"""The first page, the city's colours and the legal pages."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.city import queries as city_queries
from smilecity.collect.contributions.actions.drafts import DRAFT_KEPT
from smilecity.collect.contributions.actions.editing import ORIGINAL_KEPT
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import Counted
from smilecity.doors.web import home_screens, result_screens, tiles, words
from smilecity.ground import clock
from smilecity.ground.text import pick
from smilecity.people.contacts.rules import PROOF_KEPT
from smilecity.people.register.rules import CONFIRM_WITHIN, PEPPER_KEPT_AFTER_CLOSE


@dataclass(frozen=True)
class Card:
    """An open survey on a card; empty facts are left out."""

    title: str
    lead: str
    url: str
    time_left: str
    closes_text: str
    taken_part_text: str
    minutes_text: str


def card(counted: Counted) -> Card:
    """Return the card of a survey in the reader's language."""
    survey, language = counted.survey, get_language() or "de"
    return Card(
        title=pick(survey.title, language),
        lead=pick(survey.summary, language),
        url=reverse("web:survey", args=[survey.slug]),
        time_left=words.time_left(survey.closes_at, clock.now()),
        closes_text=_("offen {until}").format(until=words.until(survey.closes_at)) if survey.closes_at else "",
        taken_part_text=words.taken_part(counted.participations),
        minutes_text=words.minutes(counted.questions),
    )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is open now and what came of what is over."""
    at = clock.now()
    shown = {
        "open": [*(card(counted) for counted in surveys.open_at(at)), *home_screens.open_calls(at)],
        "outcomes": home_screens.outcomes(),
        "results": result_screens.headlines(),
    }
    return render(request, "web/home.html", shown)


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """Give the city's own colours to the style sheets."""
    city = city_queries.profile()
    css = f":root{{--city-accent:{city.accent};--city-accent-dark:{city.accent_dark}}}"
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Say who answers for these pages."""
    return render(request, "web/legal/imprint.html", _not_simple())


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, why and how long, from the very rules that keep it."""
    hours = CONFIRM_WITHIN.total_seconds() / 3600
    return render(
        request,
        "web/legal/privacy.html",
        _not_simple()
        | {
            "unconfirmed_text": _("nach {hours} Stunden").format(hours=int(hours)),
            "tiles_host": tiles.foreign_host().partition("://")[2],
            "register_text": _("{days} Tage nach dem Ende der Umfrage").format(days=PEPPER_KEPT_AFTER_CLOSE.days),
            "call_text": _("{days} Tage nach dem Ende des Aufrufs").format(days=PEPPER_KEPT_AFTER_CLOSE.days),
            "draft_text": _("nach {days} Tagen").format(days=DRAFT_KEPT.days),
            "original_text": _("nach {days} Tagen").format(days=ORIGINAL_KEPT.days),
            "proof_text": _("nach {years} Jahren").format(years=PROOF_KEPT.days // 365),
        },
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Declare how accessible these pages are."""
    return render(request, "web/legal/accessibility.html", _not_simple())


def _not_simple() -> dict[str, bool]:
    """Legal texts are not there in Leichte Sprache; the page says so."""
    return {"not_simple": get_language() == "de-simple"}
