"""Districts while a survey runs: in steps, anew only when many have come, and nobody alone is ever seen."""

from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.understand.results.rules.standing import NEWS, STEP, in_steps, is_news


def test_a_district_with_fewer_than_five_looks_like_one_with_nobody() -> None:
    assert in_steps({"a": 4, "b": 5, "c": 0, "d": 19}) == {"b": 5, "d": 15}


def test_districts_are_counted_anew_when_twenty_have_come() -> None:
    assert not is_news(NEWS - 1, None)
    assert is_news(NEWS, None)
    assert not is_news(100 + NEWS - 1, 100)
    assert is_news(100 + NEWS, 100)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60)))
def test_a_step_says_the_least_and_never_less_than_five_people(counts: dict[str, int]) -> None:
    for code, number in in_steps(counts).items():
        assert number >= STEP
        assert number % STEP == 0
        assert number <= counts[code] < number + STEP
