"""A place as an answer: its district always, its point only as exactly as the question promises."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import DISTRICT_ONLY, EXACT, EXACTNESS, HUNDRED_METRES, Kind, Limits, Question
from smilecity.ground.refusals import Refused

POINT = ["district=mitte", "lon=12.123456", "lat=54.087654"]


def place(exactness: int = HUNDRED_METRES, *, required: bool = False, abstains: bool = False) -> Question:
    text = {"de": "Wo?"}
    return Question("q", Kind.PLACE, text, required=required, abstains=abstains, limits=Limits(places=exactness))


@pytest.mark.parametrize(
    ("exactness", "kept"),
    [
        (DISTRICT_ONLY, {"district": "mitte"}),
        (HUNDRED_METRES, {"district": "mitte", "lon": "12.123", "lat": "54.088"}),
        (EXACT, {"district": "mitte", "lon": "12.12346", "lat": "54.08765"}),
    ],
)
def test_a_point_is_kept_as_exactly_as_the_question_promises(exactness: int, kept: dict[str, str]) -> None:
    assert rules.check_answer(place(exactness), POINT) == kept


def test_a_district_alone_is_a_whole_answer() -> None:
    assert rules.check_answer(place(required=True), ["district=mitte"]) == {"district": "mitte"}
    assert not rules.missing([place(required=True)], {"q": {"district": "mitte"}})


@pytest.mark.parametrize(
    "raw",
    [
        ["lon=12.1", "lat=54.1"],
        ["district=mitte", "lon=12.1"],
        ["district=mitte", "lat=54.1"],
        ["district=mitte", "lon=zwölf", "lat=54.1"],
        ["district=mitte", "lon=nan", "lat=54.1"],
        ["district=mitte", "lon=inf", "lat=54.1"],
        ["district=mitte", "lon=181", "lat=54.1"],
        ["district=mitte", "lon=12.1", "lat=-90.5"],
        ["district=" + "x" * 41],
        ["district=mitte", "house=7"],
        ["irgendwo"],
    ],
)
def test_what_is_no_place_is_refused(raw: Sequence[str]) -> None:
    with pytest.raises(Refused, match="Diesen Punkt haben wir nicht verstanden"):
        rules.check_answer(place(), raw)


def test_nothing_is_refused_only_where_an_answer_must_be_given() -> None:
    assert rules.check_answer(place(), ["district=", "lon=", "lat="]) is None
    with pytest.raises(Refused, match="Bitte zeigen Sie einen Ort auf der Karte"):
        rules.check_answer(place(required=True), [])


def test_keine_angabe_stands_alone() -> None:
    assert rules.check_answer(place(abstains=True), [], abstains=True) == {}
    with pytest.raises(Refused, match="Bitte entscheiden Sie sich"):
        rules.check_answer(place(abstains=True), POINT, abstains=True)


DEGREES = st.decimals(-90, 90, places=6)


@settings(max_examples=50)
@given(DEGREES, DEGREES, st.sampled_from(EXACTNESS))
def test_what_is_kept_goes_through_the_form_again_unchanged_and_is_never_finer(
    lon: Decimal, lat: Decimal, exactness: int
) -> None:
    asked = place(exactness)
    kept = rules.check_answer(asked, ["district=a", f"lon={lon}", f"lat={lat}"])
    assert isinstance(kept, dict)
    assert rules.check_answer(asked, rules.given_by(Kind.PLACE, kept)) == kept
    assert rules.fitting([asked], {"q": kept}) == {"q": kept}
    assert all(len(str(kept.get(name, "")).partition(".")[2]) <= exactness for name in ("lon", "lat"))


def test_a_question_made_coarser_later_keeps_nothing_finer() -> None:
    fine = rules.check_answer(place(EXACT), POINT)
    assert fine
    assert rules.fitting([place(DISTRICT_ONLY)], {"q": fine}) == {"q": {"district": "mitte"}}


def test_no_later_question_hangs_on_a_place() -> None:
    later = Question("r", Kind.SHORT, {"de": "Warum?"}, condition=rules.Condition("q", ("mitte",)))
    assert [refusal.sentence for refusal in rules.broken([place(), later])] == [rules.CONDITION_KIND]
