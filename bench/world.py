"""The world that is measured: a city, a survey of 13 questions, as many participations as wanted, drafts to send."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft
from smilecity.collect.surveys.rules import Kind
from smilecity.demo import load, surveys
from smilecity.people.models import User
from smilecity.understand.results import actions as results

# Answers as people would give them, made inside the database: a JSON object of every choice and scale.
_PARTICIPATIONS = """
INSERT INTO surveys_participation (id, survey_id, answers, profile)
SELECT gen_random_uuid(), %(survey)s, (
    SELECT jsonb_object_agg(q.id, CASE q.kind
        WHEN 'scale' THEN to_jsonb(1 + floor(random() * 5 + n * 0)::int)
        WHEN 'one' THEN q.options -> floor(random() * jsonb_array_length(q.options) + n * 0)::int -> 'key'
        ELSE jsonb_build_array(q.options -> floor(random() * jsonb_array_length(q.options) + n * 0)::int -> 'key') END)
    FROM surveys_question q WHERE q.survey_id = %(survey)s AND q.kind IN ('one', 'several', 'scale')
), jsonb_build_object(
    'age_group', (ARRAY['15-29', '30-44', '45-64', '65-74'])[1 + floor(random() * 4)],
    'sex', (ARRAY['female', 'male'])[1 + floor(random() * 2)])
FROM generate_series(1, %(number)s) n
"""


@dataclass(frozen=True)
class Seed:
    """A draft that is ready to be sent off by its browser: the session's key and its CSRF secret."""

    draft: UUID
    session: str
    csrf: str
    address: str


def found(at: datetime) -> UUID:
    """Set up the demo's city and open its survey; return the survey."""
    load.load_city(at=at)
    editor = load.editor(at)
    return surveys.open_survey(by=editor, at=at)


def take_part(survey: UUID, number: int) -> None:
    """Have `number` people take part, all at once."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTICIPATIONS, {"survey": survey, "number": number})
        cursor.execute("ANALYZE surveys_participation")


def seed_drafts(survey: UUID, number: int, at: datetime) -> list[Seed]:
    """Leave `number` finished drafts in the sessions of as many browsers."""
    answers = {question.id: _answer(question.kind) for question in queries.questions_of(survey)}
    seeds = [
        Seed(uuid4(), secrets.token_hex(16), secrets.token_hex(16), f"{uuid4().hex}@beispiel.example")
        for _ in range(number)
    ]
    erase_at = at + surveys.OPEN_FOR
    Draft.objects.bulk_create(
        Draft(id=seed.draft, survey_id=survey, answers=answers, address=seed.address, language="de", erase_at=erase_at)
        for seed in seeds
    )
    Session.objects.bulk_create(
        Session(session_key=seed.session, session_data=_session(survey, seed), expire_date=erase_at) for seed in seeds
    )
    return seeds


def _answer(kind: Kind) -> str | int | list[str]:
    if kind is Kind.SCALE:
        return 4
    if kind is Kind.SEVERAL:
        return ["o1", "o2"]
    return "o1" if kind is Kind.ONE else "Am Ufer sitzen."


def _session(survey: UUID, seed: Seed) -> str:
    return SessionStore().encode({"_csrftoken": seed.csrf, "drafts": {str(survey): str(seed.draft)}})


def small_result(by: User, at: datetime) -> str:
    """Publish a survey with 500 participations and return its slug, to hold the large one against."""
    earlier = at - surveys.LAST_YEAR
    survey = surveys.open_survey(by=by, at=earlier)
    take_part(survey, 500)
    actions.close(survey=survey, by=by, at=earlier)
    results.publish(survey=survey, by=by, at=earlier)
    row = queries.by_id(survey)
    return row.slug if row else ""
