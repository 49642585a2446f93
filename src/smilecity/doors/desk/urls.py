"""The desk's addresses. Wagtail's own sign-in and password reset are routed to the one sign-in of the site."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import include, path, re_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView

from smilecity.doors.visitor.sign_in_server import with_server


def sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Send everybody to the site's own sign-in, with the page they wanted.

    Who is signed in already and comes here has no rights at the desk: without the wanted page, the sign-in page sends
    them to their own start page instead of back here for ever.
    """
    wanted = request.GET.get("next", "")
    query = f"?{urlencode({'next': wanted})}" if _is_ours(request, wanted) and not request.user.is_authenticated else ""
    return redirect(reverse("account_login") + query)


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())


def reset_password(request: HttpRequest) -> HttpResponseRedirect:
    """Send everybody to the site's own password reset."""
    return redirect("account_reset_password")


urlpatterns = [
    path("login/", sign_in),
    path("logout/", with_server(LogoutView.as_view())),
    re_path(r"^password_reset/", reset_password),
    path("", include(wagtailadmin_urls)),
]
