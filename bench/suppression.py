"""Counting and guarding all tables of a survey jointly: 13 questions by 4 features, in a process of its own.

Three features are those that a survey may ask for; the fourth is made up, since there is none yet.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

import django
from django.db import connection

from smilecity.ground import clock

KINDS = ("one",) * 5 + ("several",) * 4 + ("scale",) * 4
_OPTIONS = {"one": 6, "several": 8, "scale": 0}
DISTRICTS = tuple(f"d{number}" for number in range(21))
SINCE = ("born", "decades", "years", "months", "guest")
SECONDS, MEGABYTES = 10, 400
# The larger a number drawn, the rarer it is, so that there are small groups in every table; some say nothing.
_PARTICIPATIONS = """
INSERT INTO surveys_participation (id, survey_id, answers, profile)
SELECT gen_random_uuid(), %(survey)s, (
    SELECT coalesce(jsonb_object_agg(q.id, CASE q.kind
        WHEN 'scale' THEN to_jsonb(1 + floor(random() * random() * 5 + n * 0)::int)
        WHEN 'one' THEN q.options -> least(5, floor(-ln(1 - random()) * 0.8 + n * 0))::int -> 'key'
        ELSE (SELECT jsonb_agg(o -> 'key') FROM jsonb_array_elements(q.options) WITH ORDINALITY AS offered(o, place)
              WHERE place = 1 + n %% 7 OR random() * (place + 1) < 0.5 + n * 0) END), '{}')
    FROM surveys_question q WHERE q.survey_id = %(survey)s AND random() + n * 0 < 0.95
), jsonb_strip_nulls(jsonb_build_object(
    'age_group', (%(ages)s::text[])[1 + floor(random() * random() * 6.5)::int],
    'sex', (ARRAY['female', 'male', 'female', 'male', 'diverse'])[1 + floor(random() * 4.002)::int],
    'district', (%(districts)s::text[])[1 + floor(-ln(1 - random()) * 2.2)::int],
    'since', (%(since)s::text[])[1 + floor(-ln(1 - random()) * 0.45)::int]))
FROM generate_series(1, %(number)s) n
"""


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


@dataclass(frozen=True)
class Took:
    """What it took: seconds of counting and of guarding, megabytes here and in the database, cells shown and hidden."""

    counting: float
    guarding: float
    here: float
    database: float
    cells: int
    hidden: int


def measure(report: Report, participations: int) -> None:
    """Make a survey with so many participations, count and guard it in a fresh process."""
    survey = _survey(participations)
    words = [sys.executable, "-m", "bench.suppression", str(survey)]
    root = Path(__file__).resolve().parent.parent
    told = subprocess.run(words, cwd=root, env=os.environ, check=True, capture_output=True, text=True).stdout
    took = Took(**json.loads(told))
    seconds, megabytes = took.counting + took.guarding, took.here + took.database
    report.row(
        f"13 questions by 4 features, {participations:,} participations: counted and guarded jointly",
        f"{seconds:.1f} s ({took.counting:.1f} counting, {took.guarding:.1f} guarding); "
        f"{took.hidden:,} of {took.cells:,} cells hidden",
        f"< {SECONDS} s",
        kept=seconds < SECONDS,
    )
    report.row(
        "the same, memory",
        f"{megabytes:.0f} MB ({took.here:.0f} program, {took.database:.0f} database session)",
        f"< {MEGABYTES} MB",
        kept=megabytes < MEGABYTES,
    )


def _survey(participations: int) -> UUID:
    from smilecity.collect.surveys import actions
    from smilecity.collect.surveys.actions import QuestionFields, SurveyFields
    from smilecity.collect.surveys.rules import AGE_GROUPS, Feature, Kind, Option
    from smilecity.people.models import User

    by, at = User.objects.get(email__startswith="demo@"), clock.now()
    fields = SurveyFields(title={"de": "Gemessen"}, features=tuple(Feature), closes_at=at + timedelta(days=1))
    survey = actions.make(slug="gemessen", fields=fields, by=by, at=at)
    for kind in KINDS:
        options = [Option(f"o{number}", {"de": f"Antwort {number}"}) for number in range(_OPTIONS[kind])]
        asked = QuestionFields(kind=Kind(kind), text={"de": "Wie?"}, options=options)
        actions.add_question(survey=survey, fields=asked, by=by, at=at)
    given = {"ages": list(AGE_GROUPS), "districts": list(DISTRICTS), "since": list(SINCE)}
    with connection.cursor() as cursor:
        cursor.execute(_PARTICIPATIONS, {"survey": survey, "number": participations, **given})
        cursor.execute("ANALYZE surveys_participation")
    return survey


def _take(survey: UUID) -> Took:
    """Count and guard; run in the process that is measured."""
    from smilecity.collect.surveys import queries
    from smilecity.collect.surveys.rules import AGE_GROUPS, SEXES, Feature
    from smilecity.understand.results import reading, rules

    began = time.perf_counter()
    values = {"age_group": tuple(AGE_GROUPS), "sex": SEXES, "district": DISTRICTS, "since": SINCE}
    questions = queries.questions_of(survey)
    tallies = reading.tallies_of(survey, [], [])
    everybody = queries.participations(survey)
    crossings = reading.crossings_of(survey, [question.id for question in questions], list(values))
    counted = time.perf_counter()
    tables = [rules.make_table(question, tallies[question.id]) for question in questions]
    crossed = []
    for feature, keys in values.items():
        labels = {key: {"de": key} for key in keys}
        portrait = rules.make_portrait(Feature.DISTRICT, labels, tallies[feature], everybody, None)
        crossed += [
            rules.make_crossed(
                table,
                portrait,
                limits=rules.choices_of(question),
                tally=tallies[table.key],
                told=tallies[feature],
                by_group=crossings[table.key, feature],
                everybody=everybody,
                secret=feature.encode(),
            )
            for question, table in zip(questions, tables, strict=True)
        ]
    guarded = time.perf_counter()
    cells = [count for one in crossed for group in one.groups for count in group.counts]
    return Took(
        counting=counted - began,
        guarding=guarded - counted,
        here=_sizes(os.getpid())["VmHWM"],
        database=_session(),
        cells=len(cells),
        hidden=cells.count(None),
    )


def _session() -> float:
    """Return the most that our session of the database has held beside what all sessions share, in megabytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row = cursor.fetchone()
    sizes = _sizes(row[0] if row else 0)
    return sizes["VmHWM"] - sizes["RssShmem"]


def _sizes(pid: int) -> dict[str, float]:
    """Return what the system says of the memory of a process, in megabytes."""
    lines = (line.partition(":") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {name: int(rest.split()[0]) / 1024 for name, _, rest in lines if "kB" in rest}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(asdict(_take(UUID(sys.argv[1])))))
