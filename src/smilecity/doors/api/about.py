"""The page that says what the API offers, with examples that can be tried at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from smilecity.doors.api import datasets, licence
from smilecity.doors.api.datasets import Dataset

_CALLED = {"csv": "CSV", "geojson": "GeoJSON", "xlsx": "Excel"}


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
                f"{base}/places.geojson?category=happy",
                f"{base}/comments?changed_since=2026-01-01T00:00:00Z",
                f"{base}/themes",
                f"{settings.BASE_URL}/open311/v2/services.json",
                f"{settings.BASE_URL}/open311/v2/requests.json",
                f"{settings.BASE_URL}/open311/klarschiff.csv",
            ],
            "datasets": [_dataset(one) for one in datasets.DATASETS],
            "list_url": f"{base}/datasets",
            "licence": licence.licence(),
            "not_simple": get_language() == "de-simple",
        },
    )


def _dataset(one: Dataset) -> dict[str, object]:
    """Return a dataset as the page shows it: its files with their schemas, and when it changed last."""
    return {
        "title": one.title,
        "updated_at": one.updated_at(),
        "files": [(_CALLED[form], one.address(form), datasets.schema_of(one, form)) for form in datasets.TYPES],
    }
