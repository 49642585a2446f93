"""Those who watch over the server hear how it is; a machine that asks too much waits, and nobody else does."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from smilecity.config import exposition, health
from tests.support.processes import until
from tests.support.programs import free_port, run, started
from tests.support.served import Served, served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    with served(tmp_path_factory.mktemp("watched"), SMILECITY_LOG_REQUESTS="1", SMILECITY_LOG_FORMAT="json") as server:
        yield server


def test_it_lives_and_says_so_to_anybody_who_asks_under_whatever_name(server: Served) -> None:
    assert server.get("/healthz", Host="10.0.0.7").status == 200
    assert server.get("/healthz").json() == {"status": "alive"}


def test_it_is_ready_without_a_worker_and_says_that_there_is_none(server: Served) -> None:
    ready = server.get("/readyz")
    assert ready.status == 200
    assert ready.json()["status"] == "degraded"
    assert server.get("/readyz?all").status == 503


def test_what_is_wrong_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '12 minutes')")
    assert health.look().beside == {"worker": "not seen for 12 minutes"}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert health.look().status == "ready"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail'")
    assert "smilecity migrate" in health.look().needed["migrations"]
    assert health.look().status == "not ready"


def test_a_full_disk_is_not_ready(settings: Settings) -> None:
    settings.DISK_LEAST = 10**9
    assert "MB free" in health.look().needed["disk"]
    assert health.look().status == "not ready"


def test_pages_are_counted_by_the_name_of_their_route_over_all_processes(server: Served) -> None:
    home = 'smilecity_request_seconds_count{method="GET",route="web:home",status="200"}'
    before = server.figure(home)
    threads = [threading.Thread(target=server.get, args=("/?geheim=anna@x.de",)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until(lambda: server.figure(home) == before + 12, 20)
    assert server.figure("smilecity_sql_seconds_count") > 0
    assert server.figure("smilecity_database_up") == 1
    assert "smilecity_build_info{" in server.figures()


def test_figures_and_log_hold_nothing_of_who_asked(server: Served) -> None:
    asked = server.get("/ein/geheimer/link/?t=anna@x.de", X_Forwarded_For="198.51.100.23", User_Agent="Annas Telefon")
    assert asked.status == 404
    for text in (server.figures(), server.log.read_text()):
        for trace in ("geheim", "anna", "198.51.100", "Annas", "link"):
            assert trace not in text
    # What no other page answers is looked for among the editors' pages.
    assert 'route="wagtail_serve"' in server.figures()


def test_a_request_has_a_name_that_the_answer_and_the_log_share(server: Served) -> None:
    named = server.get("/", X_Request_ID="proxy-0815-abc").headers["x-request-id"]
    assert named == "proxy-0815-abc"
    forged = server.get("/", X_Request_ID="a b\tc@d").headers["x-request-id"]
    assert forged != "a b\tc@d"
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert {"proxy-0815-abc", forged} <= {line.get("request") for line in lines}
    assert {"route": "web:home", "method": "GET", "status": 200}.items() <= lines[-1].items()


def test_the_queue_and_the_outbox_are_counted(server: Served) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('mail', 'x', 'todo'), ('mail', 'x', 'failed')"
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '2 hours'")
    assert server.figure('smilecity_jobs{queue="mail",state="due"}') == 1
    assert server.figure('smilecity_jobs{queue="mail",state="failed"}') == 1
    assert server.figure("smilecity_jobs_oldest_seconds") > 7000


def test_a_crawler_is_told_to_wait_while_others_are_served(server: Served) -> None:
    answers: Counter[int] = Counter()
    others: list[tuple[int, float]] = []
    ends = time.monotonic() + 4

    def crawl() -> None:
        while time.monotonic() < ends:
            got = server.get("/gibt-es-nicht", X_Forwarded_For="203.0.113.9")
            answers[got.status] += 1
            if got.status == 429:
                assert int(got.headers["retry-after"]) >= 1
                assert "Bitte warten Sie" in got.body.decode()

    def read() -> None:
        while time.monotonic() < ends:
            began = time.monotonic()
            others.append((server.get("/", X_Forwarded_For="192.0.2.55").status, time.monotonic() - began))
            time.sleep(0.25)

    threads = [threading.Thread(target=crawl) for _ in range(16)] + [threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers[429] > 0
    assert answers[404] <= 240 + 20 * 8, "a fifth of a minute's pages at once, then an even flow"
    assert {status for status, _ in others} == {200}
    assert server.figure("smilecity_requests_refused_total") >= answers[429]
    assert server.get("/static/nichts.css", X_Forwarded_For="203.0.113.9").status == 404, "files are not counted"


def test_worker_and_bridge_have_ports_of_their_own(tmp_path: Path) -> None:
    assert exposition.place("serve") is None, "without METRICS_PORT nothing is served"
    port = free_port()
    log = tmp_path / "worker.log"
    with started("worker", output=log, METRICS_PORT=str(port - 1)) as process:
        watched = Served(process, port, port, log)
        until(lambda: _answers(watched), 90)
        assert "smilecity_mails_sent_total" in watched.figures()


def _answers(watched: Served) -> bool:
    try:
        return "smilecity_build_info" in watched.figures()
    except OSError:
        return False


def test_a_port_of_figures_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", PORT=str(free_port()), METRICS_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert done.stderr.startswith("METRICS_PORT: cannot listen on 127.0.0.1:")
