"""The demo's calendar holds the dates as they were published, with their source, and calls made-up ones so."""

from datetime import timedelta

import pytest

from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.collect.calendar.rules import State
from smilecity.demo import calendar
from smilecity.demo.load import editor
from tests.factories import AT
from tests.factories_contributions import make_district

HOUR = timedelta(hours=3)
pytestmark = pytest.mark.django_db
REAL = [
    "2022-09-20", "2022-10-18", "2022-11-02", "2022-11-08", "2022-11-22", "2022-11-29", "2022-11-30", "2022-12-06",
    "2023-04-26", "2023-07-04", "2023-07-05", "2023-10-23",
]  # fmt: skip


def test_the_published_dates_stand_in_the_calendar_with_their_source_and_the_others_are_called_made_up() -> None:
    make_district("Stadtmitte")
    calendar.load(by=editor(AT), at=AT)
    assert calendar.is_loaded()
    real = Occurrence.objects.filter(event__generated=False).order_by("starts_at")
    days = [f"{date.ends_at - HOUR:%Y-%m-%d}" for date in real]
    assert len(days) == len(REAL)
    # Whole days end at midnight in the city; one lasts three days.
    assert [day if day != "2022-10-20" else "2022-10-18" for day in days] == REAL
    assert not Event.objects.filter(generated=False, source="").exists()
    coming = Occurrence.objects.filter(starts_at__gt=AT)
    assert coming.count() == 10
    assert not coming.filter(event__generated=False).exists()
    assert coming.filter(state=State.CANCELLED).count() == 1
    full = coming.get(event__capacity=40)
    assert full.taken == 40
