"""Runs jobs in tests: the real queue in PostgreSQL, the real tasks, in the test's own thread and transaction.

A worker of procrastinate would use connections of its own and never see what an open transaction holds.
"""

import json
from dataclasses import dataclass

from django.db import connection
from procrastinate import exceptions, sql
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status


@dataclass(frozen=True)
class Ran:
    """A job that was run: the name of its task, and what it raised."""

    task: str
    error: Exception | None


def run_jobs(*, due: bool = True, may_fail: bool = False, most: int = 1000) -> list[Ran]:
    """Run what waits in the queue, and what that defers, until nothing is left; return what ran, in order.

    A failed job is put back as its task's retry strategy says; unless it `may_fail`, its error is raised.
    `due=False`: also jobs whose time has not come yet are run, each once.
    """
    if not due:
        _make_due()
    worker = app.connector.get_sync_connector().execute_query_one(sql.queries["register_worker"])["worker_id"]
    ran: list[Ran] = []
    while len(ran) < most and (job := _fetch(worker)):
        ran.append(_run(job))
        error = ran[-1].error
        if error and not may_fail:
            raise error
    return ran


def waiting_jobs() -> list[str]:
    """Return the names of the tasks that wait, due or not, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def _make_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def _fetch(worker: int) -> Job | None:
    row = app.connector.get_sync_connector().execute_query_one(sql.queries["fetch_job"], queues=None, worker_id=worker)
    # Django's connections leave JSON as text.
    return Job.from_row(row | {"args": json.loads(row["args"])}) if row["id"] is not None else None


def _run(job: Job) -> Ran:
    task = app.tasks[job.task_name]
    try:
        task(**job.task_kwargs)
    except Exception as error:  # noqa: BLE001 -- whatever a task raises is for its retry strategy
        _fail(job, task.get_retry_exception(exception=error, job=job))
        return Ran(job.task_name, error)
    _finish(job, Status.SUCCEEDED)
    return Ran(job.task_name, None)


def _fail(job: Job, retry: exceptions.JobRetry | None) -> None:
    if retry is None:
        _finish(job, Status.FAILED)
        return
    decision = retry.retry_decision
    app.connector.get_sync_connector().execute_query(
        sql.queries["retry_job"],
        job_id=job.id,
        retry_at=decision.retry_at,
        new_priority=decision.priority,
        new_queue_name=decision.queue,
        new_lock=decision.lock,
    )


def _finish(job: Job, status: Status) -> None:
    """End a job as the worker does: successful ones are deleted, since they hold ids."""
    app.connector.get_sync_connector().execute_query(
        sql.queries["finish_job"], job_id=job.id, status=status.value, delete_job=status is Status.SUCCEEDED
    )
