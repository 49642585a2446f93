"""One visit to a call: which call, which draft of this browser (known to its session), which screens, what time it is.

The screens of a kind stand in a table; those that a call or the city has no use for are left out. A look aside belongs
to a screen and is not counted: most people never see it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import ModuleType
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from smilecity.city import queries as city
from smilecity.city.queries import ThemeRow
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.queries import calls, drafts
from smilecity.collect.contributions.queries.calls import CallRow
from smilecity.collect.contributions.queries.drafts import DraftRow
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.ideas import actions as ideas
from smilecity.collect.places import actions as places
from smilecity.collect.reports import actions as reports
from smilecity.ground import clock
from smilecity.ground.text import has, pick
from smilecity.people.models import User

FROM_CHECK = "pruefen"
_WRITING = "writing"
_WAITING = "waiting"


class Step(StrEnum):
    """A screen, by its word in the address."""

    WHAT = "was"
    DETAIL = "genauer"
    NEAR = "schon-gemeldet"
    FEELING = "art"
    TEXT = "text"
    SIMILAR = "aehnlich"
    THEMES = "themen"
    PLACE = "ort"
    PHOTOS = "fotos"
    CONTACT = "kontakt"
    CHECK = "pruefen"


STEPS = {
    Kind.IDEA: (Step.TEXT, Step.THEMES, Step.PLACE, Step.PHOTOS, Step.CONTACT, Step.CHECK),
    Kind.PLACE: (Step.FEELING, Step.PLACE, Step.TEXT, Step.PHOTOS, Step.CONTACT, Step.CHECK),
    # Three on a phone: photo and what, where, check and contact.
    Kind.REPORT: (Step.WHAT, Step.PLACE, Step.CHECK),
}
# Each with the step that it belongs to.
ASIDES = {
    Kind.IDEA: {Step.SIMILAR: Step.TEXT},
    Kind.PLACE: {},
    Kind.REPORT: {Step.DETAIL: Step.WHAT, Step.NEAR: Step.PLACE},
}

ROOMS = {Kind.IDEA: ideas, Kind.PLACE: places, Kind.REPORT: reports}


@dataclass(frozen=True)
class Writing:
    """What a view of the writing way needs to know before it does anything."""

    call: CallRow
    draft: DraftRow | None
    at: datetime
    language: str
    member: User | None = None
    from_check: bool = False
    themes: list[ThemeRow] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """What is written here."""
        return Kind(self.call.kind)

    @property
    def room(self) -> ModuleType:
        """The actions of the room that knows what makes a contribution of this kind."""
        return ROOMS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether the call takes contributions now."""
        return self.call.accepts(self.at)

    @property
    def content(self) -> Content:
        """What was written so far."""
        return Content(**{"title": "", **(self.draft.content if self.draft else {})})

    @property
    def steps(self) -> list[Step]:
        """The screens of this visit in their order."""
        unused = {Step.THEMES} if not self.themes else set()
        if not self.call.photos:
            unused.add(Step.PHOTOS)
        return [step for step in STEPS[self.kind] if step not in unused]

    def url(self, step: Step) -> str:
        """Return the address of a screen."""
        return reverse(f"web:{self.kind}_step", args=[self.call.slug, step.value])

    @property
    def asides(self) -> dict[Step, Step]:
        """The looks aside of this visit, each with its step."""
        return ASIDES[self.kind]

    def before(self, step: Step) -> str:
        """Return the address one screen back."""
        if step in self.asides:
            return self.again(self.asides[step])
        if self.from_check and step is not Step.CHECK:
            return self.url(Step.CHECK)
        place = self.steps.index(step)
        return self.url(self.steps[place - 1]) if place else reverse(f"web:{self.kind}_new")

    def again(self, step: Step) -> str:
        """Return the address of a screen of the same stretch of the way: from the check, or not."""
        return self.url(step) + (f"?{FROM_CHECK}" if self.from_check else "")

    def after(self, step: Step) -> str:
        """Return the address of the next screen; whoever came from the check goes back there."""
        if self.from_check:
            return self.url(Step.CHECK)
        step = self.asides.get(step, step)
        return self.url(self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)])

    def context(self, step: Step | None = None) -> dict[str, object]:
        """Return what every page of the way shows."""
        title = self.call.title
        step = self.asides.get(step, step) if step else None
        counted = {"step": self.steps.index(step) + 1, "steps": len(self.steps)} if step in self.steps else {}
        return {
            "call": {"title": pick(title, self.language)},
            "kind": self.kind.value,
            "not_simple": self.language == "de-simple" and not has(title, self.language),
            "from_check": self.from_check,
            **counted,
        }


def visit(request: HttpRequest, kind: Kind, slug: str) -> Writing:
    """Return the visit; a call that staff still write is not there for anybody else."""
    call = calls.call_by_slug(slug)
    if call is None or call.kind != kind or call.opens_at is None:
        raise Http404
    language = get_language() or "de"
    return Writing(
        call=call,
        draft=_draft(request, call.id),
        at=clock.now(),
        language=language,
        member=member_of(request),
        from_check=FROM_CHECK in request.GET,
        themes=city.themes(language) if kind is Kind.IDEA else [],
    )


def member_of(request: HttpRequest) -> User | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, User) else None


def _draft(request: HttpRequest, call: UUID) -> DraftRow | None:
    kept = request.session.get(_WRITING, {}).get(str(call))
    return drafts.draft(UUID(kept)) if kept else None


def keep_draft(request: HttpRequest, call: UUID, draft: UUID) -> None:
    """Have this browser's session know what it is writing; it waits for no mail (any more)."""
    request.session[_WRITING] = request.session.get(_WRITING, {}) | {str(call): str(draft)}
    _forget(request, _WAITING, key=str(draft))


def keep_waiting(request: HttpRequest, call: UUID, draft: UUID) -> None:
    """Have this browser's session know what waits for its mail; another one may be begun, or gone on with."""
    request.session[_WAITING] = request.session.get(_WAITING, {}) | {str(draft): str(call)}
    if request.session.get(_WRITING, {}).get(str(call)) == str(draft):
        _forget(request, _WRITING, key=str(call))


def forget(request: HttpRequest, draft: UUID, call: UUID) -> None:
    """Have this browser's session know a draft no more: it became what it was to become."""
    _forget(request, _WAITING, key=str(draft))
    _forget(request, _WRITING, key=str(call))


def _forget(request: HttpRequest, name: str, *, key: str) -> None:
    kept = request.session.get(name, {})
    if kept.pop(key, None):
        request.session[name] = kept


def waiting_of(request: HttpRequest, call: UUID) -> UUID | None:
    """Return the newest of this browser's drafts for a call that were sent off and wait for their mail."""
    kept = [draft for draft, of in request.session.get(_WAITING, {}).items() if of == str(call)]
    return UUID(kept[-1]) if kept else None


def begun_in(request: HttpRequest) -> list[UUID]:
    """Return the drafts of this browser: those it writes on, and those that wait for their mail."""
    writing, waiting = request.session.get(_WRITING, {}), request.session.get(_WAITING, {})
    return [UUID(draft) for draft in (*writing.values(), *waiting)]


def knows(request: HttpRequest, draft: UUID) -> bool:
    """Say whether this browser wrote the draft."""
    return draft in begun_in(request)
