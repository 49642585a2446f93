"""Watching participation at the desk: numbers as they stand, refreshed by themselves, at a fixed cost, no answers."""

from datetime import timedelta

import pytest
from django.db import connection

from smilecity.collect.surveys.rules import Feature
from smilecity.doors.web.pages import tree
from smilecity.people.rules import Role
from smilecity.understand.results import actions as results
from tests.factories import AT, CLOSES_AT, SCALE, Made, closed, make_draft, make_survey, send_off, take_part
from tests.factories import take_part_as_member as by_account
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MOST_SQL = 10


@pytest.fixture
def kim() -> Colleague:
    return Colleague(Role.ANALYST)


@pytest.fixture
def survey() -> Made:
    return make_survey(open=True, questions=[SCALE], features=[Feature.DISTRICT])


def _page(survey: Made) -> str:
    return f"umfragen/{survey.id}/teilnahme/"


def test_it_tells_how_many_took_part_today_and_who_did_not_finish(kim: Colleague, survey: Made, time: Clock) -> None:
    take_part(survey, "a@example.org")
    by_account(survey, "b@example.org", at=AT + DAY)
    make_draft(survey, at=AT + DAY)
    send_off(survey, "c@example.org", at=AT + DAY)
    time.at = AT + DAY
    words = kim.opens(_page(survey)).words
    for said in (
        "Stand 13:00 Uhr",
        "2 Teilnahmen",
        "1 davon heute",
        "1 angefangen, nicht abgesendet",
        "1 warten auf Bestätigung per E-Mail",
        "0 nicht rechtzeitig bestätigt",
    ):
        number, _, label = said.partition(" ")
        assert said in words or f"{label} {number}" in words
    assert "2. März 2026 1" in words
    assert "3. März 2026 1" in words
    assert "mit Konto ein Konto 1" in words


def test_before_anybody_took_part_it_says_so(kim: Colleague, survey: Made) -> None:
    words = kim.opens(_page(survey)).words
    assert "Noch hat niemand mitgemacht." in words
    assert "sobald mindestens 20 Menschen mitgemacht haben" in words


def test_a_draft_has_nothing_to_watch(kim: Colleague) -> None:
    page = kim.opens(_page(make_survey()))
    assert "Diese Umfrage ist noch nicht offen." in page.words
    assert not page.path.endswith("/teilnahme/")


def test_the_page_asks_for_its_numbers_while_the_survey_runs_and_no_longer(
    kim: Colleague, survey: Made, time: Clock
) -> None:
    assert 'hx-trigger="every 30s"' in kim.opens(_page(survey)).html
    assert kim.opens(f"{_page(survey)}stand/").status == 200
    time.at = CLOSES_AT
    assert kim.opens(f"{_page(survey)}stand/").status == 286
    closed(survey)
    page = kim.opens(_page(survey))
    assert "hx-get" not in page.html
    assert "Beendet" in page.words


def test_who_wants_calm_has_it(kim: Colleague, survey: Made) -> None:
    assert "hx-get" not in kim.opens(f"{_page(survey)}?ruhig").html


def test_districts_stand_in_steps_beside_a_sentence_that_says_why(kim: Colleague, survey: Made) -> None:
    from smilecity.city.models import District

    known = list(District.objects.order_by("code")[:2])
    for number in range(22):
        code = known[0].code if known and number < 18 else "elsewhere"
        by_account_from(survey, code, number)
    results.count_districts(at=AT)
    words = kim.opens(_page(survey)).words
    assert "zählen wir ihn erst neu, wenn 20 Teilnahmen dazugekommen sind" in words
    if known:
        assert "mindestens 15" in words


def by_account_from(survey: Made, district: str, number: int) -> None:
    from smilecity.collect.surveys import actions
    from smilecity.ground import hashes

    draft = make_draft(survey, profile={"district": district})
    actions.submit_as_member(draft=draft, address=f"m{number}@example.org", secret=hashes.new_secret(), at=AT)


_CROWD = """
WITH many AS (
    INSERT INTO register_entry (id, process_id, key, way, "on", counted)
    SELECT gen_random_uuid(), %(process)s, sha256(n::text::bytea), (ARRAY['guest', 'member', 'code'])[1 + n %% 3],
        date '2026-03-02' + n %% 10, true
    FROM generate_series(1, %(number)s) n
)
INSERT INTO surveys_participation (id, survey_id, answers, profile)
SELECT gen_random_uuid(), %(survey)s, '{}', '{"district": "d1"}' FROM generate_series(1, %(number)s)
"""


def _crowd(survey: Made, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CROWD, {"process": survey.opened, "survey": survey.id, "number": number})
        cursor.execute("ANALYZE register_entry, surveys_participation")


def _costs(kim: Colleague, survey: Made) -> tuple[int, int]:
    kim.opens(_page(survey))  # what a process reads once, such as the languages, it knows from now on
    with statements() as page:
        kim.opens(_page(survey))
    with statements() as stand:
        kim.opens(f"{_page(survey)}stand/")
    return len(page), len(stand)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR])
def test_it_costs_at_most_ten_statements_with_nobody_and_with_many(role: Role, survey: Made) -> None:
    tree.plant()  # whoever sees the pages in the menu asks for where they begin
    kim = Colleague(role)
    nobody = _costs(kim, survey)
    _crowd(survey, 50)
    results.count_districts(at=AT)
    many = _costs(kim, survey)
    assert max(many) <= MOST_SQL
    assert max(nobody) <= MOST_SQL


@pytest.mark.long
def test_a_hundred_thousand_cost_no_more(kim: Colleague, survey: Made) -> None:
    _crowd(survey, 100_000)
    results.count_districts(at=AT)
    assert max(_costs(kim, survey)) <= MOST_SQL
