"""A survey ends: answers are rewritten in random order, free texts cut loose, what waits is dropped."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.events import SurveyClosed
from smilecity.collect.surveys.models import Draft, Survey
from smilecity.collect.surveys.rules import Act, State
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.people.models import User
from smilecity.people.register import actions as register
from smilecity.people.rules import Role

# Rewriting all rows in one transaction gives them one transaction id and a random order on disk: what the database
# remembered of the order of arrival is gone. Free texts leave their participation, so no profile clings to them.
_SHUFFLE = """
WITH gone AS (
    DELETE FROM surveys_participation WHERE survey_id = %(survey)s RETURNING answers, profile
), texts AS (
    SELECT id FROM surveys_question WHERE survey_id = %(survey)s AND kind IN ('short', 'long')
), cut AS (
    INSERT INTO surveys_freetext (id, survey_id, question_id, text)
    SELECT gen_random_uuid(), %(survey)s, texts.id, gone.answers ->> texts.id::text
    FROM gone, texts WHERE gone.answers ? texts.id::text
    ORDER BY random()
)
INSERT INTO surveys_participation (id, survey_id, answers, profile)
SELECT gen_random_uuid(), %(survey)s,
    gone.answers - coalesce((SELECT array_agg(texts.id::text) FROM texts), '{}'), gone.profile
FROM gone ORDER BY random()
"""


@transaction.atomic
def close(*, survey: UUID, by: User | None, at: datetime) -> None:
    """Close a survey for good. `by` None: its deadline has come. Raises Refused."""
    row = Survey.objects.select_for_update().get(pk=survey)
    # At the deadline the program acts with the right of an administrator.
    rules.require(Act.CLOSE, by.role_set if by else frozenset({Role.ADMINISTRATOR}), State(row.state))
    with connection.cursor() as cursor:
        cursor.execute(_SHUFFLE, {"survey": row.pk})
    Draft.objects.filter(survey=row).delete()
    if row.process_id:
        register.close_process(process=row.process_id, at=at)
    row.state, row.closed_at = State.CLOSED, at
    row.save(update_fields=["state", "closed_at"])
    audit.record(actor=by.pk if by else None, verb="surveys.close", subject=f"survey:{row.pk}", at=at)
    publish(SurveyClosed(survey_id=row.pk))


def close_due(*, at: datetime) -> int:
    """Close every survey whose deadline has come; return how many."""
    due = Survey.objects.filter(state=State.OPEN, closes_at__lte=at).values_list("pk", flat=True)
    for survey in list(due):
        close(survey=survey, by=None, at=at)
    return len(due)


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Erase drafts nobody came back to, and answers not confirmed in time; return how many."""
    unconfirmed = register.drop_expired(at=at)
    erased, _ = Draft.objects.filter(pk__in=unconfirmed).delete()
    stale, _ = Draft.objects.filter(erase_at__lte=at).delete()
    return erased + stale
