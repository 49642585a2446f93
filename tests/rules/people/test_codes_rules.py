"""The law of one-time codes: every typing error is found, chance cannot guess one, sheets add up."""

import math
import random
import secrets
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smilecity.ground.refusals import Refused
from smilecity.people.codes import rules

codes = st.integers().map(lambda seed: rules.new_code(random.Random(seed).randrange))
signs = st.sampled_from(rules.ALPHABET)
places = st.integers(0, rules.LENGTH - 1)


def is_refused(raw: str) -> bool:
    try:
        rules.read_code(raw)
    except Refused:
        return True
    return False


@given(codes)
def test_a_code_is_read_as_it_was_made(code: str) -> None:
    assert rules.read_code(code) == code
    assert len(code) == rules.LENGTH


@given(codes, st.sampled_from(["{}", " {} ", "{}\n", "Code: {}"[6:]]), st.booleans())
def test_small_letters_spaces_and_dashes_are_forgiven(code: str, around: str, small: bool) -> None:
    typed = around.format(rules.show(code))
    assert rules.read_code(typed.lower() if small else typed) == code
    assert rules.read_code(typed.replace("-", " ")) == code
    assert rules.read_code(typed.replace("-", "–")) == code


@given(codes, places, signs)
def test_one_wrong_character_is_always_found(code: str, place: int, sign: str) -> None:
    assume(code[place] != sign)
    assert is_refused(code[:place] + sign + code[place + 1 :])


@given(codes, places, places)
def test_two_swapped_characters_are_always_found(code: str, one: int, other: int) -> None:
    assume(code[one] != code[other])
    swapped = list(code)
    swapped[one], swapped[other] = code[other], code[one]
    assert is_refused("".join(swapped))


def test_no_two_places_weigh_the_same_so_that_swapping_shows() -> None:
    weights = {pow(30, place, 887) for place in range(rules.LENGTH)}
    assert len(weights) == rules.LENGTH


@given(codes, places)
def test_a_missing_or_an_extra_character_is_found(code: str, place: int) -> None:
    assert is_refused(code[:place] + code[place + 1 :])
    assert is_refused(code[:place] + "A" + code[place:])


def test_a_random_code_holds_more_than_sixty_bits_and_no_look_alikes() -> None:
    assert math.log2(len(rules.ALPHABET)) * rules.BY_CHANCE >= 60
    assert not set("01OILU") & set(rules.ALPHABET)
    assert len({rules.new_code(secrets.randbelow) for _ in range(1000)}) == 1000


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(raw: str) -> None:
    with suppress(Refused):
        assert len(rules.read_code(raw)) == rules.LENGTH


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", rules.NO_CODE),
        (" – ", rules.NO_CODE),
        ("ABCD-EFGH", rules.TOO_SHORT),
        ("OBCD-EFGH-JKMN-PQRS", rules.NOT_THESE),
        ("AAAA-AAAA-AAAA-AAAA", rules.MISTYPED),
    ],
)
def test_each_typing_error_has_its_sentence(raw: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.read_code(raw)
    assert refused.value.sentence == sentence


@given(st.integers(1, rules.BATCH_MOST))
def test_the_sheets_of_a_batch_add_up(number: int) -> None:
    sizes = rules.sheets_of(number)
    assert sum(sizes) == number
    assert all(1 <= size <= rules.SHEET_MOST for size in sizes)


@pytest.mark.parametrize(
    ("name", "number"), [("", 1), ("x" * 121, 1), ("Briefe", 0), ("Briefe", 20_001), ("Briefe", -1)]
)
def test_a_batch_needs_a_name_and_a_number_within_bounds(name: str, number: int) -> None:
    with pytest.raises(Refused):
        rules.check_batch(name, number)
    rules.check_batch("Briefe", 20_000)
