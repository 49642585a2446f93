"""The page that says what the API offers, with examples that can be tried at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from smilecity.doors.api import licence


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain the API to whoever comes by with a browser."""
    base = f"{settings.BASE_URL}/api/v1"
    return render(
        request,
        "api/about.html",
        {
            "base": base,
            "description_url": f"{base}/openapi.json",
            "examples": [
                f"{base}/contributions?kind=idea&status=accepted",
                f"{base}/contributions?changed_since=2026-01-01T00:00:00Z",
                f"{base}/contributions.geojson?kind=place",
                f"{base}/comments?changed_since=2026-01-01T00:00:00Z",
                f"{base}/themes",
            ],
            "files": [f"{base}/contributions.{form}" for form in ("csv", "geojson", "xlsx")],
            "licence": licence.licence(),
            "not_simple": get_language() == "de-simple",
        },
    )
