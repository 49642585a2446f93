"""Rate limits: counted in windows, counted also when refused, never lost and never stuck between two requests."""

from datetime import timedelta

import pytest
from django.db import connection

from smilecity.ground.limits import Limit, TooMany, use
from smilecity.ground.models import RateCount
from tests.factories import AT
from tests.support.side_by_side import at_once
from tests.support.statements import statements

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _limit(most: int = 3, *, name: str = "submit", subject: str = "max@example.org", window: timedelta = HOUR) -> Limit:
    return Limit(name, subject, most, window)


@pytest.mark.django_db
def test_as_many_uses_as_allowed_pass_and_the_next_is_told_until_when() -> None:
    for _ in range(3):
        use([_limit()], at=AT)
    with pytest.raises(TooMany) as refused:
        use([_limit()], at=AT + timedelta(minutes=59))
    assert refused.value.limit == _limit()
    assert refused.value.until == AT + HOUR


@pytest.mark.django_db
def test_a_new_window_begins_at_the_very_end_of_the_old_one() -> None:
    for _ in range(3):
        use([_limit()], at=AT)
    with pytest.raises(TooMany):
        use([_limit()], at=AT + HOUR - timedelta(microseconds=1))
    for _ in range(3):
        use([_limit()], at=AT + HOUR)
    with pytest.raises(TooMany) as refused:
        use([_limit()], at=AT + HOUR)
    assert refused.value.until == AT + 2 * HOUR


@pytest.mark.django_db
def test_whoever_keeps_knocking_is_not_locked_out_for_longer() -> None:
    use([_limit(1)], at=AT)
    for minute in range(60):
        with pytest.raises(TooMany) as refused:
            use([_limit(1)], at=AT + minute * MINUTE)
        assert refused.value.until == AT + HOUR
    use([_limit(1)], at=AT + HOUR)


@pytest.mark.django_db
@pytest.mark.parametrize("other", [_limit(1, name="confirm"), _limit(1, subject="moritz@example.org")])
def test_another_name_or_subject_has_a_count_of_its_own(other: Limit) -> None:
    use([_limit(1)], at=AT)
    use([other], at=AT)


@pytest.mark.django_db
def test_name_and_subject_are_told_apart_wherever_one_ends() -> None:
    use([Limit("ab", "c", 1, HOUR)], at=AT)
    use([Limit("a", "bc", 1, HOUR)], at=AT)


@pytest.mark.django_db
def test_one_subject_may_have_a_short_and_a_long_limit_of_one_name() -> None:
    both = [_limit(2, window=MINUTE), _limit(3, window=DAY)]
    use(both, at=AT)
    use(both, at=AT)
    with pytest.raises(TooMany) as short:
        use(both, at=AT)
    assert short.value.until == AT + MINUTE
    with pytest.raises(TooMany) as long:
        use(both, at=AT + MINUTE)
    assert long.value.until == AT + DAY


@pytest.mark.django_db
def test_of_several_limits_that_are_used_up_the_one_that_lasts_longest_is_told() -> None:
    limits = [_limit(1, name=name, window=window) for name, window in (("a", MINUTE), ("b", DAY), ("c", HOUR))]
    use(limits, at=AT)
    with pytest.raises(TooMany) as refused:
        use(limits, at=AT)
    assert refused.value.until == AT + DAY


@pytest.mark.django_db
def test_a_refused_use_counts_against_every_limit() -> None:
    narrow, wide = _limit(1, name="narrow"), _limit(2, name="wide")
    use([narrow, wide], at=AT)
    with pytest.raises(TooMany):
        use([narrow, wide], at=AT)
    with pytest.raises(TooMany) as refused:
        use([wide], at=AT)
    assert refused.value.limit == wide


@pytest.mark.django_db
def test_any_number_of_limits_costs_one_statement_and_none_costs_none() -> None:
    with statements() as ran:
        use([_limit(name=f"limit {number}") for number in range(20)], at=AT)
    assert len(ran) == 1
    with statements() as ran:
        use([], at=AT)
    assert ran == []


@pytest.mark.django_db
def test_the_same_limit_twice_counts_once() -> None:
    use([_limit(1), _limit(1)], at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["", "\x00", "\ud800", "🙂" * 100_000, "2001:db8::/56"])
def test_any_subject_can_be_counted(subject: str) -> None:
    use([_limit(1, subject=subject)], at=AT)
    with pytest.raises(TooMany):
        use([_limit(1, subject=subject)], at=AT)


@pytest.mark.django_db
def test_nothing_of_the_subject_is_kept() -> None:
    use([_limit()], at=AT)
    row = RateCount.objects.get()
    assert len(bytes(row.key)) == 32
    assert b"max" not in bytes(row.key)


@pytest.mark.django_db
def test_counters_survive_no_crash_so_that_they_cost_no_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence::text FROM pg_class WHERE relname = 'ground_ratecount'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_are_counted_one_by_one_and_never_wait_for_each_other() -> None:
    ended = at_once(*[lambda: use([_limit(5)], at=AT)] * 8)
    assert sorted(type(end).__name__ for end in ended) == ["NoneType"] * 5 + ["TooMany"] * 3

    one, other = _limit(10_000, name="one"), _limit(10_000, name="other")

    def often(limits: list[Limit]) -> None:
        for _ in range(150):
            use(limits, at=AT)

    ended = at_once(*[lambda: often([one, other]), lambda: often([other, one])] * 2)
    assert ended == [None] * 4
    assert sorted(RateCount.objects.values_list("used", flat=True)) == [8, 600, 600]
