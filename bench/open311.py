"""100,000 reports: how long a full page of 1,000 takes over Open311, a request that comes in, and a year in numbers.

Every fourth report has a reply, every third a photo. Times are those of the whole answer, the database's included.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.pages import cost
from smilecity.city import queries as city
from smilecity.collect.contributions.actions import CallFields, make_call
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.collect.reports.actions import CategoryFields, save_category
from smilecity.doors.web import statistics_report
from smilecity.ground import clock
from smilecity.measure.statistics import actions as statistics
from smilecity.measure.statistics import queries
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope

REPORTS = 100_000
PAGE = 1000
_TIMES = 9
_ROOT = "/open311/v2"
# What is asked, and how many milliseconds a page of 1,000 may take.
QUESTIONS = (
    ("requests.json", "requests.json", 100),
    ("requests.xml", "requests.xml", 150),
    ("of one service", "requests.json?service_code=bench-1", 100),
    ("that are closed", "requests.json?status=closed", 100),
    ("in a radius of 2 km", "requests.json?lat=54.09&long=12.10&radius=2000", 150),
    ("the 20th page", "requests.json?page=20", 250),
)

# Spread over 80 days, so that all lie in the span that is asked for when nothing is said.
_REPORTS = """
WITH made AS (
    INSERT INTO contributions_contribution (id, call_id, kind, category, title, text, language, theme_ids, lon, lat,
        place, author_name, informed, channel, source, source_id, publicity, visible, status, supports,
        imported_supports, comments, revision, submitted_at, published_at, changed_at, answered_at)
    SELECT gen_random_uuid(), %(call)s, 'report', 'bench-' || 1 + n %% 3, 'Schlagloch',
        'Ein tiefes Loch, in das man mit dem Rad leicht gerät. Nummer ' || n, 'de', '{}',
        12.05 + 0.1 * random(), 54.04 + 0.1 * random(), 'Lange Straße ' || n %% 90, '', false, 'web', '', '', 'shown',
        true, (ARRAY['received', 'in_review', 'accepted', 'done', 'declined'])[1 + n %% 5], n %% 30, 0, 0, 1,
        %(at)s - n * interval '69 seconds', %(at)s - n * interval '69 seconds', %(at)s - n * interval '60 seconds',
        CASE WHEN n %% 4 = 0 THEN %(at)s - n * interval '60 seconds' END
    FROM generate_series(1, %(number)s) n
    RETURNING id, category, number, changed_at
), kept AS (
    INSERT INTO reports_report (contribution_id, category_id, attributes, anonymous, ground, place_source,
        delegated_to)
    SELECT m.id, k.id, '{}', false, 'land', '', '' FROM made m JOIN reports_category k ON k.code = m.category
), told AS (
    INSERT INTO contributions_step (id, contribution_id, verb, at, text, status)
    SELECT gen_random_uuid(), id, 'replied', changed_at, 'Wir haben das Loch gesehen und füllen es bald.', ''
    FROM made WHERE number %% 4 = 0
)
INSERT INTO contributions_photo (id, contribution_id, position, large, small, width, height, description, hidden,
    covered, original, stage)
SELECT gen_random_uuid(), id, 1, 'a', 'b', 800, 600, '', false, false, '', 'before' FROM made WHERE number %% 3 = 0
"""


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


@dataclass(frozen=True)
class Took:
    """Milliseconds (the median), statements, rows and kilobytes of an answer."""

    milliseconds: float
    statements: int
    rows: int
    kilobytes: float


def measure(report: Report) -> None:
    """Report 100,000 times, then ask, then send."""
    secret = found(clock.now())
    for name, address, most in QUESTIONS:
        took = _ask(f"{_ROOT}/{address}")
        figure = f"{took.milliseconds:.0f} ms, {took.statements} SQL, {took.rows:,} rows, {took.kilobytes:.0f} kB"
        kept = took.milliseconds <= most and took.statements <= 3 and took.rows == PAGE
        report.row(f"Open311, {REPORTS:,} reports: {name}", figure, f"{most} ms", kept=kept)
    milliseconds = _send(secret)
    report.row(
        "Open311: a request comes in, without a photo", f"{milliseconds:.0f} ms", "50 ms", kept=milliseconds <= 50
    )
    _statistics(report)


def _statistics(report: Report) -> None:
    """Count the reports, then show the year and print it."""
    at = clock.now()
    counted = _timed(lambda: statistics.count(at=at))
    report.row(f"{REPORTS:,} reports counted by year", f"{counted:.1f} s", "10 s", kept=counted <= 10)
    client, year = Client(headers={"host": "127.0.0.1"}), timezone.localdate(at).year
    page = cost(lambda: client.get(reverse("web:report_statistics_year", args=[year])))
    shown = f"{page.statements} SQL, {page.cpu:.1f} ms CPU"
    report.row("their year in numbers", shown, "10 SQL, 50 ms", kept=page.statements <= 10 and page.cpu <= 50)
    found = queries.year(Kind.REPORT, year)
    assert found, "counted above"  # noqa: S101 - otherwise nothing was measured
    draw = statistics_report.written(found, city.profile(), "de", at).draw
    draw()
    report.row("its printed report", f"{median([_timed(draw) for _ in range(_TIMES)]):.2f} s")


def found(at: datetime) -> str:
    """Found a town hall that takes reports, with many of them; return a key that may report."""
    fields = CallFields(title={"de": "Mängel"}, moderation=Moderation.AFTER, opens_at=at - timedelta(days=100))
    call = make_call(slug="bench-meldungen", kind=Kind.REPORT, fields=fields, by=None, at=at)
    for number in range(1, 4):
        save_category(
            code=f"bench-{number}", parent="", fields=CategoryFields(title={"de": f"Rubrik {number}"}), by=None, at=at
        )
    _fill(call, at)
    party = keys.make_party(name="Open311 bench", by=None, at=at)
    made = keys.make_key(party=party, label="bench", scopes=[Scope.REPORT], a_minute=1_000_000, by=None, at=at)
    return made.secret


def _fill(call: UUID, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_REPORTS, {"call": call, "at": at, "number": REPORTS})
        cursor.execute(
            "VACUUM ANALYZE contributions_contribution, reports_report, contributions_step, contributions_photo"
        )


def _ask(address: str) -> Took:
    client = Client(headers={"host": "127.0.0.1"})
    answer = client.get(address)
    statements = cost(lambda: client.get(address), repeats=1).statements
    times = [_timed(lambda: client.get(address)) for _ in range(_TIMES)]
    rows = answer.content.count(b"<request>") or answer.content.count(b'"service_request_id"')
    return Took(median(times) * 1000, statements, rows, len(answer.content) / 1000)


def _send(secret: str) -> float:
    client, numbers = Client(headers={"host": "127.0.0.1"}), iter(range(1_000))

    def send() -> Any:
        fields = {"api_key": secret, "service_code": "bench-1", "address_string": "Am Markt"}
        answer = client.post(f"{_ROOT}/requests.json", fields | {"description": f"Loch Nr. {next(numbers)}"})
        assert answer.status_code == 200, answer.content  # noqa: S101 - otherwise nothing was measured
        return answer

    send()
    return median(_timed(send) for _ in range(_TIMES)) * 1000


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
