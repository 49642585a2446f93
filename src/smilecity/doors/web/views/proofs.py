"""Challenges for the proof of work, where the city asks for one."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from smilecity.doors.web import proof
from smilecity.ground import clock


@require_safe
@never_cache
def challenge(request: HttpRequest) -> HttpResponse:
    """Give a fresh challenge to a form."""
    if not settings.PROOF_OF_WORK:
        raise Http404
    return JsonResponse(proof.challenge(at=clock.now()))
