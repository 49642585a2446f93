"""Where the interface is, in which forms, and whom to ask for a key (specification, "Service Discovery")."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from smilecity.city import queries as city
from smilecity.doors.api.open311 import callers
from smilecity.doors.api.open311.answers import Document, answered
from smilecity.doors.api.open311.wire import Form

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# The day on which what this says changed last.
CHANGED = "2026-11-23 00:00"
_KEY = gettext_noop("Einen Schlüssel gibt Ihnen die Stadt: {contact}. Zum Lesen brauchen Sie keinen.")
_KEPT = 3600


@answered("GET", "HEAD")
def discovery(request: HttpRequest) -> Document:
    """Return the discovery. 1 SQL."""
    callers.reader(request)
    profile = city.profile()
    named = profile.official_name or profile.name
    contact = ", ".join(part for part in (named, profile.email, profile.phone) if part)
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.BASE_URL}{reverse('open311:root')}".rstrip("/"),
        "changeset": CHANGED,
        "type": "test" if settings.DEMO else "production",
        "formats": [form.content_type.partition(";")[0] for form in (Form.XML, Form.JSON)],
    }
    content = {
        "changeset": CHANGED,
        "contact": contact,
        "key_service": gettext(_KEY).format(contact=contact),
        "endpoints": [endpoint],
    }
    return Document("discovery", content, kept=_KEPT)
