"""How this browser takes part in a survey, as its session knows it: by a code, or as a tablet on site; and in words.

Of a code the session keeps the key that the database knows anyway, never the code itself.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.people.register.rules import ON_SITE, SURE, Way

if TYPE_CHECKING:
    from smilecity.doors.web.visit import Visit

_CODES = "codes"


def code_of(request: HttpRequest, survey: SurveyRow) -> bytes:
    """Return the key of the code that was typed here; empty where there is none, or codes are not taken any more."""
    kept = request.session.get(_CODES, {}).get(str(survey.id), "")
    return bytes.fromhex(kept) if Way.CODE in survey.ways else b""


def keep_code(request: HttpRequest, survey: UUID, key: bytes) -> None:
    """Have this browser's session know that a good code was typed."""
    request.session[_CODES] = request.session.get(_CODES, {}) | {str(survey): key.hex()}


def forget_code(request: HttpRequest, survey: UUID) -> None:
    """Have this browser's session know the code no more."""
    codes = request.session.get(_CODES, {})
    if codes.pop(str(survey), None):
        request.session[_CODES] = codes


def member_of(request: HttpRequest, survey: SurveyRow) -> str:
    """Return the address of who is signed in, where the survey takes accounts."""
    return address_of(request) if Way.MEMBER in survey.ways else ""


def address_of(request: HttpRequest) -> str:
    """Return the confirmed address of who is signed in; empty: nobody is."""
    return request.user.email if request.user.is_authenticated else ""


def may_begin(here: "Visit") -> bool:
    """Say whether somebody may begin without showing anything first."""
    return bool(here.code or here.kiosk or here.member or Way.GUEST in here.survey.ways)


def start(here: "Visit") -> dict[str, object]:
    """Return what the first page says of the ways to take part."""
    ways = here.survey.ways
    return {
        "barred": not may_begin(here),
        "how_text": _how(here),
        "code_url": code_url(here),
        "sign_in_url": "" if may_begin(here) else login_url(here, "web:survey"),
        "sure_text": "" if here.kiosk or tuple(ways) == (Way.MEMBER, Way.GUEST) else sure_text(ways),
        "on_site_text": "" if here.kiosk else _on_site(ways),
    }


def code_url(here: "Visit") -> str:
    """Return where a code is typed; empty where none is taken, or one was typed already."""
    asks = Way.CODE in here.survey.ways and not here.code and not here.kiosk
    return reverse("web:code", args=[here.survey.slug]) if asks else ""


def login_url(here: "Visit", back_to: str = "web:check") -> str:
    """Return where one signs in and comes back; empty where an account does not count."""
    if Way.MEMBER not in here.survey.ways:
        return ""
    return f"{reverse('account_login')}?next={reverse(back_to, args=[here.survey.slug])}"


def _how(here: "Visit") -> str:
    if here.kiosk:
        return _("Sie brauchen kein Konto und keine E-Mail-Adresse. Ihre Antworten zählen sofort.")
    if here.code:
        return _("Ihr Code ist angenommen. Sie brauchen kein Konto und keine E-Mail-Adresse.")
    if here.member:
        words = _("Sie sind angemeldet als {address}. Ihre Adresse steht nicht bei Ihren Antworten.")
        return words.format(address=here.member)
    if Way.GUEST in here.survey.ways:
        return _("Sie brauchen kein Konto. Am Ende bestätigen Sie Ihre Antworten per E-Mail.")
    return ""


def _on_site(ways: Sequence[Way]) -> str:
    if not ON_SITE.intersection(ways):
        return ""
    if set(ways) <= ON_SITE:
        return _("Bei dieser Umfrage können Sie nur vor Ort mitmachen. Wir sind für Sie da.")
    return _("Sie können auch vor Ort mitmachen.")


def sure_text(ways: Sequence[Way]) -> str:
    """Return what stands behind a participation on these pages, "ein Konto oder ein Code"; on site nothing does."""
    named = list(dict.fromkeys(_(SURE[way]) for way in ways if way not in ON_SITE))
    if not named:
        return ""
    return _("So zählen wir: Hinter jeder Teilnahme im Netz steht {one}.").format(one=_(" oder ").join(named))
