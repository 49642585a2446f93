"""From when on a time of the map's address counts: whole days of the city, that day included."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from smilecity.doors.web.map_asked import since

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("time", "begins"),
    [
        ("woche", datetime(2026, 3, 26, tzinfo=BERLIN)),
        ("monat", datetime(2026, 3, 3, tzinfo=BERLIN)),
        ("jahr", datetime(2025, 4, 2, tzinfo=BERLIN)),
    ],
)
@pytest.mark.parametrize("clock", [(0, 0), (12, 30), (23, 59)])
def test_a_time_begins_at_midnight_so_many_days_ago_also_across_a_change_of_clocks(
    time: str, begins: datetime, clock: tuple[int, int]
) -> None:
    assert since(time, datetime(2026, 4, 2, *clock, tzinfo=BERLIN)) == begins


@pytest.mark.parametrize("time", ["", "gestern", "tag", "WOCHE"])
def test_other_words_mean_no_time(time: str) -> None:
    assert since(time, datetime(2026, 4, 2, tzinfo=BERLIN)) is None
