"""What was checked is sent off: as a member, as a guest who confirms by mail, or without saying who one is."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from smilecity.collect.contributions.queries.drafts import DraftRow
from smilecity.collect.contributions.rules import Act, End, Settled
from smilecity.collect.reports import actions as reports
from smilecity.doors.web import contribution_own, guard, limits
from smilecity.doors.web.views import contributing
from smilecity.doors.web.writing import Writing, forget, keep_waiting
from smilecity.people.models import User

_SENT = "sent"


def again(request: HttpRequest, here: Writing) -> HttpResponse | None:
    """Return the page of the first click where that one has used up the draft: of a member, or of nobody known."""
    sent = request.session.get(_SENT)
    if request.method != "POST" or sent is None or sent["call"] != here.call.slug:
        return None
    return contributing.end_page(request, Settled(End.DONE, Act.CONTRIBUTE, contributing.identified(sent["id"])))


def send_off(request: HttpRequest, here: Writing) -> HttpResponse:
    """Send off what the draft says of the contact. Raises Refused, TooMany."""
    if here.draft is None:
        return redirect(here.url(here.steps[0]))
    if here.member:
        return as_member(request, here, here.draft, here.member, informed=here.draft.informed)
    return as_guest(request, here, here.draft, here.draft.address, informed=here.draft.informed)


def as_member(request: HttpRequest, here: Writing, draft: DraftRow, member: User, *, informed: bool) -> HttpResponse:
    """Send off what counts at once. Raises Refused, TooMany."""
    read_first = _keep_own(request, draft)
    limits.may_contribute(request, here.call.process, member, here.at)
    made = here.room.submit_as_member(draft=draft.id, user=member, informed=informed, before=read_first, at=here.at)
    return _made(request, here, draft, made)


def as_guest(request: HttpRequest, here: Writing, draft: DraftRow, address: str, *, informed: bool) -> HttpResponse:
    """Send off what waits for its mail. Raises Refused, TooMany."""
    read_first = _keep_own(request, draft)
    limits.may_contribute(request, here.call.process, address, here.at)
    here.room.submit_as_guest(
        draft=draft.id,
        address=address,
        informed=informed,
        language=here.language,
        before=read_first,
        at=here.at,
    )
    keep_waiting(request, here.call.id, draft.id)
    return redirect("web:contribution_wait", draft.id)


def anonymously(request: HttpRequest, here: Writing, draft: DraftRow) -> HttpResponse:
    """Send off a report of nobody known; moderators read each before it is shown. Raises Refused, TooMany."""
    _keep_own(request, draft)
    limits.may_report_anonymously(request, here.call.process, here.at)
    made = reports.submit_anonymously(draft=draft.id, at=here.at)
    return _made(request, here, draft, made)


def _keep_own(request: HttpRequest, draft: DraftRow) -> bool:
    """Have this browser know its own; say whether it is to be read first."""
    read_first = guard.is_suspect(request)
    # A contribution bears the id of its draft: whoever wrote it here sees it here before others do.
    contribution_own.keep(request, draft.id)
    return read_first


def _made(request: HttpRequest, here: Writing, draft: DraftRow, made: UUID) -> HttpResponse:
    forget(request, draft.id, here.call.id)
    request.session[_SENT] = {"call": here.call.slug, "id": str(made)}
    return contributing.end_page(request, Settled(End.DONE, Act.CONTRIBUTE, made))
