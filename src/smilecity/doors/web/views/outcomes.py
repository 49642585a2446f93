"""What became of what people said: in numbers, by office and theme, and overdue by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from smilecity.doors.web import outcome_screens
from smilecity.ground import clock


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Show how the town hall keeps its word."""
    shown = outcome_screens.page(request.GET.dict(), get_language() or "de", clock.now())
    return render(request, "web/outcomes.html", shown | {"section": "outcomes"})
