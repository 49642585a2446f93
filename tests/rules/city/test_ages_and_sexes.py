"""Age groups and sexes: how they are read, written and counted together."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city.rules import (
    ANY_AGE,
    SURVEY_AGE_GROUPS,
    AgeGroup,
    CannotRegroup,
    Sex,
    UnknownAgeGroup,
    UnknownSex,
    common_groups,
    parse_age_group,
    parse_sex,
    regroup,
)

groups = st.tuples(st.integers(0, 150), st.none() | st.integers(1, 151)).filter(
    lambda bounds: bounds[1] is None or bounds[0] < bounds[1]
)
bounds = st.sets(st.integers(1, 110), min_size=1, max_size=20).map(lambda found: [0, *sorted(found), None])


def cut(at: list[int | None]) -> list[AgeGroup]:
    return [AgeGroup(lower or 0, upper) for lower, upper in pairwise(at)]


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("unter 3 Jahre", 0, 3),
        ("unter 18 Jahren", 0, 18),
        ("3 bis unter 6 Jahre", 3, 6),
        ("3 - unter 6 Jahre", 3, 6),
        ("75 Jahre und mehr", 75, None),
        ("85 Jahre u. älter", 85, None),
        ("65 Jahre oder älter", 65, None),
        ("65+", 65, None),
        ("ab 65 Jahren", 65, None),
        ("18-24", 18, 25),
        ("18 – 24 Jahre", 18, 25),
        ("18 bis 24 J.", 18, 25),
        ("  18   BIS   24 JAHRE ", 18, 25),
        ("bis 17 Jahre", 0, 18),
        ("20 Jahre", 20, 21),
        ("under 3 years", 0, 3),
        ("18 to 24 years", 18, 25),
        ("75 years and over", 75, None),
        ("0 bis unter 3", 0, 3),
        ("jedes Alter", 0, None),
    ],
)
def test_german_and_english_words_name_an_age_group(text: str, lower: int, upper: int | None) -> None:
    assert parse_age_group(text) == AgeGroup(lower, upper)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alt",
        "24 bis 18 Jahre",
        "unter 0 Jahre",
        "200 Jahre und mehr",
        "18 bis",
        "1234",
        "-5",
        "²",
        "18 bis 24 Euro",
    ],
)
def test_other_words_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnknownAgeGroup, match="18 bis unter 25 Jahre"):
        parse_age_group(text)


@given(groups, st.sampled_from(["de", "en", "de-simple"]))
def test_every_label_and_code_names_its_own_group(bounds: tuple[int, int | None], language: str) -> None:
    group = AgeGroup(*bounds)
    assert parse_age_group(group.label(language)) == group
    assert parse_age_group(group.code) == group


@given(st.text(max_size=40))
def test_any_text_is_an_age_group_or_refused(text: str) -> None:
    with suppress(UnknownAgeGroup):
        assert isinstance(parse_age_group(text), AgeGroup)


@given(bounds, st.data())
def test_regrouping_loses_nobody(fine: list[int | None], data: st.DataObject) -> None:
    counts = {group: data.draw(st.integers(0, 10_000)) for group in cut(fine)}
    kept = [0, *(bound for bound in fine[1:-1] if data.draw(st.booleans())), None]
    coarse = regroup(counts, cut(kept))
    assert sum(coarse.values()) == sum(counts.values())
    assert list(coarse) == cut(kept)


@given(bounds)
def test_regrouping_into_the_same_groups_changes_nothing(at: list[int | None]) -> None:
    counts = {group: group.lower for group in cut(at)}
    assert regroup(counts, cut(at)) == counts


@given(bounds, bounds)
def test_common_groups_suit_every_table(one: list[int | None], other: list[int | None]) -> None:
    shared = common_groups([cut(one), cut(other)])
    assert shared[0].lower == 0
    assert shared[-1].upper is None
    for table in (one, other):
        assert set(regroup(dict.fromkeys(cut(table), 1), shared)) == set(shared)


def test_no_tables_have_no_common_groups() -> None:
    assert common_groups([]) == []


@pytest.mark.parametrize(
    ("counted", "wanted", "sentence"),
    [
        ([(0, 20), (20, None)], [(0, 18), (18, None)], "„unter 20 Jahre“ liegt nur teilweise in „unter 18 Jahre“"),
        ([(0, 20), (30, None)], [(0, None)], "fehlen Zahlen ab 20 Jahren"),
        ([(5, 20)], [(0, 20)], "fehlen Zahlen ab 0 Jahren"),
        ([(0, 20)], [(0, None)], "fehlen Zahlen ab 20 Jahren"),
        ([(0, None)], [(0, 100)], "liegt nur teilweise"),
        ([(0, 20), (10, None)], [(0, None)], "überschneiden sich"),
        ([(0, 20), (20, None)], [(0, 20), (0, None)], "überschneiden sich"),
        ([], [(0, None)], "fehlen Zahlen ab 0 Jahren"),
    ],
)
def test_what_the_figures_do_not_tell_is_refused(
    counted: list[tuple[int, int | None]], wanted: list[tuple[int, int | None]], sentence: str
) -> None:
    with pytest.raises(CannotRegroup, match=sentence):
        regroup({AgeGroup(*pair): 1 for pair in counted}, [AgeGroup(*pair) for pair in wanted])


def test_ages_that_are_not_asked_for_are_left_out() -> None:
    counts = {AgeGroup(0, 18): 10, AgeGroup(18, 65): 50, AgeGroup(65, None): 20}
    assert regroup(counts, [AgeGroup(18, 65)]) == {AgeGroup(18, 65): 50}


def test_survey_groups_cover_every_age_once() -> None:
    assert regroup(dict.fromkeys(SURVEY_AGE_GROUPS, 1), [ANY_AGE]) == {ANY_AGE: len(SURVEY_AGE_GROUPS)}


@pytest.mark.parametrize(
    ("text", "sex"),
    [("weiblich", Sex.FEMALE), ("W", Sex.FEMALE), ("female", Sex.FEMALE), (" männlich ", Sex.MALE), ("m", Sex.MALE)],
)
def test_words_name_a_sex(text: str, sex: Sex) -> None:
    assert parse_sex(text) is sex


def test_another_word_names_no_sex() -> None:
    with pytest.raises(UnknownSex, match="„links“"):
        parse_sex("links")


@pytest.mark.parametrize("sex", Sex)
@pytest.mark.parametrize("language", ["de", "en", "de-simple", "fr"])
def test_every_sex_has_a_word_in_every_language(sex: Sex, language: str) -> None:
    assert sex.label(language)
