"""What pages that are kept for all fetch of the one who looks at them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from smilecity.doors.web.account_part import part


# Never kept: in a page from the store it would ask for itself again and again.
@require_safe
@cache_control(private=True, no_store=True)
def account_part(request: HttpRequest) -> HttpResponse:
    """Give the part of the frame on the visitor's account; whoever follows the address gets to the account itself."""
    if "HX-Request" not in request.headers:
        return redirect("account_email")
    return HttpResponse(part(request))
