"""The state of the whole installation as figures: what waits, what failed, who is there, how much room is left.

In: the database and the home folder, asked anew for every scrape. Out: gauges; the database does not answer: one of 0.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection, transaction
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from smilecity.config.backup import remembered
from smilecity.ground import clock

# Whoever asks every few seconds must not cost more than a page.
_PATIENCE = "SET LOCAL statement_timeout = '3s'"
_JOBS = """
SELECT queue_name,
       count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())),
       count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs GROUP BY queue_name ORDER BY queue_name
"""
_OLDEST = """
SELECT extract(epoch FROM now() - min(e.at)) FROM procrastinate_jobs j
JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = j.id AND type = 'deferred') e ON true
WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
"""
_REST = """
SELECT (SELECT count(*) FROM mail_outbox),
       (SELECT extract(epoch FROM now() - min(queued_at)) FROM mail_outbox),
       (SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers),
       (SELECT setting::int FROM pg_settings WHERE name = 'max_connections')
"""
_CONNECTIONS = """
SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1 ORDER BY 1
"""
_STATES = ("due", "later", "doing", "failed")


@dataclass(frozen=True)
class _Seen:
    """What the database says."""

    jobs: list[tuple[str, int, int, int, int]]
    oldest_job: float | None
    mails: int
    oldest_mail: float | None
    worker: float | None
    most_connections: int
    connections: list[tuple[str, int]]


class State(Collector):
    """Asks whenever somebody scrapes."""

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        seen = _look()
        yield GaugeMetricFamily("smilecity_database_up", "1: the database answers.", value=1 if seen else 0)
        yield _one("smilecity_disk_free_bytes", "Room left where files are kept.", _room())
        yield _one("smilecity_backup_age_seconds", "Since the last backup.", remembered.age(clock.now()))
        if seen:
            yield from _waiting(seen)
            yield from _people(seen)


def _look() -> _Seen | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_PATIENCE)
            cursor.execute(_JOBS)
            jobs = cursor.fetchall()
            cursor.execute(_OLDEST)
            (oldest,) = cursor.fetchone()
            cursor.execute(_REST)
            mails, oldest_mail, worker, most = cursor.fetchone()
            cursor.execute(_CONNECTIONS)
            return _Seen(jobs, oldest, mails, oldest_mail, worker, most, cursor.fetchall())
    except Error:
        return None
    finally:
        # Each scrape runs in a thread of its own, which takes its connection along.
        connection.close()


def _waiting(seen: _Seen) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("smilecity_jobs", "Jobs in the queue, by what becomes of them.", labels=["queue", "state"])
    for queue, *numbers in seen.jobs:
        for state, number in zip(_STATES, numbers, strict=True):
            jobs.add_metric([queue, state], number)
    yield jobs
    yield _one("smilecity_jobs_oldest_seconds", "How long the oldest job that is due has waited.", seen.oldest_job or 0)
    yield _one("smilecity_mails_waiting", "Mails that no mail server has taken yet.", seen.mails)
    yield _one("smilecity_mails_oldest_seconds", "How long the oldest of them has waited.", seen.oldest_mail or 0)


def _people(seen: _Seen) -> Iterator[Metric]:
    yield _one("smilecity_worker_seen_seconds", "Since a worker was last heard of.", seen.worker)
    yield _one("smilecity_database_connections_most", "Connections the database allows.", seen.most_connections)
    found = GaugeMetricFamily(
        "smilecity_database_connections", "Connections to our database, by what they do.", labels=["state"]
    )
    for state, number in seen.connections:
        found.add_metric([state], number)
    yield found


def _room() -> float | None:
    try:
        return shutil.disk_usage(settings.HOME).free
    except OSError:
        return None


def _one(name: str, text: str, value: float | None) -> Metric:
    """Return one gauge; what nobody knows is not said."""
    gauge = GaugeMetricFamily(name, text)
    if value is not None:
        gauge.add_metric([], float(value))
    return gauge
