"""One visit to a survey: which survey, which draft of this browser (known to its session), what time it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.queries import DraftRow, SurveyRow
from smilecity.collect.surveys.rules import Answer, Question, State
from smilecity.doors.web import kiosk, ways
from smilecity.ground import clock
from smilecity.ground.text import has, pick

_DRAFTS = "drafts"
_CHANGES = "changes"


@dataclass(frozen=True)
class Visit:
    """What a view of a survey needs to know before it does anything."""

    survey: SurveyRow
    draft: DraftRow | None
    at: datetime
    language: str
    member: str = ""
    # What this browser has done here before, even if its draft is gone by now.
    begun: bool = False
    changing: bool = False
    # The key of the code that was typed here; whether this browser is a tablet on site (see doors/web/ways).
    code: bytes = b""
    kiosk: bool = False

    @property
    def is_open(self) -> bool:
        """Whether answers are taken now."""
        return self.survey.accepts(self.at)

    @property
    def asks_address(self) -> bool:
        """Whether the way leads past the e-mail address: for guests who take part for the first time."""
        if self.member or self.code or self.kiosk:
            return False
        return not (self.draft and self.draft.changes_counted)

    def pick(self, texts: Any) -> str:
        """Return a text of the survey in the reader's language."""
        return pick(texts, self.language)

    def context(self) -> dict[str, object]:
        """Return what every page of a survey shows."""
        title = self.survey.title
        return {
            "survey": {"title": self.pick(title)},
            "slug": self.survey.slug,
            "kiosk": self.kiosk,
            "not_simple": self.language == "de-simple" and not has(title, self.language),
        }


@dataclass(frozen=True)
class Way:
    """The screens of a survey in their order, for "Schritt 2 von 5"."""

    questions: list[Question]
    has_profile: bool
    asks_address: bool
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers (from 1) of the questions that somebody with these answers is asked."""
        asked = {question.id for question in rules.asked(self.questions, self.answers)}
        return [number for number, question in enumerate(self.questions, 1) if question.id in asked]

    def after(self, number: int) -> int | None:
        """Return the number of the question that comes after this one; None: it is the last."""
        return next((other for other in self.numbers if other > number), None)

    def before(self, number: int) -> int | None:
        """Return the number of the question that comes before this one; None: it is the first."""
        return next((other for other in reversed(self.numbers) if other < number), None)

    @property
    def last(self) -> int:
        """The number of the last question."""
        return self.numbers[-1]

    @property
    def steps(self) -> int:
        """How many screens there are, the check of the answers included."""
        return len(self.numbers) + self.has_profile + self.asks_address + 1

    @property
    def profile_step(self) -> int:
        """The number of the screen about oneself."""
        return len(self.numbers) + 1

    @property
    def contact_step(self) -> int:
        """The number of the screen with the address."""
        return self.steps - 1


def visit(request: HttpRequest, slug: str) -> Visit:
    """Return the visit; a survey that staff still write is not there for anybody else."""
    survey = queries.by_slug(slug)
    if survey is None or survey.state is State.DRAFT:
        raise Http404
    at = clock.now()
    # First: a tablet may have to forget who was there before.
    is_kiosk = kiosk.is_kiosk(request, survey, at)
    return Visit(
        survey=survey,
        draft=_draft(request, survey.id),
        at=at,
        language=get_language() or "de",
        member=ways.member_of(request, survey),
        begun=str(survey.id) in request.session.get(_DRAFTS, {}),
        changing=str(survey.id) in request.session.get(_CHANGES, []),
        code=ways.code_of(request, survey),
        kiosk=is_kiosk,
    )


def way_of(here: Visit) -> Way:
    """Return the screens of this visit."""
    return Way(
        questions=queries.questions_of(here.survey.id),
        has_profile=bool(here.survey.features),
        asks_address=here.asks_address,
        answers=here.draft.answers if here.draft else {},
    )


def _draft(request: HttpRequest, survey: UUID) -> DraftRow | None:
    kept = request.session.get(_DRAFTS, {}).get(str(survey))
    return queries.draft(UUID(kept), survey) if kept else None


def keep_draft(request: HttpRequest, survey: UUID, draft: UUID, *, changes: bool = False) -> None:
    """Have this browser's session know the draft, and whether it changes counted answers."""
    request.session[_DRAFTS] = request.session.get(_DRAFTS, {}) | {str(survey): str(draft)}
    changing = set(request.session.get(_CHANGES, [])) - {str(survey)}
    request.session[_CHANGES] = sorted(changing | {str(survey)} if changes else changing)


def forget_draft(request: HttpRequest, survey: UUID) -> None:
    """Have this browser's session know the draft no more."""
    drafts = request.session.get(_DRAFTS, {})
    if drafts.pop(str(survey), None):
        request.session[_DRAFTS] = drafts


def begun_in(request: HttpRequest) -> list[UUID]:
    """Return the drafts of surveys that this browser has begun."""
    return [UUID(draft) for draft in request.session.get(_DRAFTS, {}).values()]
