"""Which notices are erased, when, and what one person may see of it all."""

from datetime import timedelta
from uuid import UUID

import pytest

from smilecity.collect.contributions.models import Contribution, Step
from smilecity.deliver.notices import actions, queries
from smilecity.deliver.notices.models import Notice, Reader, Subscription
from smilecity.deliver.notices.rules import Rhythm, Search, Target
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_contribution, make_district, make_theme
from tests.factories_notices import make_follower, told
from tests.jobs import run_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def test_old_notices_are_deleted_but_none_that_waits() -> None:
    row = make_contribution()
    readers = [make_follower(row), make_follower(row, rhythm=Rhythm.NONE)]
    run_jobs()
    Notice.objects.all().delete()
    actions.tell_step(step=_status(row), at=AT - timedelta(days=400))
    assert actions.forget_old(at=AT) == 1
    assert [bool(told(reader)) for reader in readers] == [True, False]


def _status(row: Contribution) -> UUID:
    return Step.objects.create(contribution=row, verb="status", status="done", at=AT).pk


def test_one_person_sees_everything_and_can_have_it_erased() -> None:
    row = make_contribution()
    reader, other = make_follower(row), make_follower(row)
    actions.subscribe(contact=reader, target=Target(search=Search(text="rad")), at=AT)
    actions.tell_step(step=_status(row), at=AT)
    kept = actions.export_person(contact=reader)
    assert {one["contribution__number"] for one in kept["subscriptions"]} == {row.number, None}
    assert [one["step__verb"] for one in kept["notices"]] == ["status"]
    assert kept["reader"]["rhythm"] == "single"
    for _ in range(2):
        actions.erase_person(contact=reader)
    assert actions.export_person(contact=reader) == {"reader": None, "subscriptions": [], "notices": []}
    assert (Reader.objects.count(), Subscription.objects.count(), told(other)) == (1, 1, ["status"])


def test_what_is_near_is_what_one_subscribes_to_by_theme_and_district() -> None:
    theme, district = make_theme(), make_district()
    reader = make_follower(Target(theme=theme))
    actions.subscribe(contact=reader, target=Target(district=district), at=AT)
    by_theme = make_contribution(theme_ids=[theme], at=AT + timedelta(hours=1))
    by_district = make_contribution(lon=LON, lat=LAT)
    make_contribution(shown=False, theme_ids=[theme])
    make_contribution()
    assert [row.number for row in queries.near(reader)] == [by_theme.number, by_district.number]
    assert queries.near(make_follower(by_theme)) == []


def test_what_is_new_is_counted_until_it_is_seen() -> None:
    row = make_contribution()
    reader = make_follower(row)
    for hour in range(3):
        actions.tell_step(step=_status(row), at=AT + timedelta(hours=hour))
    assert queries.unseen(reader) == 3
    assert actions.mark_seen(contact=reader, until=AT + timedelta(hours=1), at=AT + timedelta(hours=2)) == 2
    assert [told.unseen for told in queries.newest(reader)] == [True, False, False]


def test_the_own_page_costs_the_same_for_twice_as_much() -> None:
    theme = make_theme()
    reader = make_follower(Target(theme=theme))
    costs = []
    for _ in range(2):
        for _ in range(3):
            row = make_contribution(theme_ids=[theme], by=make_staff())
            actions.subscribe(contact=reader, target=Target(contribution=row.pk), at=AT)
            run_jobs()
        with statements() as sent:
            queries.newest(reader)
            queries.near(reader)
            queries.unseen(reader)
            queries.subscriptions(reader)
        costs.append(len(sent))
    assert costs == [5, 5]
