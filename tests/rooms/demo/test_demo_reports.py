"""The demo's reports: a tree that fits one page of a phone; in every state, each with an office."""

from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Kind, Publicity, Status, is_late
from smilecity.collect.reports import queries
from smilecity.collect.reports.models import Report
from smilecity.collect.reports.rules import Ground
from smilecity.deliver.fieldwork import queries as fieldwork
from smilecity.deliver.fieldwork.models import WorkOrder
from smilecity.deliver.fieldwork.rules import State
from smilecity.demo import contributions, reports
from smilecity.demo.load import editor, load_city
from smilecity.demo.outside import STREETS
from smilecity.people.models import User
from smilecity.people.rules import Role

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def _town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """Rostock with everything that was reported in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_city(at=AT)
        contributions.load(by=editor(AT), at=AT)
        reports.load(by=editor(AT), at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _looked_at(_town: None) -> None:
    """Every test here looks at that town."""


def _all() -> list[Contribution]:
    return list(Contribution.objects.filter(kind=Kind.REPORT))


def test_the_first_page_has_eight_tiles_with_a_sign_and_words_in_three_languages() -> None:
    rows = queries.categories()
    first = [row for row in rows if not row.parent]
    assert len(first) == 8
    assert all(row.icon and row.hint for row in first)
    assert all(set(row.title) == {"de", "en", "de-simple"} for row in rows)
    assert all(row.instead for row in rows if not row.handled)
    assert sum(not row.handled for row in rows) == 3
    assert sum(bool(row.attributes) for row in rows) >= 4


def test_every_leaf_that_is_handled_finds_an_office() -> None:
    routes = queries.routes()
    for row in queries.categories():
        if row.leaf and row.handled:
            assert routes.route(row.code, None, Ground.LAND).office, row.code


def test_reports_are_in_every_state_and_each_has_its_office_and_day() -> None:
    rows = _all()
    assert len(rows) >= 40
    shown = [row for row in rows if row.visible]
    assert all(row.office_id and row.due_on for row in rows)
    assert min(Counter(row.status for row in shown)[status] for status in Status) >= 1
    assert 4 <= sum(is_late(Status(row.status), row.due_on, timezone.localdate(AT)) for row in shown) <= 12
    assert sum(row.merged_into_id is not None for row in rows) == 5
    assert sum(row.publicity == Publicity.WAITING for row in rows) == 2
    assert all(row.submitted_at < AT for row in rows)


def test_some_are_with_third_parties_one_lies_on_the_water_and_some_came_without_a_name() -> None:
    found = Report.objects.all()
    assert found.exclude(delegated_to="").count() == 4
    assert found.filter(ground=Ground.WATER).count() == 1
    assert found.filter(anonymous=True).count() == 3


def test_the_same_pothole_stands_once_where_somebody_reports_it_again() -> None:
    [row] = queries.near("schlagloch", 12.11077, 54.07224)
    assert (row.title, row.metres) == ("Schlagloch", 0)
    assert row.supports == 17


def test_two_crews_have_work_and_have_done_some_with_photos_of_before_and_after() -> None:
    crews = fieldwork.crews()
    assert [(crew.name, len(crew.members) > 0) for crew in crews] == [
        ("Grün und Spielplätze", True),
        ("Straßen und Wege", True),
    ]
    assert all(crew.open >= 2 for crew in crews)
    worker = User.objects.get(email=STREETS)
    assert worker.role_set == {Role.CREW}
    orders = fieldwork.my_orders(worker, at=AT)
    assert [order.urgent for order in orders] == [True, False, False]
    assert all(order.lon and order.category and order.place for order in orders)
    assert sum(order.photo is not None for order in orders) == 2
    done = WorkOrder.objects.filter(state=State.DONE)
    assert done.count() == 5
    stages = Photo.objects.filter(contribution__in=done.values("contribution"), hidden=False).values_list(
        "contribution", "stage"
    )
    both = Counter(contribution for contribution, _ in set(stages))
    assert sorted(both.values()) == [2, 2, 2]
    assert set(done.values_list("contribution__status", flat=True)) == {Status.DONE}
    [back] = fieldwork.returned(None)
    assert back.said.startswith("Dafür muss der Bord")
    assert not WorkOrder.objects.filter(ordered_at__gte=AT).exists()
