"""Whole files: few at a time, each free again whatever happens, and not without end for one network."""

from collections.abc import Generator
from contextlib import closing, contextmanager

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from smilecity.doors.api import files, slots
from tests.factories_contributions import make_contribution
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
FORMS = ["csv", "geojson", "xlsx"]


@pytest.fixture(autouse=True)
def nobody_loads() -> None:
    """Other tests leave answers unread; each holds its slot in the session that all tests share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def path(form: str) -> str:
    return f"/api/v1/contributions.{form}"


@contextmanager
def somewhere_else(locks: tuple[int, ...]) -> Generator[None]:
    """Another process has taken these slots."""
    with closing(connection.copy()) as other, other.cursor() as cursor:
        for lock in locks:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
            assert cursor.fetchone() == (True,)
        yield


def held() -> int:
    """Return how many slots are taken in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = ANY(%s::oid[]) "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [[str(lock) for lock in slots.LOCKS]],
        )
        return int(cursor.fetchone()[0])


def leave(response: HttpResponseBase) -> None:
    """End an answer as the server does; the connection is the test's and stays."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("form", FORMS)
def test_when_all_slots_are_taken_it_says_when_to_come_back(form: str) -> None:
    make_contribution()
    with somewhere_else(slots.LOCKS):
        response = Client().get(path(form))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "Gerade laden schon andere diese Dateien." in response.content.decode()
    with somewhere_else(slots.LOCKS[1:]):
        response = Client().get(path(form))
        assert response.status_code == 200
        leave(response)


@pytest.mark.parametrize("form", FORMS)
def test_a_slot_is_held_until_the_file_is_sent_or_nobody_listens(form: str) -> None:
    make_contribution()
    response = Client().get(path(form))
    assert held() == 1
    assert b"".join(getattr(response, "streaming_content", []))
    assert held() == 0
    left_before_the_first_line = Client().get(path(form))
    assert held() == 1
    leave(left_before_the_first_line)
    assert held() == 0


def test_a_file_that_cannot_be_made_holds_no_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(files, "write_workbook", broken)
    with pytest.raises(OSError, match="no space"):
        Client().get(path("xlsx"))
    assert held() == 0


def test_one_network_loads_so_many_files_an_hour_and_asking_for_changes_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    make_contribution()
    monkeypatch.setattr(files, "MOST", 2)
    for form in ("csv", "xlsx"):
        response = Client().get(path(form))
        leave(response)
    known = Client().get(path("xlsx"), headers={"If-None-Match": response.headers["ETag"]})
    assert known.status_code == 304
    refused = Client().get(path("geojson"))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "Aus Ihrem Netz wurden gerade sehr viele Dateien geladen." in refused.content.decode()
    elsewhere = Client().get(path("geojson"), REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200
    leave(elsewhere)
    settings.LIMIT_EXEMPT = ["127.0.0.0/8"]
    exempt = Client().get(path("geojson"))
    assert exempt.status_code == 200
    leave(exempt)


def test_a_refused_file_costs_few_statements() -> None:
    make_contribution()
    with somewhere_else(slots.LOCKS), statements() as asked:
        Client().get(path("csv"))
    assert len(asked) <= 12
