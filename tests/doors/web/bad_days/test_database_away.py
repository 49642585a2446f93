"""The database goes away while somebody sends off: nothing is half-saved, and the next try works."""

import os
import re
import signal
import urllib.error
import urllib.request
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection

from smilecity.collect.surveys.models import Draft
from smilecity.ground import postgres
from smilecity.people.register.models import Pending
from tests.factories import make_survey
from tests.jobs import waiting_jobs
from tests.support.clock import Clock
from tests.support.homes import new_home
from tests.support.processes import alive, until
from tests.support.programs import answer, database_url, free_port, run, started
from tests.support.side_by_side import beside, wait_until_blocked
from tests.support.visitor import Page, Visitor

SORRY = (
    "Wir sind gleich wieder da.",
    "Es liegt nicht an Ihnen.",
    "Was Sie davor gespeichert haben, ist noch da.",
)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_while_sending_off_saves_nothing_and_the_next_try_everything(time: Clock) -> None:
    survey = make_survey(open=True)
    anna = Visitor(survey, raise_request_exception=False)
    anna.fill_in("anna@example.org")

    def send_off() -> Page:
        return anna.post(anna.path("pruefen/"))

    lock = psycopg.connect(database_url())
    lock.execute("SELECT FROM surveys_draft FOR UPDATE")
    # The lock goes first, whatever happens: who waits for it would wait for ever.
    with beside(send_off) as sending, closing(lock):
        wait_until_blocked()
        _break_who_waits()
        page = sending.result(20)
    assert isinstance(page, Page)
    assert (page.status, page.says(*SORRY)) == (503, True)
    assert (Draft.objects.get().submitted, Pending.objects.count(), waiting_jobs()) == (False, 0, [])
    assert send_off().says("Fast geschafft: Schauen Sie in Ihr Postfach")
    assert (Draft.objects.get().submitted, Pending.objects.count(), len(waiting_jobs())) == (True, 1, 1)


def _break_who_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
        )


class Browser:
    """Somebody's browser in front of a real server: it keeps cookies, and reads error pages like any other."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Page:
        """Open a page, or send its form."""
        form = urlencode(fields).encode() if fields is not None else None
        try:
            with self._opener.open(self.address + path, form, timeout=30) as page:
                return Page(page.status, page.url.removeprefix(self.address), page.read().decode())
        except urllib.error.HTTPError as error:
            return Page(error.code, path, error.read().decode())

    def send(self, path: str, **fields: str) -> Page:
        """Open a page, fill in its form and send it."""
        token = self.ask(path).fields["csrfmiddlewaretoken"]
        return self.ask(path, {"csrfmiddlewaretoken": token} | fields)


_MAKE = """
from smilecity.ground import clock
from datetime import timedelta
from tests.factories import make_survey
at = clock.now()
made = make_survey(open=True, at=at, closes_at=at + timedelta(days=1))
from smilecity.collect.surveys import queries
print("made", queries.by_id(made.id).slug)
"""


@pytest.fixture
def own_postgres() -> Generator[postgres.Server]:
    """A PostgreSQL that this test may kill; it writes to disk as in production."""
    with new_home() as folder:
        server = postgres.ensure(folder)
        try:
            yield server
        finally:
            server.stop()


@pytest.mark.long
def test_a_database_that_is_killed_and_comes_back_has_lost_nothing_and_half_saved_nothing(
    own_postgres: postgres.Server, tmp_path: Path
) -> None:
    settings = {"DATABASE_URL": own_postgres.url, "PORT": str(free_port()), "SMILECITY_WORKERS": "1"}
    settings["PYTHONPATH"] = os.pathsep.join(["src", "."])
    assert run("migrate", "--verbosity=0", **settings).returncode == 0
    made = re.search(r"made (\S+)", run("shell", "-c", _MAKE, **settings).stdout)
    assert made
    survey, address = f"/umfragen/{made[1]}/", f"http://127.0.0.1:{settings['PORT']}"
    with started("serve", output=tmp_path / "serve.log", **settings):
        until(lambda: answer(address) == 200, 60)
        anna = Browser(address)
        anna.send(survey)
        anna.send(f"{survey}frage/1/", answer="bus")

        # Between two requests: the next one finds a dead connection, and nobody sees it.
        _restart(own_postgres)
        assert anna.send(f"{survey}kontakt/", email="anna@example.org").path == f"{survey}pruefen/"

        # During the one that sends off.
        token = anna.ask(f"{survey}pruefen/").fields["csrfmiddlewaretoken"]
        with closing(psycopg.connect(own_postgres.url)) as other, ThreadPoolExecutor(1) as beside_us:
            other.execute("SELECT FROM surveys_draft FOR UPDATE")
            sending = beside_us.submit(anna.ask, f"{survey}pruefen/", {"csrfmiddlewaretoken": token})
            until(lambda: _asked(own_postgres.url, _WAITING) == 1)
            _kill(own_postgres)
            page = sending.result(30)
        assert (page.status, page.says(*SORRY)) == (503, True)
        assert anna.ask("/").status == 503
        _wait_for(own_postgres)
        assert _asked(own_postgres.url, _SAVED) == 0

        assert anna.ask("/").status == 200
        assert anna.ask(f"{survey}pruefen/").says("Mit dem Bus", "anna@example.org")
        assert anna.send(f"{survey}pruefen/").says("Fast geschafft: Schauen Sie in Ihr Postfach")
        assert _asked(own_postgres.url, _SAVED) == 3


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
_SAVED = """SELECT (SELECT count(*) FROM surveys_draft WHERE submitted) + (SELECT count(*) FROM register_pending)
    + (SELECT count(*) FROM procrastinate_jobs)"""


def _asked(url: str, statement: str) -> int:
    with psycopg.connect(url) as its:
        row = its.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _restart(server: postgres.Server) -> None:
    _kill(server)
    _wait_for(server)


def _kill(server: postgres.Server) -> None:
    assert server._process
    os.kill(server._process.pid, signal.SIGKILL)
    until(lambda: server._process and not alive(server._process.pid))


def _wait_for(server: postgres.Server) -> None:
    def answers() -> bool:
        server.revive()
        try:
            return _asked(server.url, "SELECT 1") == 1
        except psycopg.OperationalError:
            return False

    until(answers, 60)
