"""Nobody can tell who answered what: no value says it, nothing stays behind, the database keeps no notes of its own."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from smilecity.collect.surveys import actions
from smilecity.ground import hashes
from smilecity.ground.limits import Limit, use
from smilecity.people.register import actions as register
from smilecity.people.register import rules
from smilecity.people.register.models import Process
from tests.factories import AT, CLOSES_AT, Made, closed, send_off, take_part, take_part_as_member
from tests.jobs import run_jobs
from tests.smtp import Inbox

pytestmark = pytest.mark.django_db

MAX = "Max.Muster@example.org"


def _rows(sql: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _tables() -> list[str]:
    return [name for (name,) in _rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")]


def _found(*needles: str) -> set[str]:
    """Return every table with a row that holds one of these anywhere, in whatever column, case and type."""
    found = set()
    for table in _tables():
        sql = f'SELECT count(*) FROM "{table}" AS r WHERE strpos(lower(r::text), %s) > 0'  # noqa: S608 -- our own names
        if any(_rows(sql, needle.lower())[0][0] for needle in needles):
            found.add(table)
    return found


def test_while_it_waits_the_address_is_in_one_place_and_that_is_not_beside_the_answers(survey: Made) -> None:
    send_off(survey, MAX)
    assert _found("muster") == {"register_pending"}
    assert _found("Der Hafen") == {"surveys_draft"}


def test_the_mail_on_its_way_leaves_no_address_behind_in_the_queue(survey: Made, smtp: Inbox) -> None:
    smtp.stop()
    sent = send_off(survey, MAX)
    run_jobs(may_fail=True)
    assert _found("muster") == {"register_pending"}
    smtp.start()
    run_jobs(due=False)
    assert [mail.to for mail in smtp.messages] == [("Max.Muster@example.org",)]
    assert _found("muster") == {"register_pending"}
    actions.confirm_by_link(token=sent.token, secret=hashes.new_secret(), at=AT)
    assert _found("muster", sent.token, str(sent.pending)) == set()


def test_before_it_is_sent_off_it_is_in_the_draft_only(survey: Made) -> None:
    draft = actions.begin(survey=survey.id, language="de", at=AT)
    actions.give_address(draft=draft, address=MAX, at=AT)
    assert _found("muster") == {"surveys_draft"}


@pytest.mark.parametrize("way", ["link", "code", "repeated", "expired", "taken back and dropped", "closed", "member"])
def test_whatever_becomes_of_it_the_address_is_in_no_table_afterwards(survey: Made, way: str) -> None:
    use([Limit("submit-address", MAX, 8, timedelta(days=1))], at=AT)
    if way == "member":
        take_part_as_member(survey, MAX)
    elif way == "repeated":
        take_part(survey, MAX.lower())
    sent = send_off(survey, MAX)
    _end(way, sent.draft, sent.token, sent.code, survey)
    assert _found("muster") == set()


def _end(way: str, draft: UUID, token: str, code: str, survey: Made) -> None:
    secret = hashes.new_secret()
    if way == "code":
        actions.confirm_by_code(draft=draft, code=code, secret=secret, at=AT)
    elif way == "expired":
        actions.drop_expired(at=AT + rules.CONFIRM_WITHIN)
    elif way == "taken back and dropped":
        actions.take_back(draft=draft, at=AT)
        actions.drop_expired(at=AT + timedelta(days=7))
    elif way == "closed":
        closed(survey)
    else:
        actions.confirm_by_link(token=token, secret=secret, at=AT)


def test_neither_link_nor_code_nor_secret_stand_anywhere(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    assert _found(sent.token, sent.code, sent.code.replace("-", "")) == set()
    actions.confirm_by_link(token=sent.token, secret=secret, at=AT)
    assert _found(sent.token, secret) == set()


def _values(table: str) -> dict[str, set[str]]:
    """Return every value of a table's rows, by column; of JSON every value within it."""
    values: dict[str, set[str]] = defaultdict(set)
    for (row,) in _rows(f'SELECT to_jsonb(r) FROM "{table}" AS r'):  # noqa: S608 -- names of our own
        for column, value in json.loads(row).items() if isinstance(row, str) else row.items():
            values[column] |= set(_leaves(value))
    return values


def _leaves(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    elif value is not None:
        yield str(value)


@pytest.mark.parametrize("is_closed", [False, True])
def test_register_and_answers_have_no_value_in_common(survey: Made, is_closed: bool) -> None:
    for number in range(5):
        take_part(survey, f"max{number}@example.org", at=AT + timedelta(minutes=number))
        take_part_as_member(survey, f"lena{number}@example.org", at=AT + timedelta(minutes=number))
    if is_closed:
        closed(survey)
    said = ["surveys_participation", "surveys_freetext"]
    answers = {value for table in said for values in _values(table).values() for value in values}
    for table in ("register_entry", "register_pending", "register_spent", "register_process", "procrastinate_jobs"):
        known = {value for values in _values(table).values() for value in values}
        assert not {value for value in answers & known if len(value) > 3}, table
    # The survey knows its process, since both are the same for everybody.
    assert str(survey.opened) not in answers


def test_the_tables_of_register_and_answers_hold_no_time_and_no_sequence() -> None:
    columns = _rows(
        "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns"
        " WHERE table_name IN ('register_entry', 'register_spent', 'surveys_participation', 'surveys_freetext')"
        " AND (data_type LIKE 'time%%' OR data_type LIKE '%%int%%' OR column_default LIKE 'nextval%%'"
        " OR is_identity = 'YES')"
    )
    assert columns == []


def test_the_log_of_acts_knows_the_staff_only(survey: Made) -> None:
    before = _rows("SELECT count(*) FROM ground_auditentry")
    take_part(survey, MAX)
    take_part_as_member(survey, "lena@example.org")
    assert _rows("SELECT count(*) FROM ground_auditentry") == before


def test_the_statistics_of_the_planner_remember_no_answers(survey: Made) -> None:
    for number in range(15):
        take_part(survey, f"max{number}@example.org")
        send_off(survey, f"lena{number}@example.org")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE surveys_draft, surveys_participation")
    remembered = _rows(
        "SELECT tablename || '.' || attname FROM pg_stats WHERE tablename IN ('surveys_draft', 'surveys_participation')"
        " AND attname IN ('answers', 'profile', 'address', 'change_hash')"
    )
    assert remembered == []


def test_when_its_day_has_come_nobody_can_ask_the_register_for_an_address_any_more(survey: Made) -> None:
    take_part(survey, MAX)
    process = Process.objects.get(pk=survey.opened)
    assert process.pepper
    key = rules.key_of(bytes(process.pepper), MAX).hex()
    assert _found(key) == {"register_entry"}
    closed(survey)
    register.forget_due(at=CLOSES_AT + timedelta(days=30))
    assert _found(key, bytes(process.pepper).hex()) == set()
