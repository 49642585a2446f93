"""A survey ends: answers are rewritten in random order, free texts cut loose, what waits is dropped."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from smilecity.collect.surveys import findable, rules
from smilecity.collect.surveys.actions.staff import GONE
from smilecity.collect.surveys.events import SurveyClosed
from smilecity.collect.surveys.models import Draft, Survey
from smilecity.collect.surveys.rules import Act, State
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.people.models import User
from smilecity.people.register import actions as register
from smilecity.people.register.rules import Purpose
from smilecity.people.rules import Role

# Rewriting all rows in one transaction gives them one transaction id and a random order on disk: what the database
# remembered of the order of arrival is gone. Free texts leave their participation, so no profile clings to them; that
# somebody would rather not say ("{}") is no text and stays.
_SHUFFLE = """
WITH gone AS (
    DELETE FROM surveys_participation WHERE survey_id = %(survey)s RETURNING answers, profile
), texts AS (
    SELECT id FROM surveys_question WHERE survey_id = %(survey)s AND kind IN ('short', 'long')
), cut AS (
    INSERT INTO surveys_freetext (id, survey_id, question_id, text)
    SELECT gen_random_uuid(), %(survey)s, texts.id, gone.answers ->> texts.id::text
    FROM gone, texts WHERE gone.answers ? texts.id::text
        AND jsonb_typeof(gone.answers -> texts.id::text) = 'string'
    ORDER BY random()
)
INSERT INTO surveys_participation (id, survey_id, answers, profile)
SELECT gen_random_uuid(), %(survey)s,
    gone.answers - coalesce(
        (SELECT array_agg(texts.id::text) FROM texts WHERE jsonb_typeof(gone.answers -> texts.id::text) = 'string'),
        '{}'
    ),
    gone.profile
FROM gone ORDER BY random()
"""


@transaction.atomic
def close(*, survey: UUID, by: User | None, at: datetime) -> None:
    """Close a survey for good. `by` None: its deadline has come. Raises Refused."""
    row = _held_alone(survey)
    if row is None:
        raise Refused(GONE)
    # At the deadline the program acts with the right of an administrator.
    rules.require(Act.CLOSE, by.role_set if by else frozenset({Role.ADMINISTRATOR}), State(row.state))
    _end(row, by, at)


def _held_alone(survey: UUID) -> Survey | None:
    """Return the survey when nobody is taking part any more (see `holding`)."""
    return Survey.objects.select_for_update().filter(pk=survey).first()


def _end(survey: Survey, by: User | None, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SHUFFLE, {"survey": survey.pk})
    if survey.process_id:
        register.close_process(process=survey.process_id, at=at)
    Draft.objects.filter(survey=survey).delete()
    survey.state, survey.closed_at = State.CLOSED, at
    survey.erase_on = rules.erase_on(timezone.localdate(at), survey.keep_months)
    survey.save(update_fields=["state", "closed_at", "erase_on"])
    audit.record(actor=by.pk if by else None, verb="surveys.close", subject=f"survey:{survey.pk}", at=at)
    search.changed(findable.SOURCE, [survey.pk])
    publish(SurveyClosed(survey_id=survey.pk))


def close_due(*, at: datetime) -> int:
    """Close every survey whose deadline has come; return how many."""
    due = Survey.objects.filter(state=State.OPEN, closes_at__lte=at).values_list("pk", flat=True)
    return sum(_close_if_due(survey, at) for survey in list(due))


@transaction.atomic
def _close_if_due(survey: UUID, at: datetime) -> bool:
    """Close a survey, unless it was extended, or closed by hand, since it was found."""
    row = _held_alone(survey)
    if row is None or State(row.state) is not State.OPEN or not rules.is_over(row.closes_at, at):
        return False
    _end(row, None, at)
    return True


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Erase drafts nobody came back to, and answers not confirmed in time; return how many."""
    unconfirmed = register.drop_expired(purposes=[Purpose.PARTICIPATION], at=at)
    # What somebody is working on this very moment is left for the next time, so that nobody waits for this job.
    stale = Draft.objects.select_for_update(skip_locked=True).filter(Q(pk__in=unconfirmed) | Q(erase_at__lte=at))
    erased, _ = Draft.objects.filter(pk__in=list(stale.values_list("pk", flat=True))).delete()
    return erased
