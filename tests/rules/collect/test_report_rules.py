"""The law of reports: the most exact rule wins whatever the order, questions are read one by one, emergencies heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.reports import rules
from smilecity.collect.reports.rules import (
    Attribute,
    AttributeKind,
    Facts,
    Ground,
    Link,
    Option,
    Rule,
    Where,
    attributes_read,
    emergency_words,
    responsible,
)
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role

# --- which office ---------------------------------------------------------------------------------------------------

LEAF, PARENT, OTHER = 11, 1, 99
WEST, EAST = 5, 6
CHAIN = (Link(LEAF, 20), Link(PARENT, 10))
HARBOUR, VILLAGE, CLEANING, BATHS, ALL_WATER, REST = 30, 31, 32, 33, 34, 40
RULES = (
    Rule(LEAF, HARBOUR, WEST, Where.WATER),
    Rule(LEAF, VILLAGE, WEST),
    Rule(LEAF, BATHS, None, Where.WATER),
    Rule(PARENT, CLEANING, EAST),
    Rule(PARENT, ALL_WATER, None, Where.WATER),
    Rule(OTHER, 77, WEST, Where.WATER),
)


@pytest.mark.parametrize(
    ("district", "ground", "office"),
    [
        (WEST, Ground.WATER, HARBOUR),  # all that a rule can name
        (WEST, Ground.LAND, VILLAGE),  # the district
        (WEST, None, VILLAGE),  # without a point, the district in words
        (EAST, Ground.WATER, BATHS),  # of the leaf before any of its parent
        (EAST, Ground.LAND, CLEANING),  # what the parent says of a district before what the leaf says itself
        (None, Ground.WATER, BATHS),
        (None, Ground.LAND, 20),  # no rule: the leaf itself
        (7, Ground.LAND, 20),
        (None, None, 20),  # unknown ground is no water
    ],
)
def test_the_most_exact_rule_answers(district: int | None, ground: Ground | None, office: int) -> None:
    assert responsible(CHAIN, district, ground, RULES, REST) == office


@pytest.mark.parametrize(
    ("chain", "office"),
    [
        ((Link(LEAF, 20), Link(PARENT, 10)), 20),
        ((Link(LEAF), Link(PARENT, 10)), 10),
        ((Link(LEAF), Link(PARENT)), REST),
        ((), REST),
    ],
)
def test_without_a_rule_the_leaf_answers_then_its_parent_then_who_takes_the_rest(
    chain: tuple[Link, ...], office: int
) -> None:
    assert responsible(chain, WEST, Ground.LAND, (), REST) == office
    assert responsible((), WEST, Ground.LAND, RULES) is None


_RULE = st.builds(
    Rule,
    category=st.sampled_from([LEAF, PARENT, OTHER]),
    office=st.integers(1, 9),
    district=st.sampled_from([None, WEST, EAST]),
    ground=st.sampled_from(Where),
)
_PLACE = (st.sampled_from([None, WEST, EAST]), st.sampled_from([None, Ground.LAND, Ground.WATER]))


@given(st.lists(_RULE, max_size=12).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))), *_PLACE)
def test_the_order_of_rules_means_nothing(
    written: tuple[list[Rule], list[Rule]], district: int | None, ground: Ground | None
) -> None:
    once, again = written
    assert responsible(CHAIN, district, ground, once) == responsible(CHAIN, district, ground, again)


@given(st.lists(_RULE, max_size=12), *_PLACE)
def test_a_rule_for_exactly_this_place_is_never_passed_over(
    others: list[Rule], district: int | None, ground: Ground | None
) -> None:
    here = Where.ANY if ground is None else Where(ground.value)
    exact = Rule(LEAF, 0, district, here)  # the smallest office, so that of two alike it is the one
    assert responsible(CHAIN, district, ground, [*others, exact]) == 0


@given(st.lists(_RULE, max_size=12), *_PLACE)
def test_rules_of_other_categories_and_places_change_nothing(
    written: list[Rule], district: int | None, ground: Ground | None
) -> None:
    fitting = [rule for rule in written if rule.category != OTHER and rule.fits(district, ground)]
    assert responsible(CHAIN, district, ground, written, REST) == responsible(CHAIN, district, ground, fitting, REST)


# --- what a category asks -------------------------------------------------------------------------------------------

COLOUR = Attribute(
    "farbe",
    AttributeKind.ONE,
    {"de": "Farbe"},
    required=True,
    options=(Option("rot", {"de": "rot"}), Option("blau", {"de": "blau"})),
)
PARTS = Attribute("teile", AttributeKind.SEVERAL, {"de": "Teile"}, options=COLOUR.options)
NUMBER = Attribute("zahl", AttributeKind.NUMBER, {"de": "Wie viele?"})
WHEN = Attribute("wann", AttributeKind.DATETIME, {"de": "Wann?"})
LINE = Attribute("schild", AttributeKind.STRING, {"de": "Was steht darauf?"})
ALL = (COLOUR, PARTS, NUMBER, WHEN, LINE)


@pytest.mark.parametrize(
    ("code", "said", "kept"),
    [
        ("farbe", "rot", "rot"),
        ("farbe", ["blau"], "blau"),
        ("teile", ["blau", "rot", "blau"], ["rot", "blau"]),
        ("teile", "rot", ["rot"]),
        ("zahl", " 2,5 ", "2.5"),
        ("wann", "2026-03-02T12:00", "2026-03-02T12:00:00"),
        ("schild", "  Am\tMarkt ", "Am Markt"),
    ],
)
def test_an_answer_is_kept_as_its_question_means_it(code: str, said: str | list[str], kept: str | list[str]) -> None:
    read = attributes_read(ALL, {"farbe": "rot", code: said})
    assert (read.values[code], dict(read.refused)) == (kept, {})


@pytest.mark.parametrize(
    ("code", "said"),
    [("farbe", "grün"), ("teile", ["rot", "grün"]), ("zahl", "viele"), ("zahl", "1e9"), ("wann", "gestern"),
     ("schild", "x" * 201)],
)  # fmt: skip
def test_a_wrong_answer_is_refused_with_its_own_reason(code: str, said: str | list[str]) -> None:
    read = attributes_read(ALL, {"farbe": "rot", "schild": "gut", code: said})
    assert set(read.refused) == {code}
    assert code not in read.values


def test_only_required_questions_have_to_be_answered_and_unknown_ones_are_left_out() -> None:
    read = attributes_read(ALL, {"teile": ["", " "], "haus": "9"})
    assert (dict(read.values), set(read.refused)) == ({}, {"farbe"})


@given(st.dictionaries(st.sampled_from([each.code for each in ALL]), st.text() | st.lists(st.text()), max_size=5))
def test_whatever_is_sent_each_question_is_kept_refused_or_empty(given: dict[str, str | list[str]]) -> None:
    read = attributes_read(ALL, given)
    assert not set(read.values) & set(read.refused)
    assert attributes_read(ALL, read.values).values == read.values


@pytest.mark.parametrize(
    "wrong",
    [
        (Attribute("", AttributeKind.TEXT, {"de": "Was?"}),),
        (Attribute("Was", AttributeKind.TEXT, {"de": "Was?"}),),
        (Attribute("was", AttributeKind.TEXT, {"en": "What?"}),),
        (Attribute("was", AttributeKind.ONE, {"de": "Was?"}),),
        (Attribute("was", AttributeKind.ONE, {"de": "Was?"}, options=(COLOUR.options[0],) * 2),),
        (LINE, LINE),
        tuple(Attribute(f"f{n}", AttributeKind.TEXT, {"de": "Was?"}) for n in range(rules.ATTRIBUTES_MOST + 1)),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(wrong: tuple[Attribute, ...]) -> None:
    with pytest.raises(Refused):
        rules.defined(wrong)


def test_questions_come_back_as_they_were_written() -> None:
    assert rules.attributes_of(rules.written(ALL)) == rules.defined(ALL) == ALL


# --- what makes a report --------------------------------------------------------------------------------------------


def _check(
    *, active: bool = True, handled: bool = True, leaf: bool = True, words: bool = False, text: str = "",
    place: str = "", ground: Ground | None = Ground.LAND, said: dict[str, str] | None = None,
) -> None:  # fmt: skip
    facts = Facts(active, handled, leaf, words, (COLOUR,))
    given = {"farbe": "rot"} if said is None else said
    rules.check(facts, text=text, place=place, ground=ground, attributes=given, city="Musterstadt")


def test_a_category_and_a_place_are_a_report_without_a_word() -> None:
    _check()
    _check(ground=None, place="Am Markt")
    _check(words=True, text="Ein Loch.")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"active": False}, rules.NO_CATEGORY),
        ({"leaf": False}, rules.NO_CATEGORY),
        ({"handled": False}, rules.NOT_HANDLED),
        ({"ground": None}, rules.NO_PLACE),
        ({"ground": None, "place": "!!"}, rules.NO_PLACE),
        ({"words": True}, rules.NO_TEXT),
        ({"text": "…"}, "Bitte schreiben Sie Wörter, nicht nur Zeichen."),
        ({"said": {}}, "Bitte beantworten Sie diese Frage."),
    ],
)
def test_each_lack_has_its_reason(wrong: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        _check(**wrong)  # type: ignore[arg-type]  # the table holds what the parameters say
    assert refusal.value.sentence == reason


def test_outside_of_the_city_its_name_is_told() -> None:
    with pytest.raises(Refused, match="außerhalb von Musterstadt"):
        _check(ground=Ground.OUTSIDE, place="Nachbardorf")


# --- emergencies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Hier brennt ein Müllcontainer!",
        "FEUER im Hof",
        "es riecht nach Gas",
        "Eine Person liegt bewusstlos auf dem Weg",
        "Ueberfall an der Haltestelle",
        "Fliegerbombe beim Graben gefunden",
        "Schwerverletzter nach Unfall",
        "There is a FIRE behind the school",
        "someone is drowning",
        "gas leak!",
    ],
)
def test_an_emergency_is_heard(text: str) -> None:
    assert emergency_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Die Laterne in der Brandenburger Straße ist aus",
        "Feuerwehrzufahrt zugeparkt",
        "Reste vom Feuerwerk liegen herum",
        "Kein Notfall, aber ärgerlich: Schlagloch",
        "Reste vom Osterfeuer am Strand",
        "The fire hydrant is leaking water",
        "Neue Bank gewünscht",
    ],
)
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert not emergency_words(text)


@given(st.text(max_size=300))
def test_any_text_can_be_listened_to(text: str) -> None:
    emergency_words(text)


# --- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_categories_are_the_administrations_third_parties_the_clerks(role: Role) -> None:
    assert rules.may_organise(frozenset({role})) == (role is Role.ADMINISTRATOR)
    assert rules.may_delegate(frozenset({role})) == (role in {Role.ADMINISTRATOR, Role.CLERK})
    assert not rules.may_organise(frozenset())
