"""Prepared values for the legal pages: what the city's profile says, what it lacks, and the times the rules keep."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.rules import CityProfile
from smilecity.collect.contributions.actions.drafts import DRAFT_KEPT
from smilecity.collect.contributions.actions.editing import ORIGINAL_KEPT
from smilecity.doors.web import links, tiles, words
from smilecity.people.contacts.rules import PROOF_KEPT
from smilecity.people.register.rules import CONFIRM_WITHIN, PEPPER_KEPT_AFTER_CLOSE

Values = dict[str, object]
# What a field of the profile is called where it is missing.
FIELD_LABELS = {
    "legal_form": gettext_lazy("Rechtsform"),
    "represented_by": gettext_lazy("Vertretung"),
    "content_responsible": gettext_lazy("wer für die Inhalte verantwortlich ist"),
    "municipal_supervision": gettext_lazy("Rechtsaufsicht"),
    "responsible": gettext_lazy("wer für den Datenschutz verantwortlich ist"),
    "data_protection_officer": gettext_lazy("Datenschutzbeauftragte"),
    "supervisory_authority": gettext_lazy("Aufsichtsbehörde für den Datenschutz"),
    "accessibility_contact": gettext_lazy("wer bei Barrieren hilft"),
    "enforcement_body": gettext_lazy("Durchsetzungsstelle"),
    "accessibility_stated_on": gettext_lazy("Tag der Erklärung zur Barrierefreiheit"),
    "without_mail": gettext_lazy("Wege ohne E-Mail"),
}


def gaps(profile: CityProfile) -> dict[str, str]:
    """Return what the legal pages lack, in words, where it is to be marked: in a demo, never for the public."""
    if not (settings.DEMO or settings.DEBUG):
        return {}
    return {name: str(FIELD_LABELS[name]) for name in profile.gaps()}


def _standing() -> Values:
    """Return what every legal page takes. Legal texts are not there in Leichte Sprache; the page says so."""
    return {"gaps": gaps(city.profile()), "not_simple": get_language() == "de-simple"}


def imprint() -> Values:
    """Return what the imprint shows."""
    return _standing()


def contact() -> Values:
    """Return what the contact page shows."""
    return _standing() | {"not_simple": False}


def privacy() -> Values:
    """Return what the privacy page shows: the times come from the rules that keep them."""
    hours = CONFIRM_WITHIN.total_seconds() / 3600
    return _standing() | {
        "unconfirmed_text": _("nach {hours} Stunden").format(hours=int(hours)),
        "tiles_host": tiles.foreign_host().partition("://")[2],
        "register_text": _("{days} Tage nach dem Ende der Umfrage").format(days=PEPPER_KEPT_AFTER_CLOSE.days),
        "call_text": _("{days} Tage nach dem Ende des Aufrufs").format(days=PEPPER_KEPT_AFTER_CLOSE.days),
        "draft_text": _("nach {days} Tagen").format(days=DRAFT_KEPT.days),
        "original_text": _("nach {days} Tagen").format(days=ORIGINAL_KEPT.days),
        "proof_text": _("nach {years} Jahren").format(years=PROOF_KEPT.days // 365),
    }


def accessibility() -> Values:
    """Return what the declaration shows: its day, and what does not work yet."""
    profile = city.profile()
    stated = profile.accessibility_stated_on
    return _standing() | {
        "not_simple": False,
        "stated_on_text": words.on_day(date.fromisoformat(stated)) if stated else "",
        "limits": [line.strip() for line in profile.accessibility_limits.splitlines() if line.strip()],
    }


def typed_barrier(request: HttpRequest) -> dict[str, str]:
    """Return what somebody wrote about a barrier; the page comes with the link that led here, without secrets."""
    given = request.POST if request.method == "POST" else request.GET
    return {
        "page": links.without_secrets(given.get("seite", "")),
        "text": given.get("was", ""),
        "name": given.get("name", ""),
        "email": given.get("email", ""),
        "phone": given.get("telefon", ""),
    }
