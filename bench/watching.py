"""Watching participation while a survey runs: statements and time of the live page, and of what it asks for again."""

import time
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from smilecity.ground import clock

STATEMENTS, MILLISECONDS = 10, 500
_TIMES = 5
_PARTICIPATIONS = """
WITH entered AS (
    INSERT INTO register_entry (id, process_id, key, way, "on", counted)
    SELECT gen_random_uuid(), %(process)s, sha256(n::text::bytea), (ARRAY['guest', 'member', 'code'])[1 + n %% 3],
        current_date - n %% 30, true
    FROM generate_series(1, %(number)s) n
)
INSERT INTO surveys_participation (id, survey_id, answers, profile)
SELECT gen_random_uuid(), %(survey)s, '{}', jsonb_build_object('district', 'd' || n %% 21)
FROM generate_series(1, %(number)s) n
"""


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


def measure(report: Report, participations: int) -> None:
    """Make a survey that runs with so many participations, and look at it as a member of staff does."""
    from smilecity.understand.results import actions

    survey = _survey(participations)
    began = time.perf_counter()
    actions.count_districts(at=clock.now())
    counted = 1000 * (time.perf_counter() - began)
    for what, address in (("live page", "watch"), ("what it asks for again", "watch_stand")):
        statements, milliseconds = _looked_at(survey, address)
        report.row(
            f"{what} of a survey with {participations:,} participations",
            f"{statements} SQL, {milliseconds:.0f} ms",
            f"<= {STATEMENTS} SQL, < {MILLISECONDS} ms",
            kept=statements <= STATEMENTS and milliseconds < MILLISECONDS,
        )
    report.row("districts counted for it, once 20 have come and at most hourly", f"{counted:.0f} ms")


def _survey(participations: int) -> UUID:
    from smilecity.collect.surveys import actions, queries
    from smilecity.collect.surveys.actions import QuestionFields, SurveyFields
    from smilecity.collect.surveys.rules import Feature, Kind
    from smilecity.people.models import User

    by, at = User.objects.get(email__startswith="demo@"), clock.now()
    fields = SurveyFields(title={"de": "Beobachtet"}, features=[Feature.DISTRICT], closes_at=at + timedelta(days=1))
    survey = actions.make(slug="beobachtet", fields=fields, by=by, at=at)
    actions.add_question(survey=survey, fields=QuestionFields(kind=Kind.SCALE, text={"de": "Wie?"}), by=by, at=at)
    actions.open_now(survey=survey, by=by, at=at)
    row = queries.by_id(survey)
    if row is None:
        raise LookupError("the survey that was just made")
    with connection.cursor() as cursor:
        cursor.execute(_PARTICIPATIONS, {"survey": survey, "process": row.process, "number": participations})
        # As autovacuum leaves them.
        cursor.execute("VACUUM ANALYZE register_entry")
        cursor.execute("VACUUM ANALYZE surveys_participation")
    return survey


def _looked_at(survey: UUID, address: str) -> tuple[int, float]:
    """Return the statements of one look, and the middle of how long some took."""
    from allauth.mfa.models import Authenticator
    from django.test import Client
    from django.urls import reverse

    from smilecity.doors.visitor import second_factor
    from smilecity.people.models import User

    by = User.objects.get(email__startswith="demo@")
    Authenticator.objects.get_or_create(user=by, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}})
    client = Client()
    client.force_login(by)
    session = client.session
    session[second_factor.SET_UP_HERE] = str(by.pk)
    session.save()
    url, took = reverse(f"desk:{address}", args=[survey]), []
    for _ in range(_TIMES):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as sent:
            if client.get(url).status_code != 200:
                raise LookupError(url)
        took.append(1000 * (time.perf_counter() - began))
    return len(sent), sorted(took)[_TIMES // 2]
