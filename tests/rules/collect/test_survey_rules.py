"""The law of surveys: who may do what when, what counts as an answer, when a survey is ready, when it is over."""

import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Act, Feature, Kind, Option, Question, State
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")

# --- rights ------------------------------------------------------------------------------------------------------

# In each cell the states in which it is allowed: d(raft), o(pen), c(losed); a dash: never.
RIGHTS = """
            nobody  editor  moderator  clerk  analyst  administrator  steward  crew
edit        -       d       -          -      -        d             -        -
preview     -       doc     doc        doc    doc      doc             doc    -
open        -       d       -          -      -        d             -        -
extend      -       o       -          -      -        o             -        -
close       -       o       -          -      -        o             -        -
release     -       -       c          -      -        c             -        -
publish     -       c       -          -      -        c             -        -
watch       -       doc     doc        doc    doc      doc             doc    -
choose_ways -       do      -          -      -        do            -        -
print_codes -       do      -          -      -        do            -        -
enter_paper -       o       -          o      -        o             -        -
run_kiosk   -       o       -          o      -        o             -        -
plan_opening    -   d       -          -      -        d             -        -
plan_publishing -   oc      -          -      -        oc            -        -
erase       -       c       -          -      -        c             -        -
"""


def _cells() -> list[tuple[Act, frozenset[Role], State, bool]]:
    head, *lines = [line.split() for line in RIGHTS.strip().splitlines()]
    return [
        (Act(act), frozenset() if who == "nobody" else frozenset({Role(who)}), state, state[0] in cell)
        for act, *cells in lines
        for who, cell in zip(head, cells, strict=True)
        for state in State
    ]


def test_the_table_of_rights_names_every_act_and_every_role() -> None:
    cells = _cells()
    assert len(cells) == len(Act) * (len(Role) + 1) * len(State)
    assert {roles for _, roles, _, _ in cells} == {frozenset(), *(frozenset({role}) for role in Role)}


@pytest.mark.parametrize(("act", "roles", "state", "allowed"), _cells())
def test_staff_may_do_what_the_table_says_and_nothing_else(
    act: Act, roles: frozenset[Role], state: State, allowed: bool
) -> None:
    reason = rules.why_not(act, roles, state)
    assert (reason is None) is allowed
    if allowed:
        rules.require(act, roles, state)
    else:
        with pytest.raises(Refused) as refused:
            rules.require(act, roles, state)
        assert refused.value.sentence == reason


def test_the_missing_role_is_the_first_reason_so_that_nothing_is_told_about_the_survey() -> None:
    assert rules.why_not(Act.EDIT, frozenset({Role.ANALYST}), State.CLOSED) == rules.NOT_YOUR_ROLE


def test_of_two_roles_the_stronger_one_decides() -> None:
    both = frozenset({Role.ANALYST, Role.EDITOR})
    assert rules.why_not(Act.EDIT, both, State.DRAFT) is None


# --- the deadline ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "closes_in", "taken"),
    [
        (State.DRAFT, None, False),
        (State.DRAFT, timedelta(days=1), False),
        (State.OPEN, None, True),
        (State.OPEN, timedelta(microseconds=1), True),
        (State.OPEN, timedelta(0), False),
        (State.OPEN, timedelta(microseconds=-1), False),
        (State.CLOSED, None, False),
        (State.CLOSED, timedelta(days=1), False),
    ],
)
def test_answers_are_taken_while_it_is_open_and_until_the_deadline_itself(
    state: State, closes_in: timedelta | None, taken: bool
) -> None:
    assert rules.accepts(state, AT + closes_in if closes_in is not None else None, AT) is taken


# 2026-10-25: 03:00 becomes 02:00, so 02:30 comes twice; "B" is the second time. 2026-03-29: 02:00 becomes 03:00.
@pytest.mark.parametrize(
    ("closes_at", "at", "taken"),
    [
        ("2026-10-25 02:30 A", "2026-10-25 02:29 A", True),
        ("2026-10-25 02:30 A", "2026-10-25 02:15 B", False),
        ("2026-10-25 02:30 B", "2026-10-25 02:45 A", True),
        ("2026-10-25 02:30 B", "2026-10-25 02:30 B", False),
        ("2026-03-29 03:00 A", "2026-03-29 01:59 A", True),
        ("2026-03-29 03:00 A", "2026-03-29 03:00 A", False),
    ],
)
def test_the_deadline_is_exact_when_the_clocks_change(closes_at: str, at: str, taken: bool) -> None:
    end, now = _in_berlin(closes_at), _in_berlin(at)
    assert rules.accepts(State.OPEN, end, now) is taken
    assert rules.accepts(State.OPEN, end.astimezone(UTC), now) is taken
    assert rules.accepts(State.OPEN, end, now.astimezone(UTC)) is taken


def _in_berlin(text: str) -> datetime:
    wall, time = text.rsplit(" ", 1)
    return datetime.fromisoformat(wall).replace(tzinfo=BERLIN, fold="AB".index(time))


# --- answers -----------------------------------------------------------------------------------------------------

OPTIONS = (Option("a", {"de": "A"}), Option("b", {"de": "B"}), Option("c", {"de": "C"}))
LONG = "x" * 100_000


def _question(kind: Kind, *, required: bool = False) -> Question:
    return Question(id="q", kind=kind, text={"de": "?"}, required=required, options=OPTIONS)


@pytest.mark.parametrize(
    ("kind", "raw", "answer"),
    [
        (Kind.ONE, ["b"], "b"),
        (Kind.ONE, [" b\r\n"], "b"),
        (Kind.ONE, ["b", "b"], "b"),
        (Kind.SEVERAL, ["c", "a", "c"], ["a", "c"]),
        (Kind.SEVERAL, ["a"], ["a"]),
        (Kind.SCALE, ["1"], 1),
        (Kind.SCALE, ["5"], 5),
        (Kind.SHORT, ["  Mehr Bänke! "], "Mehr Bänke!"),
        (Kind.SHORT, ["x" * 200], "x" * 200),
        (Kind.LONG, ["a\r\nb\rc\n"], "a\nb\nc"),
        (Kind.LONG, ["x" * 5_000], "x" * 5_000),
        (Kind.LONG, ["👩‍👩‍👧 🏳️‍🌈 ✅"], "👩‍👩‍👧 🏳️‍🌈 ✅"),
        (Kind.LONG, ["أريد مقاعد أكثر", ""], "أريد مقاعد أكثر"),
        (Kind.LONG, ["<script>alert(1)</script>"], "<script>alert(1)</script>"),
        (Kind.LONG, ["'; DROP TABLE surveys_survey; --"], "'; DROP TABLE surveys_survey; --"),
        (Kind.LONG, ["a\x00b\x1bc\x85d"], "abcd"),
        (Kind.LONG, ["u\x00\u0308"], "ü"),
        (Kind.LONG, ["a\ud800b"], "a?b"),
        (Kind.LONG, ["{name} %s {0}"], "{name} %s {0}"),
    ],
)
def test_an_answer_is_kept_as_it_was_meant(kind: Kind, raw: list[str], answer: rules.Answer) -> None:
    assert rules.check_answer(_question(kind), raw) == answer


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.ONE, ["d"]),
        (Kind.ONE, ["a", "b"]),
        (Kind.ONE, ["A"]),
        (Kind.ONE, [LONG]),
        (Kind.ONE, ["<script>"]),
        (Kind.SEVERAL, ["a", "d"]),
        (Kind.SEVERAL, ["a,b"]),
        (Kind.SEVERAL, ["a"] * 5 + [LONG]),
        (Kind.SCALE, ["0"]),
        (Kind.SCALE, ["6"]),
        (Kind.SCALE, ["-1"]),
        (Kind.SCALE, ["3.0"]),
        (Kind.SCALE, ["３"]),
        (Kind.SCALE, ["³"]),
        (Kind.SCALE, ["drei"]),
        (Kind.SCALE, [LONG]),
    ],
)
def test_what_nobody_offered_is_refused(kind: Kind, raw: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_answer(_question(kind), raw)
    assert refused.value.sentence == rules.UNKNOWN_OPTION


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        (Kind.SHORT, "x" * 201, "Ihr Text hat 201 Zeichen. Bitte kürzen Sie ihn auf höchstens 200 Zeichen."),
        (Kind.LONG, LONG, "Ihr Text hat 100.000 Zeichen. Bitte kürzen Sie ihn auf höchstens 5.000 Zeichen."),
        (Kind.LONG, "🙂" * 5_001, "Ihr Text hat 5.001 Zeichen. Bitte kürzen Sie ihn auf höchstens 5.000 Zeichen."),
    ],
)
def test_a_text_that_is_too_long_is_told_how_long_it_is(kind: Kind, raw: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_answer(_question(kind), [raw])
    assert str(refused.value) == sentence


NOTHING: list[list[str]] = [[], [""], ["  \r\n\t"], ["\x00"], ["", ""]]


@pytest.mark.parametrize("raw", NOTHING)
@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_no_answer_where_none_is_required(kind: Kind, raw: list[str]) -> None:
    assert rules.check_answer(_question(kind), raw) is None


@pytest.mark.parametrize("raw", NOTHING)
@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Kind.ONE, rules.CHOOSE_ONE),
        (Kind.SEVERAL, rules.CHOOSE_SOME),
        (Kind.SCALE, rules.CHOOSE_ONE),
        (Kind.SHORT, rules.WRITE),
        (Kind.LONG, rules.WRITE),
    ],
)
def test_nothing_is_refused_where_an_answer_is_required(kind: Kind, sentence: str, raw: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_answer(_question(kind, required=True), raw)
    assert refused.value.sentence == sentence


@given(st.sampled_from(Kind), st.lists(st.text() | st.sampled_from(["a", "b", "3"]), max_size=4), st.booleans())
def test_whatever_is_sent_becomes_an_answer_of_its_kind_or_a_refusal(
    kind: Kind, raw: list[str], required: bool
) -> None:
    try:
        answer = rules.check_answer(_question(kind, required=required), raw)
    except Refused:
        return
    types = {Kind.SEVERAL: list, Kind.RANKING: list, Kind.SCALE: int, Kind.MATRIX: dict}
    assert (answer is None and not required) or isinstance(answer, types.get(kind, str))


@given(st.text(st.characters(codec=None)))
def test_cleaning_a_text_twice_changes_nothing_and_it_can_be_kept_anywhere(raw: str) -> None:
    cleaned = rules.clean_text(raw)
    assert rules.clean_text(cleaned) == cleaned
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert "\x00" not in cleaned
    cleaned.encode()


def test_only_required_questions_without_answer_are_missing_in_their_order() -> None:
    questions = [Question(id=str(n), kind=Kind.SHORT, text={}, required=n != 2) for n in range(1, 5)]
    assert [question.id for question in rules.missing(questions, {"3": "x"})] == ["1", "4"]
    assert rules.missing(questions, {"1": "x", "3": "x", "4": "x"}) == []


def test_only_answers_that_fit_their_question_are_counted() -> None:
    questions = [
        Question(id="one", kind=Kind.ONE, text={}, options=OPTIONS, required=True),
        Question(id="several", kind=Kind.SEVERAL, text={}, options=OPTIONS),
        Question(id="scale", kind=Kind.SCALE, text={}),
        Question(id="text", kind=Kind.SHORT, text={}),
    ]
    good: dict[str, rules.Answer] = {"one": "a", "several": ["a", "c"], "scale": 4, "text": "Bänke"}
    assert rules.fitting(questions, good) == good
    bad: dict[str, rules.Answer] = {"one": "gone", "several": ["a", "gone"], "scale": 7, "text": LONG, "other": "x"}
    assert rules.fitting(questions, bad) == {}


# --- the profile -------------------------------------------------------------------------------------------------

DISTRICTS = frozenset({"01", "02"})


@pytest.mark.parametrize(
    ("features", "raw", "profile"),
    [
        (list(Feature), {"age_group": "15-29", "sex": "diverse", "district": "01"}, None),
        (list(Feature), {"age_group": "", "sex": " ", "district": "02"}, {"district": "02"}),
        (list(Feature), {}, {}),
        ([Feature.SEX], {"age_group": "15-29", "sex": "male", "district": "77"}, {"sex": "male"}),
        ([], {"sex": "whatever", "name": "Max"}, {}),
    ],
)
def test_a_profile_holds_only_what_is_asked_and_given(
    features: list[Feature], raw: dict[str, str], profile: dict[str, str] | None
) -> None:
    assert rules.check_profile(features, raw, DISTRICTS) == (raw if profile is None else profile)


@pytest.mark.parametrize("raw", [{"age_group": "18"}, {"sex": "m"}, {"district": "03"}, {"district": LONG}])
def test_a_profile_nobody_offered_is_refused(raw: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_profile(list(Feature), raw, DISTRICTS)
    assert refused.value.sentence == rules.UNKNOWN_OPTION


def test_age_groups_cover_every_age_once() -> None:
    bounds = list(rules.AGE_GROUPS.values())
    assert bounds[0][0] == 0
    assert bounds[-1][1] is None
    assert all(upper is not None and upper + 1 == lower for (_, upper), (lower, _) in pairwise(bounds))


# --- ready -------------------------------------------------------------------------------------------------------

TITLE = {"de": "Titel"}
FINE = Question(id="1", kind=Kind.SHORT, text={"de": "Was fehlt?"})
CHOICE = Question(id="2", kind=Kind.ONE, text={"de": "Was?"}, options=OPTIONS)


@pytest.mark.parametrize(
    ("title", "questions", "closes_at", "sentence"),
    [
        ({}, [FINE], None, "Die Umfrage braucht einen Titel."),
        ({"en": "Title"}, [FINE], None, "Die Umfrage braucht einen Titel."),
        ({"de": "  "}, [FINE], None, "Die Umfrage braucht einen Titel."),
        (TITLE, [], None, "Die Umfrage hat noch keine Frage."),
        (TITLE, [FINE, Question(id="2", kind=Kind.LONG, text={"en": "?"})], None, "Frage 2 hat keinen Text."),
        (
            TITLE,
            [Question(id="2", kind=Kind.SEVERAL, text={"de": "?"}, options=OPTIONS[:1])],
            None,
            "Frage 1 braucht mindestens zwei Antworten zur Auswahl.",
        ),
        (
            TITLE,
            [FINE, Question(id="2", kind=Kind.ONE, text={"de": "?"}, options=(*OPTIONS, Option("d", {"en": "D"})))],
            None,
            "Bei Frage 2 hat eine Antwort keinen Text.",
        ),
        (
            TITLE,
            [Question(id="2", kind=Kind.ONE, text={"de": "?"}, options=(*OPTIONS, Option("a", {"de": "D"})))],
            None,
            "Bei Frage 1 gibt es eine Antwort doppelt.",
        ),
        (
            TITLE,
            [Question(id="2", kind=Kind.ONE, text={"de": "?"}, options=(*OPTIONS, Option("d", {"de": "a "})))],
            None,
            "Bei Frage 1 gibt es eine Antwort doppelt.",
        ),
        (TITLE, [FINE], AT, "Das Ende der Umfrage muss in der Zukunft liegen."),
        (TITLE, [FINE], AT - timedelta(days=1), "Das Ende der Umfrage muss in der Zukunft liegen."),
    ],
)
def test_a_survey_that_is_not_ready_says_what_is_missing(
    title: dict[str, str], questions: list[Question], closes_at: datetime | None, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_ready(title, questions, closes_at, AT)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("closes_at", [None, AT + timedelta(microseconds=1)])
def test_a_survey_with_title_and_whole_questions_is_ready(closes_at: datetime | None) -> None:
    scale = Question(id="3", kind=Kind.SCALE, text={"de": "Wie sehr?"})
    rules.check_ready(TITLE, [FINE, CHOICE, scale], closes_at, AT)


def test_all_that_is_missing_is_told_at_once() -> None:
    bad = Question(id="1", kind=Kind.ONE, text={}, options=(Option("a", {}),))
    reasons = [str(reason) for reason in rules.lacking({}, [bad], AT, AT)]
    assert reasons == [
        "Die Umfrage braucht einen Titel.",
        "Frage 1 hat keinen Text.",
        "Frage 1 braucht mindestens zwei Antworten zur Auswahl.",
        "Bei Frage 1 hat eine Antwort keinen Text.",
        "Das Ende der Umfrage muss in der Zukunft liegen.",
    ]
