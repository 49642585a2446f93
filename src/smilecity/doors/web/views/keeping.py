"""A screen of the writing way is shown, and what it says is kept in the draft: shared by the views of all kinds."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import errors, limits
from smilecity.doors.web.before import before
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.writing import Step, Writing, keep_draft
from smilecity.doors.web.writing_forms import Heard
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused
from smilecity.people.privacy.rules import Sort


def show(
    request: HttpRequest, here: Writing, step: Step, shown: Mapping[str, object], wrong: Errors, status: int = 0
) -> HttpResponse:
    """Show a screen in its frame; 422 where something is wrong, unless another status is given."""
    frame = here.context(step) | {"back_url": here.before(step), "errors": wrong, "at_fields": dict(wrong)}
    frame["lean"] = here.kind is Kind.REPORT
    if step is here.steps[0]:
        frame["notice"] = before(Sort.CALL, here.call.id).values()["notice"]
    status = status or (422 if wrong else 200)
    folder = "reporting" if (here.kind, step) in _OF_REPORTS else "writing"
    return render(request, f"web/{folder}/{_TEMPLATES[step]}.html", {**frame, **shown}, status=status)


def keep(request: HttpRequest, here: Writing, heard: Heard) -> UUID:
    """Keep what a screen said; the first one begins the draft. Return its id. Raises Refused, TooMany."""
    draft = here.draft.id if here.draft else None
    if draft is None:
        limits.may_begin(request, here.at)
        consents = before(Sort.CALL, here.call.id).use(request)
        draft = actions.begin(call=here.call.id, language=here.language, at=here.at, consents=consents)
        keep_draft(request, here.call.id, draft)
    actions.write(draft=draft, content=heard.changes, at=here.at)
    return draft


def kept(request: HttpRequest, here: Writing, heard: Heard, field: str) -> int:
    """Keep what a screen said, if nothing is wrong with it; return the status of the page that says what is, or 0."""
    if heard.errors:
        return 422
    try:
        keep(request, here, heard)
    except Refused as refusal:
        heard.errors.append((field, said(refusal)))
        return 422
    except TooMany as many:
        heard.errors.append((field, errors.too_fast(many)))
        return 429
    return 0


_TEMPLATES = {
    Step.WHAT: "what",
    Step.DETAIL: "detail",
    Step.NEAR: "near",
    Step.FEELING: "feeling",
    Step.TEXT: "text",
    Step.THEMES: "themes",
    Step.PLACE: "place",
    Step.PHOTOS: "photos",
    Step.CONTACT: "contact",
    Step.CHECK: "check",
}
# Screens of reports alone; one is called as others are and says more.
_OF_REPORTS = {(Kind.REPORT, step) for step in (Step.WHAT, Step.DETAIL, Step.NEAR, Step.CHECK)}
