"""How many have taken part in a survey: by day, by way, by district. Numbers only; whoever shows them guards them."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection

from smilecity.collect.surveys.rules import Feature
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Way


def taken(process: UUID | None) -> register.Taken:
    """Return how many have taken part in a survey by its process, by day and by way at once. 2 SQL."""
    return register.taken(process) if process else register.Taken({}, {})


def participations_by_day(process: UUID | None) -> dict[date, int]:
    """Return how many have taken part on which day of the city, the first day first. 2 SQL."""
    return taken(process).by_day


def participations_by_way(process: UUID | None) -> dict[Way, int]:
    """Return how many have taken part in which way. 2 SQL."""
    return taken(process).by_way


_BY_DISTRICT = """
SELECT profile ->> %(feature)s, count(*) FROM surveys_participation
WHERE survey_id = %(survey)s AND profile ? %(feature)s GROUP BY 1
"""


def participations_by_district(survey: UUID) -> dict[str, int]:
    """Return how many told which district: an answer of theirs, never to be shown as it is. 1 SQL, reads every row."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DISTRICT, {"survey": survey, "feature": Feature.DISTRICT.value})
        return dict(cursor.fetchall())


_STANDING = """
SELECT (SELECT count(*) FROM surveys_participation WHERE survey_id = %(survey)s),
    (SELECT count(*) FROM surveys_draft
        WHERE survey_id = %(survey)s AND NOT submitted AND change_hash IS NULL AND erase_at > %(at)s)
"""


def counted_and_begun(survey: UUID, at: datetime) -> tuple[int, int]:
    """Return how many have taken part, and how many began and sent nothing off; drafts live for a week. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"survey": survey, "at": at})
        counted, begun = cursor.fetchone() or (0, 0)
        return counted, begun
