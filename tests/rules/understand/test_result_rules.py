"""Tables made of counts, and what they say in words."""

import json
from collections.abc import Mapping
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys.rules import Feature, Kind, Option, Question
from smilecity.understand.results import rules
from smilecity.understand.results.rules import Hidden, Portrait, Residents, Table, Tally
from smilecity.understand.results.rules.tables import mean
from smilecity.understand.results.rules.tables import median as median_of

ANSWERS = {"bus": "Mit dem Bus", "bike": "Mit dem Rad", "car": "Auto", "foot": "Zu Fuß"}
OPTIONS = tuple(Option(key, {"de": text}) for key, text in ANSWERS.items())
MOST_NAMED = "Am häufigsten genannt: „{answer}“ ({count} von {base}, {share})."
ENGLISH = {MOST_NAMED: "Named most: “{answer}” ({count} of {base}, {share})."}


def table(kind: Kind = Kind.ONE, base: int | None = None, **counts: int) -> Table:
    question = Question(
        id="q", kind=kind, text={"de": "Wie?"}, options=OPTIONS if kind in {Kind.ONE, Kind.SEVERAL} else ()
    )
    return rules.make_table(question, Tally(sum(counts.values()) if base is None else base, counts))


def scale(*counts: int, low: str = "", high: str = "") -> Table:
    question = Question(id="q", kind=Kind.SCALE, text={"de": "Wie?"}, low={"de": low}, high={"de": high})
    return rules.make_table(question, Tally(sum(counts), {str(step): n for step, n in enumerate(counts, 1)}))


def said(shown: Table) -> str | None:
    finding = rules.finding(shown)
    return finding.text("de", str) if finding else None


def test_a_table_holds_every_answer_in_the_order_of_the_question() -> None:
    assert [(row.key, row.count) for row in table(bike=60, bus=40).rows] == [
        ("bus", 40),
        ("bike", 60),
        ("car", 0),
        ("foot", 0),
    ]


@pytest.mark.parametrize(("base", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_a_base_below_five_is_not_told(base: int, shown: int | None) -> None:
    assert table(Kind.SHORT, base=base).base == shown


def test_a_table_with_a_base_below_five_shows_no_count() -> None:
    shown = table(bus=4)
    assert (shown.base, shown.hidden, {row.count for row in shown.rows}) == (None, Hidden.ALL, {None})


def test_several_answers_are_shares_of_those_who_answered_and_may_exceed_the_whole() -> None:
    shown = table(Kind.SEVERAL, base=100, bus=80, bike=60, car=50)
    assert [rules.share(row.count or 0, shown.base or 0) for row in shown.rows] == [80, 60, 50, 0]
    assert "mehr als 100 Prozent" in (rules.base_of(shown) or rules.Said("")).text("de", str)


@pytest.mark.parametrize(
    ("count", "base", "text"),
    [
        (0, 353, "0\u00a0%"),
        (1, 353, "<1\u00a0%"),
        (123, 353, "35\u00a0%"),
        (1, 200, "1\u00a0%"),
        (1, 8, "13\u00a0%"),
        (352, 353, ">99\u00a0%"),
        (353, 353, "100\u00a0%"),
    ],
)
def test_only_nobody_is_0_percent_and_only_everybody_is_100_percent(count: int, base: int, text: str) -> None:
    assert rules.share_text(count, base, "de") == text


@given(st.integers(1, 100_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_share_is_off_by_half_a_percent_at_most(part: tuple[int, int]) -> None:
    count, base = part
    assert abs(rules.share(count, base) - Fraction(100 * count, base)) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [(1284, "1.284", "1,284"), (12, "12", "12"), (3.8, "3,8", "3.8"), (1_000_000, "1.000.000", "1,000,000")],
)
def test_numbers_are_written_as_the_language_does(value: float, german: str, english: str) -> None:
    assert rules.number_text(value, "de") == rules.number_text(value, "de-simple") == german
    assert rules.number_text(value, "en") == english


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(any))
def test_mean_and_median_of_a_scale_are_those_of_its_answers(counts: list[int]) -> None:
    answers = [step for step, count in enumerate(counts, 1) for _ in range(count)]
    assert median_of(counts) == median(answers)
    assert abs((mean(counts) or 0) - sum(answers) / len(answers)) <= 0.05 + 1e-9


def test_a_mean_that_lies_between_is_rounded_up() -> None:
    assert mean([15, 5]) == 1.3  # 1.25


def test_mean_and_median_are_not_told_where_they_would_give_a_hidden_count_away() -> None:
    assert (scale(5, 6, 7, 8, 9).mean, scale(5, 6, 7, 8, 9).median) == (3.3, 3.0)
    assert (scale(5, 6, 7, 8, 2).mean, scale(5, 6, 7, 8, 2).median) == (None, None)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (table(bus=123, bike=230), "Am häufigsten genannt: „Mit dem Rad“ (230 von 353, 65\u00a0%)."),
        (table(bus=50, bike=50), "Gleich oft genannt: Mit dem Bus und Mit dem Rad (je 50 von 100, 50\u00a0%)."),
        (
            table(bus=50, bike=50, car=50),
            "Gleich oft genannt: Mit dem Bus, Mit dem Rad und Auto (je 50 von 150, 33\u00a0%).",
        ),
        (table(bus=50, bike=50, car=50, foot=50), "4 Antworten liegen gleichauf (je 50 von 200, 25\u00a0%)."),
        (table(bus=1_000, bike=500), "Am häufigsten genannt: „Mit dem Bus“ (1.000 von 1.500, 67\u00a0%)."),
        (table(), "Diese Frage hat niemand beantwortet."),
        (table(bus=3), "Es gibt weniger als 5 Antworten. Darum zeigen wir hier keine Zahlen."),
        (table(bus=4, bike=3), "Die Antworten verteilen sich auf so kleine Gruppen, dass wir keine Zahlen zeigen."),
        (scale(5, 6, 7, 8, 9), "Im Durchschnitt 3,3 auf einer Skala von 1 bis 5."),
        (
            scale(5, 6, 7, 8, 9, low="gar nicht", high="sehr"),
            "Im Durchschnitt 3,3 auf einer Skala von 1 („gar nicht“) bis 5 („sehr“).",
        ),
        (scale(2, 3, 7, 8, 9), "Am häufigsten gewählt: 5 von 5 (9 von 29, 31\u00a0%)."),
        (table(Kind.LONG, base=64), "64 Antworten in eigenen Worten."),
    ],
)
def test_a_finding_is_a_sentence(shown: Table, text: str) -> None:
    assert said(shown) == text


def test_where_nearly_all_may_have_chosen_a_hidden_answer_no_other_is_called_the_most_frequent() -> None:
    assert said(table(Kind.SEVERAL, base=100, bus=98, bike=40)) is None


def test_a_sentence_is_filled_after_it_was_translated() -> None:
    finding = rules.finding(table(bus=123, bike=230))
    assert finding
    text = finding.text("en", lambda sentence: ENGLISH.get(sentence, sentence))
    assert text == "Named most: “Mit dem Rad” (230 of 353, 65%)."


@pytest.mark.parametrize(
    ("tables", "begins"),
    [
        ([scale(5, 6, 7, 8, 9), table(bus=10, bike=20)], "Am häufigsten genannt"),
        ([table(bus=3), scale(5, 6, 7, 8, 9)], "Im Durchschnitt"),
        ([table(Kind.LONG, base=64)], "Teilnahmen: 99"),
        ([], "Teilnahmen: 99"),
    ],
)
def test_a_result_is_announced_by_its_first_choice_then_by_a_scale_then_by_its_size(
    tables: list[Table], begins: str
) -> None:
    assert rules.headline(tables, 99).text("de", str).startswith(begins)


def test_a_finding_repeats_braces_as_they_were_written() -> None:
    question = Question("q", Kind.ONE, {}, options=(Option("a", {"de": "{base} <b>"}), Option("b", {"de": "B"})))
    finding = rules.finding(rules.make_table(question, Tally(20, {"a": 15, "b": 5})))
    assert finding
    assert "„{base} <b>“ (15 von 20" in finding.text("de", str)


# --- who took part -------------------------------------------------------------------------------------------------

LABELS = {"young": {"de": "jung"}, "old": {"de": "alt"}}


def portrait(counts: Mapping[str, int], *, of: int, young: int = 50, old: int = 50) -> Portrait:
    residents = Residents(2022, {"young": young, "old": old})
    return rules.make_portrait(Feature.AGE_GROUP, LABELS, Tally(sum(counts.values()), counts), of, residents)


def differences(shown: Portrait) -> list[str]:
    found = (rules.difference(row, shown) for row in shown.rows)
    return [said.text("de", str) if said else "" for said in found]


@pytest.mark.parametrize(
    ("young", "texts"),
    [
        (50, ["etwa gleich viel", "etwa gleich viel"]),
        (51, ["1 Prozentpunkt mehr", "1 Prozentpunkt weniger"]),
        (80, ["30 Prozentpunkte mehr", "30 Prozentpunkte weniger"]),
    ],
)
def test_participants_stand_beside_the_population_in_percentage_points(young: int, texts: list[str]) -> None:
    assert differences(portrait({"young": young, "old": 100 - young}, of=100)) == texts


def test_percentage_points_are_rounded_once_from_exact_shares() -> None:
    assert differences(portrait({"young": 507, "old": 493}, of=1000)) == [
        "1 Prozentpunkt mehr",
        "1 Prozentpunkt weniger",
    ]
    assert differences(portrait({"young": 504, "old": 496}, of=1000)) == ["etwa gleich viel", "etwa gleich viel"]


def test_a_hidden_group_has_no_difference() -> None:
    assert differences(portrait({"young": 2, "old": 3}, of=100)) == ["", ""]


def test_without_figures_of_the_city_there_is_no_difference() -> None:
    shown = rules.make_portrait(Feature.AGE_GROUP, LABELS, Tally(100, {"young": 60, "old": 40}), 100, None)
    assert (differences(shown), rules.portrait_finding(shown)) == (["", ""], None)


def test_the_portrait_says_who_is_over_and_who_is_under_represented() -> None:
    finding = rules.portrait_finding(portrait({"young": 80, "old": 20}, of=100, young=30, old=70))
    assert finding
    assert finding.text("de", str) == (
        "Stärker vertreten als in der Bevölkerung: jung (80\u00a0% statt 30\u00a0%). "
        "Schwächer: alt (20\u00a0% statt 70\u00a0%)."
    )


def test_a_portrait_close_to_the_population_says_so() -> None:
    finding = rules.portrait_finding(portrait({"young": 51, "old": 49}, of=100))
    assert finding
    assert "etwa so wie die Bevölkerung" in finding.text("de", str)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"young": 60, "old": 30}, "10 von 100 Teilnehmenden haben dazu nichts angegeben."),
        ({"young": 60, "old": 40}, "Alle Teilnehmenden haben dazu etwas angegeben."),
        (
            {"young": 2, "old": 1},
            "Weniger als 5 Teilnehmende haben dazu etwas angegeben. Darum zeigen wir keine Zahlen.",
        ),
    ],
)
def test_those_who_did_not_say_are_named(counts: dict[str, int], text: str) -> None:
    assert rules.unsaid_note(portrait(counts, of=100)).text("de", str) == text


def test_where_few_told_a_feature_it_is_not_given_away_by_those_who_did_not() -> None:
    shown = portrait({"young": 2, "old": 1}, of=100)
    assert (shown.base, shown.unsaid) == (None, None)


@pytest.mark.parametrize(
    ("ways", "shown"),
    [
        ({"guest": 300, "member": 53}, {"guest": 300, "member": 53}),
        ({"guest": 300, "member": 4}, {}),
        ({"guest": 300, "member": 0}, {"guest": 300, "member": 0}),
        ({"guest": 3}, {}),
    ],
)
def test_ways_of_taking_part_are_told_only_if_none_is_small(ways: dict[str, int], shown: dict[str, int]) -> None:
    assert rules.ways_shown(ways) == shown


# --- frozen --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    [table(bus=123, bike=3), table(Kind.SEVERAL, base=9, bus=9), scale(5, 6, 7, 8, 9), table(Kind.LONG, base=3)],
)
def test_a_frozen_table_comes_back_as_it_was(shown: Table) -> None:
    assert rules.from_frozen(json.loads(json.dumps(rules.to_frozen(shown)))) == shown


def test_a_frozen_portrait_comes_back_as_it_was() -> None:
    shown = portrait({"young": 80, "old": 20}, of=110)
    assert rules.portrait_from_frozen(json.loads(json.dumps(rules.to_frozen(shown)))) == shown


@given(st.dictionaries(st.sampled_from(list(ANSWERS)), st.integers(0, 30)))
def test_no_hidden_count_is_in_a_frozen_table(counts: dict[str, int]) -> None:
    question = Question(id="q", kind=Kind.ONE, text={"de": "Wie?"}, options=OPTIONS)
    frozen = rules.to_frozen(rules.make_table(question, Tally(sum(counts.values()), counts)))
    for row in frozen["rows"]:
        assert row["count"] is None or row["count"] == counts.get(row["key"], 0)
        assert row["count"] not in {1, 2, 3, 4}
