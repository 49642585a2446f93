"""The worker was dead for a day: every mail goes out once, late, and never twice, however many workers come back."""

from collections import Counter
from pathlib import Path

import psycopg
import pytest
from django.core.mail import send_mail
from django.db import connection

from smilecity.doors.mail import outbox
from smilecity.doors.mail.models import Outbox
from smilecity.doors.mail.transport import NotTaken
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.processes import until
from tests.support.programs import database_url, started

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = [f"person{number}@example.org" for number in range(40)]


def _a_day_passes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mail_outbox SET queued_at = queued_at - interval '25 hours'")
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '25 hours'")
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - interval '25 hours'")


def test_after_a_day_two_workers_send_every_mail_once(smtp: Inbox, tmp_path: Path) -> None:
    for address in PEOPLE:
        send_mail("Ihre Anmeldung", "Der Link steht hier.", None, [address])
    _a_day_passes()
    with (
        started("worker", output=tmp_path / "one.log", EMAIL_URL=smtp.url),
        started("worker", output=tmp_path / "two.log", EMAIL_URL=smtp.url),
    ):
        until(lambda: Outbox.objects.count() == 0, 120)
    with started("worker", output=tmp_path / "three.log", EMAIL_URL=smtp.url) as third:
        until(lambda: _workers() > 0 or third.poll() is not None, 60)
        until(lambda: _due() == 0, 60)
    assert Counter(mail.to[0] for mail in smtp.messages) == dict.fromkeys(PEOPLE, 1)


def test_a_worker_that_was_killed_while_it_sent_leaves_its_mails_to_the_next(smtp: Inbox, tmp_path: Path) -> None:
    smtp.stop()
    for address in PEOPLE[:5]:
        send_mail("Ihre Anmeldung", "Der Link steht hier.", None, [address])
    with started("worker", output=tmp_path / "one.log", EMAIL_URL=smtp.url) as first:
        until(lambda: Outbox.objects.filter(tries__gt=0).count() == 5, 90)
        first.kill()
        first.wait()
    smtp.start()
    with connection.cursor() as cursor:
        # What it had begun is found by the next one after half a minute of silence.
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing'")
    run_jobs(due=False)
    assert Counter(mail.to[0] for mail in smtp.messages) == dict.fromkeys(PEOPLE[:5], 1)


def test_a_mail_that_somebody_is_handing_over_is_not_handed_over_by_another(smtp: Inbox) -> None:
    send_mail("Ihre Anmeldung", "Der Link steht hier.", None, ["anna@example.org"])
    row = Outbox.objects.get()
    with psycopg.connect(database_url()) as silent:
        silent.execute("SELECT FROM mail_outbox WHERE id = %s FOR UPDATE", [row.pk])
        with pytest.raises(NotTaken):
            outbox.deliver(row.pk, at=row.queued_at)
        assert smtp.messages == []
    # The other one has died before it was taken: the job that was told to try again sends it.
    outbox.deliver(row.pk, at=row.queued_at)
    outbox.deliver(row.pk, at=row.queued_at)
    assert [mail.to for mail in smtp.messages] == [("anna@example.org",)]


def _workers() -> int:
    return _number("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '20 seconds'")


def _due() -> int:
    return _number(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%jobs.deliver' AND status <> 'failed'"
    )


def _number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
