"""Who kept their word: counted as the rules say, whatever became of it; overdue by name, the longest wait first."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.answers import actions, queries, rules
from smilecity.deliver.answers.models import Kept
from smilecity.deliver.answers.rules import Outcome
from tests.factories import AT
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk
from tests.factories_contributions import make_theme
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=40)


def in_every_state(office: int, theme: int) -> list[Contribution]:
    """Contributions answered in time, late and in between, open and overdue."""
    clerk = make_clerk(office)
    rows = [make_case(office, theme_ids=[theme]) for _ in range(5)]
    fresh = make_case(office, theme_ids=[theme], at=LATE)
    answered(rows[0], Status.ACCEPTED, by=clerk, at=AT)
    answered(rows[1], Status.DECLINED, by=clerk, at=LATE)
    answered(rows[2], None, "Wir sind dran.", by=clerk, at=AT)
    answered(rows[3], Status.DONE, by=clerk, at=AT)
    answered(rows[3], Status.IN_REVIEW, "Doch noch nicht fertig.", by=clerk, at=LATE)
    return [*rows, fresh]


def test_the_count_says_what_the_rule_says_of_each() -> None:
    office, theme = make_answering_office(), make_theme()
    rows = in_every_state(office, theme)
    actions.count(at=LATE)
    counted = queries.numbers()
    expected: dict[Outcome, int] = {}
    kept = {row.contribution_id: row for row in Kept.objects.all()}
    for row in Contribution.objects.filter(pk__in=[row.pk for row in rows]):
        known = kept.get(row.pk)
        which = rules.outcome(
            Status(row.status),
            row.due_on,
            known.promised_on if known else None,
            known.answered_on if known else None,
            timezone.localdate(LATE),
        )
        expected[which] = expected.get(which, 0) + 1
    assert counted.total == expected == {Outcome.ON_TIME: 1, Outcome.LATE: 1, Outcome.OVERDUE: 2, Outcome.OPEN: 2}
    assert counted.by_office == {office: expected}
    assert counted.by_theme == {theme: expected}
    assert sum(counted.by_status.values()) == 6


def test_counting_twice_counts_once_and_kinds_can_be_told_apart() -> None:
    make_case()
    for _ in range(2):
        actions.count(at=AT)
    assert queries.numbers(Kind.IDEA).total == {Outcome.OPEN: 1}
    assert queries.numbers(Kind.PLACE).total == {}


def test_what_is_overdue_is_named_who_waits_longest_first_a_page_at_a_time() -> None:
    office = make_answering_office()
    rows = [make_case(office, at=AT + timedelta(days=day)) for day in (3, 0, 0)]
    today = date(2026, 5, 1)
    first, cursor = queries.overdue(today, most=2)
    rest, end = queries.overdue(today, after=cursor, most=2)
    assert [row.number for row in (*first, *rest)] == [rows[1].number, rows[2].number, rows[0].number]
    assert end == ""
    assert queries.overdue(date(2026, 3, 30))[0] == []


def test_counting_takes_as_many_statements_for_many() -> None:
    office = make_answering_office()
    make_case(office)
    with statements() as few:
        actions.count(at=AT)
    for _ in range(5):
        make_case(office)
    with statements() as many:
        actions.count(at=AT)
    assert len(many) == len(few) == 2
