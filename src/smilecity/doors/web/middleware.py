"""Headers that every answer carries. The policy is strict; only some pages of Wagtail below /desk/ need more."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from smilecity.doors.web import tiles

Handler = Callable[[HttpRequest], HttpResponse]

DESK = "/desk/"
_SELF = "'self'"
_PUBLIC = {
    "default-src": "'none'",
    "script-src": _SELF,
    "style-src": _SELF,
    "img-src": f"{_SELF} data:",
    "font-src": _SELF,
    "connect-src": _SELF,
    "worker-src": _SELF,
    "form-action": _SELF,
    "manifest-src": _SELF,
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# What others show within their pages. There are no forms on it that somebody could be tricked into sending.
_FRAMED = _PUBLIC | {"form-action": "'none'", "frame-ancestors": "*"}
# The desk shows previews in frames of our own, and pictures before they are sent off.
_DESK = _PUBLIC | {"img-src": f"{_SELF} data: blob:", "frame-src": _SELF, "frame-ancestors": _SELF}
# Wagtail writes the start of its date pickers and of its page editor into the page, different for each field, and its
# field for text sets styles. Our own views at the desk show what residents wrote: there nothing may come from the page.
_WAGTAIL = _DESK | {"script-src": f"{_SELF} 'unsafe-inline'", "style-src": f"{_SELF} 'unsafe-inline'"}
_WAGTAIL_PATHS = tuple(f"{DESK}{part}/" for part in ("pages", "users", "groups", "reports", "workflows"))
_STANDING = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The place of a report may be asked for by our own pages; nothing else of the device is any of our business.
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self), browsing-topics=()",
}


def security_headers(get_response: Handler) -> Handler:
    """Set the headers on the way out, unless a view has set its own."""
    public, desk, wagtail = _joined(_PUBLIC), _joined(_DESK), _joined(_WAGTAIL)

    def policy_for(path: str) -> str:
        if path.startswith(_WAGTAIL_PATHS):
            return wagtail
        return desk if path.startswith(DESK) else public

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_for(request.path_info))
        for name, value in _STANDING.items():
            response.headers.setdefault(name, value)
        if not response.has_header("Cache-Control") and _is_personal(request, response):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def framed_anywhere() -> dict[str, str]:
    """Return the headers of a page that any other site may show in a frame."""
    return {"Content-Security-Policy": _joined(_FRAMED), "Cross-Origin-Resource-Policy": "cross-origin"}


def _joined(policy: dict[str, str]) -> str:
    """Return the header: what the policy says, and the one stranger that the settings may let in."""
    directives = dict(policy)
    host = tiles.foreign_host()
    if host:
        # A map fetches its tiles and draws them itself.
        directives["img-src"] += f" {host}"
        directives["connect-src"] += f" {host}"
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """A page made for a session must not be shown from any cache, not even after signing out on a shared device."""
    name = settings.SESSION_COOKIE_NAME
    return name in request.COOKIES or name in response.cookies
