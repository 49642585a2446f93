"""Counts what became of the promises, by office and by theme, so that the public page reads a few rows."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from smilecity.collect.contributions.rules import OPEN, Publicity
from smilecity.deliver.answers.models import Tally
from smilecity.deliver.answers.rules import Outcome

# The same cases in the same order as rules.outcome; a test holds one against the other. What became part of another
# goes on there, but a promise that was broken before stays in the count: nobody merges it away.
_COUNT = """
WITH told AS MATERIALIZED (
    SELECT c.kind, c.office_id, c.theme_ids, CASE WHEN c.visible THEN c.status ELSE '' END AS status, CASE
        WHEN c.visible AND c.status = ANY(%(open)s) AND c.due_on < %(today)s THEN %(overdue)s
        WHEN c.visible AND c.status = ANY(%(open)s) THEN %(waiting)s
        WHEN k.promised_on IS NULL THEN %(undated)s
        WHEN k.answered_on <= k.promised_on THEN %(on_time)s
        ELSE %(late)s END AS outcome
    FROM contributions_contribution c LEFT JOIN answers_kept k ON k.contribution_id = c.id
    WHERE c.visible OR (c.merged_into_id IS NOT NULL AND c.publicity = %(shown)s AND k.answered_on > k.promised_on)
)
INSERT INTO answers_tally (by_theme, kind, office_id, theme_id, status, outcome, number, counted_at)
SELECT false, kind, office_id, NULL, status, outcome, count(*), %(at)s
FROM told GROUP BY kind, office_id, status, outcome
UNION ALL
SELECT true, kind, NULL, t.id, status, outcome, count(*), %(at)s
FROM told CROSS JOIN LATERAL unnest(told.theme_ids) AS theme JOIN city_theme t ON t.id = theme
GROUP BY kind, t.id, status, outcome
"""


@transaction.atomic
def count(*, at: datetime) -> None:
    """Count anew. 2 SQL."""
    Tally.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "open": [status.value for status in OPEN],
                "today": timezone.localdate(at),
                "at": at,
                "overdue": Outcome.OVERDUE.value,
                "waiting": Outcome.OPEN.value,
                "undated": Outcome.UNDATED.value,
                "on_time": Outcome.ON_TIME.value,
                "late": Outcome.LATE.value,
                "shown": Publicity.SHOWN.value,
            },
        )
