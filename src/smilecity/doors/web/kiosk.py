"""A tablet on site, as its session knows it: for which survey it takes answers, and how it forgets.

Forgetting makes a fresh session: nothing of one participation is in the next, and the back button finds nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.people.register.rules import Way

_KIOSK, _SEEN, _DRAFTS = "kiosk", "kiosk_seen", "drafts"
# The page forgets by itself 90 seconds after the last touch; this is for a page that could not.
_LEFT_AFTER = timedelta(seconds=120)


def is_kiosk(request: HttpRequest, survey: SurveyRow, at: datetime) -> bool:
    """Say whether this browser is a tablet for this survey; forgets what somebody left behind.

    A form that is sent is not forgotten, however long it took: while somebody writes, the page has been touched.
    """
    kiosk = request.session.get(_KIOSK)
    if kiosk is None:
        return False
    known = queries.kiosk_survey(UUID(kiosk))
    if known is None or known.id != survey.id or Way.KIOSK not in known.ways:
        request.session.flush()
        return False
    seen = request.session.get(_SEEN)
    if request.method != "POST" and seen and at - datetime.fromisoformat(seen) > _LEFT_AFTER:
        forget(request)
    request.session[_SEEN] = at.isoformat()
    return True


def begin(request: HttpRequest, kiosk: UUID) -> None:
    """Make this browser a tablet; whoever was signed in here is not any more."""
    request.session.flush()
    request.session[_KIOSK] = str(kiosk)


def kiosk_of(request: HttpRequest) -> UUID | None:
    """Return the tablet that this browser is."""
    kept = request.session.get(_KIOSK)
    return UUID(kept) if kept else None


def forget(request: HttpRequest) -> None:
    """Erase what was begun here and go on with a fresh session."""
    kiosk = request.session.get(_KIOSK)
    for draft in request.session.get(_DRAFTS, {}).values():
        actions.drop_draft(draft=UUID(draft))
    request.session.flush()
    if kiosk:
        request.session[_KIOSK] = kiosk
