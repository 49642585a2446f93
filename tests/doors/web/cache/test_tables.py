"""Which statements make a page personal, which tables are watched, and that their triggers tell after the commit."""

from collections.abc import Generator

import psycopg
import pytest
from django.db import connection, transaction

from smilecity.city.models import City, Office
from smilecity.doors.web.cache import tables
from smilecity.doors.web.cache.tables import CHANNEL, FLOWING, tables_of, tell_of_changes, watched


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ('SELECT "city_city"."name" FROM "city_city"', {"city_city"}),
        ('SELECT COUNT(*) FROM "surveys_participation" p JOIN surveys_survey s ON TRUE', {"surveys_survey"}),
        ("WITH x AS (SELECT * FROM things_thing) SELECT * FROM x, things_observation", {"things_thing"}),
        ("SELECT 1", set()),
        ('SELECT * FROM "django_session"', None),
        ('SELECT * FROM "people_user", "city_city"', None),
        ('SELECT * FROM "contacts_contact"', None),
        ('UPDATE "ground_ratecount" SET used = used + 1', None),
        ('SELECT * FROM "surveys_draft"', None),
        ("SELECT * FROM procrastinate_jobs", None),
    ],
)
def test_statements_say_what_a_page_is_made_from(statement: str, found: set[str] | None) -> None:
    assert tables_of(statement) == found


def test_what_only_some_may_see_is_never_watched() -> None:
    personal = ("register_", "contacts_", "people_", "mail_", "notices_", "account_", "mfa_", "ground_", "django_")
    assert not [table for table in watched() if table.startswith(personal) or table in FLOWING]


@pytest.mark.django_db
def test_each_watched_table_has_its_trigger_and_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute(tables._TOLD)
        assert {name for (name,) in cursor.fetchall()} == watched()


@pytest.mark.django_db
def test_triggers_follow_what_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "watched", lambda: frozenset({"city_city"}))
    tell_of_changes()
    with connection.cursor() as cursor:
        cursor.execute(tables._TOLD)
        assert [name for (name,) in cursor.fetchall()] == ["city_city"]


@pytest.fixture
def heard(transactional_db: None) -> Generator["psycopg.Connection[tuple[object, ...]]"]:
    other = connection.get_new_connection(connection.get_connection_params())
    other.autocommit = True
    other.execute(f"LISTEN {CHANNEL}")
    yield other
    other.close()


def told(other: "psycopg.Connection[tuple[object, ...]]") -> set[str]:
    return {notice.payload for notice in other.notifies(timeout=0.3)}


def test_a_change_is_told_after_its_commit_and_once(heard: "psycopg.Connection[tuple[object, ...]]") -> None:
    with transaction.atomic():
        City.objects.update_or_create(pk=1, defaults={"name": "Stadt"})
        City.objects.update(name="Hansestadt")
        assert told(heard) == set()
    assert told(heard) == {"city_city"}


def test_what_is_rolled_back_is_not_told(heard: "psycopg.Connection[tuple[object, ...]]") -> None:
    with transaction.atomic():
        Office.objects.all().delete()
        transaction.set_rollback(True)
    assert told(heard) == set()
