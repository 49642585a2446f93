"""When a mail goes out and what a search means, as pure rules."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions.rules import Channel
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.rules import Facts, Rhythm, Search, Target

BERLIN = ZoneInfo("Europe/Berlin")
# From 2024 to 2029, in seconds.
instants = st.integers(1_704_067_200, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(
    instants, st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]), st.sampled_from(["Europe/Berlin", "UTC", "Asia/Tokyo"])
)
def test_the_moment_of_a_digest_is_the_last_seven_o_clock(at: datetime, rhythm: Rhythm, zone: str) -> None:
    moment = rules.digest_moment(rhythm, at, ZoneInfo(zone))
    local = moment.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.second) == (7, 0, 0)
    assert moment <= at
    # A day has up to 25 hours when clocks are set back.
    assert at - moment < timedelta(days=7 if rhythm is Rhythm.WEEKLY else 1, hours=1)
    assert rhythm is Rhythm.DAILY or local.weekday() == 0


@given(instants, st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]))
def test_a_moment_is_its_own_and_the_one_before_lies_just_before(at: datetime, rhythm: Rhythm) -> None:
    moment = rules.digest_moment(rhythm, at, BERLIN)
    assert rules.digest_moment(rhythm, moment, BERLIN) == moment
    before = rules.digest_moment(rhythm, moment - timedelta(seconds=1), BERLIN)
    days = (moment.astimezone(BERLIN).date() - before.astimezone(BERLIN).date()).days
    assert days == (7 if rhythm is Rhythm.WEEKLY else 1)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (datetime(2026, 3, 2, 5, 59, tzinfo=UTC), datetime(2026, 3, 1, 6, tzinfo=UTC)),  # winter: 6:59
        (datetime(2026, 3, 2, 6, 0, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        (datetime(2026, 3, 29, 5, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),  # clocks were set forward
        (datetime(2026, 10, 25, 5, 30, tzinfo=UTC), datetime(2026, 10, 24, 5, tzinfo=UTC)),  # clocks were set back
    ],
)
def test_seven_is_seven_on_local_clocks_summer_and_winter(at: datetime, moment: datetime) -> None:
    assert rules.digest_moment(Rhythm.DAILY, at, BERLIN) == moment


@given(st.timedeltas(timedelta(0), timedelta(hours=1)), st.timedeltas(timedelta(0), timedelta(hours=1)))
def test_a_mail_is_ripe_when_it_was_quiet_or_after_the_longest_wait(first: timedelta, last: timedelta) -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    oldest, newest = max(first, last), min(first, last)
    ripe = rules.is_ripe(at - oldest, at - newest, at)
    assert ripe == (newest >= rules.QUIET or oldest >= rules.LONGEST)


@pytest.mark.parametrize(
    ("channel", "age", "news"),
    [
        (Channel.WEB, timedelta(days=900), True),
        (Channel.IMPORT, timedelta(days=7), True),
        (Channel.IMPORT, timedelta(days=8), False),
    ],
)
def test_what_was_imported_is_news_only_while_it_is_young(channel: Channel, age: timedelta, news: bool) -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert rules.is_news(channel, at - age, at) is news


@given(
    st.dictionaries(
        st.sampled_from(["kind", "theme", "district", "status", "category", "text", "other"]),
        st.one_of(st.none(), st.integers(), st.text(), st.sampled_from(["idea", "done", "7", "²", "-1", "rad  WEG"])),
    )
)
def test_whatever_an_address_says_becomes_a_search_that_reads_back_as_itself(raw: dict[str, object]) -> None:
    search = rules.search_of(raw)
    assert rules.search_of(search.canonical()) == search
    assert "\x00" not in str(search.canonical())
    assert len(search.text) <= rules.TEXT_MOST


def test_two_spellings_of_a_search_are_one() -> None:
    first = rules.search_of({"text": " Rad  WEG ", "kind": "idea", "theme": "3"})
    assert first == rules.search_of({"text": "rad weg", "kind": "idea", "theme": 3, "status": "unknown"})
    assert first.canonical() == {"kind": "idea", "theme": 3, "text": "rad weg"}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(text="bänke hafen"), True),
        (Search(text="bänk"), True),
        (Search(text="bänke wald"), False),
        (Search(text="am"), True),
        (Search(text="en"), False),  # a short word is looked for only where a word begins
        (Search(kind="place"), False),
        (Search(theme=2, district=5, status="received"), True),
        (Search(theme=3), False),
        (Search(category="happy"), False),
    ],
)
def test_a_search_finds_what_the_list_with_its_filters_shows(search: Search, found: bool) -> None:
    facts = Facts("idea", [1, 2], 5, "received", [""], " mehr bänke am hafen zum ausruhen.")
    assert rules.matches(search, facts) is found


@pytest.mark.parametrize("wrong", [{}, {"theme": 1, "district": 2}, {"search": Search()}])
def test_a_target_is_exactly_one_thing(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Target(**wrong)
