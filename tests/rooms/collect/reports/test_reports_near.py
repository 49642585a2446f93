"""Schon gemeldet? What everybody can see of the same category nearby, in one statement; and reports for programs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.collect.reports import queries
from smilecity.collect.reports.queries import ReportFilter
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
METRE = 1 / 111_195


@pytest.fixture(autouse=True)
def _city() -> None:
    a_city()
    make_category("strasse", radius_metres=100)
    make_category("loch", parent="strasse")
    make_category("laterne", parent="strasse", radius_metres=20)


def test_the_nearest_come_first_and_only_within_the_radius_of_the_category() -> None:
    call = report_call()
    far, near, beyond = (make_report(call, "loch", lat=LAT + metres * METRE) for metres in (90, 10, 110))
    found = queries.near("loch", LON, LAT)
    assert [(row.number, row.metres) for row in found] == [(near.number, 10), (far.number, 90)]
    assert beyond.number not in {row.number for row in found}
    make_report(call, "laterne", lat=LAT + 19 * METRE)
    make_report(call, "laterne", lat=LAT + 21 * METRE)
    assert [row.metres for row in queries.near("laterne", LON, LAT)] == [19]
    assert queries.near("nichts", LON, LAT) == []


def test_what_is_done_hidden_merged_or_of_another_category_is_not_offered() -> None:
    call, staff = report_call(), make_staff()
    done, hidden, merged, seen = (make_report(call, "loch") for _ in range(4))
    make_report(call, "laterne")
    make_report(call, "loch", shown=False)
    trunk.set_status(contribution=done.pk, status=Status.DONE, by=staff, at=AT)
    trunk.set_publicity(contribution=hidden.pk, publicity=Publicity.HIDDEN, by=staff, at=AT)
    trunk.merge(contribution=merged.pk, into=seen.pk, by=staff, at=AT)
    assert [row.number for row in queries.near("loch", LON, LAT)] == [seen.number]
    trunk.set_status(contribution=seen.pk, status=Status.ACCEPTED, by=staff, at=AT)  # promised, and still there
    assert [row.status for row in queries.near("loch", LON, LAT)] == [Status.ACCEPTED]


def test_forty_reports_of_one_pothole_cost_one_statement_and_become_one() -> None:
    call, staff = report_call(), make_staff()
    first, *others = (make_report(call, "loch", by=staff) for _ in range(40))
    with statements() as sent:
        assert len(queries.near("loch", LON, LAT)) == 5
    assert len(sent) == 1
    for row in others:
        trunk.merge(contribution=row.pk, into=first.pk, by=staff, at=AT)
    [left] = queries.near("loch", LON, LAT)
    assert left.number == first.number
    assert Contribution.objects.filter(merged_into=first).count() == 39


def test_programs_get_whole_rows_in_one_statement_whatever_the_number() -> None:
    call, staff = report_call(), make_staff()
    make_report(call, "loch", by=staff)
    for _ in range(4):
        make_report(call, "loch", by=staff, text="Tief.")
    make_report(call, "loch", by=staff, shown=False)
    with statements() as sent:
        rows = queries.reports(ReportFilter())
    assert (len(sent), len(rows)) == (1, 5)
    assert rows[0].category_title == {"de": queries.category("loch").title["de"]}  # type: ignore[union-attr]  # it is there
    assert queries.report(rows[0].id) == rows[0]


def test_programs_narrow_what_they_get() -> None:
    call, staff = report_call(), make_staff()
    loch, lamp = make_report(call, "loch"), make_report(call, "laterne", lat=LAT + 200 * METRE)
    trunk.reply(contribution=lamp.pk, text="Ist hell.", status=Status.DONE, by=staff, at=AT + timedelta(days=1))

    def numbers(**wanted: Any) -> set[int]:
        return {row.number for row in queries.reports(replace(ReportFilter(), **wanted))}

    both, later = {loch.number, lamp.number}, AT + timedelta(hours=1)
    assert numbers() == both
    assert (
        numbers(status=[Status.DONE])
        == numbers(categories=["laterne"])
        == numbers(numbers=[lamp.number])
        == {lamp.number}
    )
    assert numbers(submitted_from=AT, submitted_to=later) == both
    assert numbers(submitted_to=AT) == numbers(submitted_from=later) == set()
    assert numbers(changed_from=later) == {lamp.number}
    assert (
        numbers(around=(LON, LAT, 150.0))
        == numbers(box=(LON - 1, LAT - 1, LON + 1, LAT + 100 * METRE))
        == {loch.number}
    )
    [row] = queries.reports(ReportFilter(categories=["laterne"]))
    assert (row.reply, row.status) == ("Ist hell.", Status.DONE)


def test_pages_follow_each_other_without_a_gap() -> None:
    call, staff = report_call(), make_staff()
    made = [make_report(call, "loch", by=staff).number for _ in range(5)]
    page = queries.reports(ReportFilter(most=2))
    seen = [row.number for row in page]
    while page:
        page = queries.reports(ReportFilter(most=2, before=seen[-1]))
        seen += [row.number for row in page]
    assert seen == sorted(made, reverse=True)
