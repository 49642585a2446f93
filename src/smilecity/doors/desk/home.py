"""The first page of the desk: what needs me. A fixed number of statements."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.queries import Counted, SurveyRow, planned
from smilecity.collect.surveys.queries.planned import Planned
from smilecity.collect.surveys.rules import Act, State
from smilecity.doors.desk import city_steps, inbox_needs, legal, moderation_needs, words
from smilecity.doors.desk.shell import staff, title_of
from smilecity.ground import clock
from smilecity.people.rules import Role
from smilecity.understand.results import queries as results

ENDING_WITHIN = timedelta(days=3)
Need = dict[str, Any]


class NeedsMe(Component):  # type: ignore[misc]  # wagtail ships no types
    """The panel with everything that waits for the person who is signed in."""

    name = "needs_me"
    order = 10
    template_name = "desk/home_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the needs, the running surveys, and what this person may begin."""
        roles, at = staff(self.request).role_set, clock.now()
        every = queries.all_for_desk()
        return {
            "needs": [
                *inbox_needs.needs(self.request),
                *moderation_needs.needs(roles),
                *city_steps.needs(roles),
                *legal.needs(roles),
                *needs(every, roles, at),
            ],
            "running": [_running(row, at) for row in every if row.survey.accepts(at)],
            "may_make": rules.why_not(Act.EDIT, roles, State.DRAFT) is None,
            "name": staff(self.request).name,
        }


def needs(every: list[Counted], roles: frozenset[Role], at: datetime) -> list[Need]:
    """Return what waits for somebody with these roles, the most pressing first. 4 SQL."""
    surveys = [row.survey for row in every]
    waiting = queries.texts_waiting()
    public = results.published_among(survey.id for survey in surveys if survey.state is State.CLOSED)

    def may(act: Act) -> list[SurveyRow]:
        return [survey for survey in surveys if rules.why_not(act, roles, survey.state) is None]

    openings = planned.openings([survey.id for survey in may(Act.PLAN_OPENING)])
    publishings = results.planned_among([survey.id for survey in may(Act.PLAN_PUBLISHING)])
    return [
        *(_held(survey, "desk:plan_opening") for survey in surveys if _was_held(openings.get(survey.id))),
        *(_held(survey, "desk:plan_result") for survey in surveys if _was_held(publishings.get(survey.id))),
        *(_ending(survey, at) for survey in may(Act.EXTEND) if _ends_soon(survey, at)),
        *(_texts(survey, waiting[survey.id]) for survey in may(Act.RELEASE) if survey.id in waiting),
        *(_unpublished(survey) for survey in may(Act.PUBLISH) if survey.id not in public),
        *(_draft(survey) for survey in may(Act.OPEN)),
    ]


def _ends_soon(survey: SurveyRow, at: datetime) -> bool:
    return survey.closes_at is not None and survey.accepts(at) and survey.closes_at - at <= ENDING_WITHIN


def _need(survey: SurveyRow, what: str, go: str, address: str) -> Need:
    return {"title": title_of(survey), "what": what, "go": go, "url": reverse(address, args=[survey.id])}


def _was_held(known: Planned | None) -> bool:
    return known is not None and known.held_at is not None


def _held(survey: SurveyRow, address: str) -> Need:
    what = _("Nicht von selbst geöffnet") if survey.state is State.DRAFT else _("Ergebnis nicht von selbst erschienen")
    return _need(survey, what, _("Ansehen"), address)


def _ending(survey: SurveyRow, at: datetime) -> Need:
    left = words.time_left(survey.closes_at or at, at)
    return _need(survey, _("Endet bald: {left}").format(left=left), _("Ansehen"), "desk:survey")


def _texts(survey: SurveyRow, number: int) -> Need:
    what = _("{texts} zu prüfen").format(texts=words.texts(number))
    return _need(survey, what, _("Prüfen"), "desk:texts")


def _unpublished(survey: SurveyRow) -> Need:
    return _need(survey, _("Ergebnis noch nicht veröffentlicht"), _("Ansehen"), "desk:result")


def _draft(survey: SurveyRow) -> Need:
    return _need(survey, _("Entwurf, noch nicht geöffnet"), _("Weiterarbeiten"), "desk:survey")


def _running(row: Counted, at: datetime) -> Need:
    closes_at = row.survey.closes_at
    return {
        "title": title_of(row.survey),
        "url": reverse("desk:survey", args=[row.survey.id]),
        "participations": words.participations(row.participations),
        "left": words.time_left(closes_at, at) if closes_at else _("ohne festes Ende"),
    }
