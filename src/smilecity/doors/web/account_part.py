"""The frame's part on the visitor's account: in the page, or fetched by htmx into a page that is kept."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from smilecity.doors.web.cache import visitor
from smilecity.people.rules import Role


def part(request: HttpRequest | None) -> SafeString:
    """Return the part for this visitor; the page around it does not become theirs by it. 0 to 2 SQL."""
    if request is None or not hasattr(request, "user"):
        return _rendered({"member": False}, request)
    with visitor.unnoticed(request):
        user = request.user
        shown = _rendered({"member": user.is_authenticated, "crew": user.pk if is_crew(user) else None}, request)
    notes = visitor.NOTES.get()
    if notes is not None:
        notes.changes = _fetched(shown)
    return shown


def is_crew(user: object) -> bool:
    """Say whether somebody works outside, and has a list of orders. No SQL."""
    # Without the model: pages are shown without accounts, too (the style guide).
    return bool(getattr(user, "is_active", False)) and Role.CREW in getattr(user, "role_set", ())


def _rendered(values: dict[str, object], request: HttpRequest | None) -> SafeString:
    return render_to_string("web/components/account.html", values, request)


def _fetched(shown: SafeString) -> tuple[tuple[bytes, bytes], ...]:
    """Return what a kept page has for whoever brings a session, beside what it has for all others."""
    scripts = render_to_string("web/components/htmx.html")
    fetched = render_to_string("web/components/account_fetched.html")
    return ((shown.encode(), fetched.encode()), (b"</head>", f"{scripts}</head>".encode()))
