"""Questionnaires of others: LimeSurvey's two files and ours are read, what is lost is said, a survey adopts them."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys import actions, queries, reading
from smilecity.collect.surveys.reading import limesurvey
from smilecity.collect.surveys.rules import HUNDRED_METRES, Condition, Kind, questionnaire
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from tests.factories import AT, ONE, SCALE, Made, make_staff, make_survey

_COLUMNS = "class\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tmandatory\tother"


def tabs(*rows: tuple[str, ...]) -> bytes:
    lines = [_COLUMNS, *("\t".join((*row, *[""] * (9 - len(row)))) for row in rows)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


TABS = tabs(
    ("S", "", "language", "", "de"),
    ("SL", "", "surveyls_title", "", "Gut leben hier", "", "de"),
    ("SL", "", "surveyls_title", "", "Vivre bien ici", "", "fr"),
    ("G", "0", "Verkehr", "1", "Wie Sie <b>unterwegs</b> sind", "", "de"),
    ("Q", "L", "weg", "1", "<p>Wie kommen Sie?</p>", "Nur <i>eine</i> Antwort", "de", "Y", "Y"),
    ("A", "0", "bus", "", "Mit dem Bus", "", "de"),
    ("A", "0", "rad", "", "Mit dem Rad &amp; zu Fuß", "", "de"),
    ("Q", "N", "min", '((weg.NAOK == "bus"))', "Wie viele Minuten?", "", "de"),
    ("Q", "M", "fehlt", "1", "Was fehlt?", "", "de"),
    ("SQ", "0", "bank", "", "Bänke", "", "de"),
    ("SQ", "0", "licht", "", "Licht", "", "de"),
    ("G", "1", "Leben", "1", "", "", "de"),
    ("Q", "F", "gut", "1", "Wie gut ist", "", "de"),
    ("SQ", "0", "ruhe", "", "die Ruhe?", "", "de"),
    ("SQ", "0", "luft", "", "die Luft?", "", "de"),
    *(("A", "0", f"A{n}", "", f"Stufe {n}", "", "de") for n in range(1, 6)),
    ("Q", "|", "datei", "1", "Laden Sie ein Bild hoch", "", "de"),
    ("Q", "R", "rang", 'weg.NAOK == "bus" and min > 5', "Was ist Ihnen wichtig?", "", "de"),
    ("A", "0", "a", "", "Ruhe", "", "de"),
    ("A", "0", "b", "", "Nähe", "", "de"),
    ("G", "0", "Traffic", "1", "", "", "en"),
    ("Q", "L", "weg", "1", "How do you come?", "", "en", "Y", "Y"),
    ("A", "0", "bus", "", "By bus", "", "en"),
)  # fmt: skip


def test_the_file_with_tabs_is_read_in_both_languages() -> None:
    taken = reading.read(TABS)
    asked = taken.questionnaire
    assert asked.title == {"de": "Gut leben hier"}
    first, second, third, fourth, fifth = asked.questions
    assert (first.kind, first.text) == (Kind.ONE, {"de": "Wie kommen Sie?", "en": "How do you come?"})
    assert [(option.key, option.text) for option in first.options] == [
        ("bus", {"de": "Mit dem Bus", "en": "By bus"}),
        ("rad", {"de": "Mit dem Rad & zu Fuß"}),
        ("-oth-", {"de": "Sonstiges", "en": "Other"}),
    ]
    assert (first.required, first.hint) == (True, {"de": "Nur eine Antwort"})
    assert first.section == {"de": "Verkehr", "en": "Traffic"}
    assert first.intro == {"de": "Wie Sie unterwegs sind"}
    assert (second.kind, second.condition) == (Kind.NUMBER, Condition("weg", ("bus",)))
    assert (third.kind, [option.key for option in third.options]) == (Kind.SEVERAL, ["bank", "licht"])
    assert (fourth.kind, fourth.low, fourth.high) == (Kind.MATRIX, {"de": "Stufe 1"}, {"de": "Stufe 5"})
    assert (fourth.section, [option.key for option in fourth.options]) == ({"de": "Leben"}, ["ruhe", "luft"])
    assert (fifth.kind, fifth.condition) == (Kind.RANKING, None)


def test_what_is_lost_is_said() -> None:
    said = [remark.sentence.format(**remark.values) for remark in reading.read(TABS).remarks]
    assert said == [
        "Die Sprache „fr“ gibt es hier nicht.",
        "Bei „Wie kommen Sie?“ ist „Sonstiges“ eine Antwort ohne eigenes Textfeld.",
        "„Wie gut ist“ hat jetzt eine Skala von 1 bis 5, mit Worten nur an ihren Enden.",
        "„Laden Sie ein Bild hoch“ fehlt: Diese Art von Frage gibt es hier nicht.",
        "„Was ist Ihnen wichtig?“ wird immer gestellt: Ihre Bedingung können wir nicht übernehmen.",
    ]


def _rows(table: str, *rows: dict[str, str]) -> str:
    cells = ("".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in row.items()) for row in rows)
    return f"<{table}><rows>{''.join(f'<row>{row}</row>' for row in cells)}</rows></{table}>"


def lss(*tables: str) -> bytes:
    head = "<LimeSurveyDocType>Survey</LimeSurveyDocType><languages><language>de</language></languages>"
    return f'<?xml version="1.0" encoding="UTF-8"?><document>{head}{"".join(tables)}</document>'.encode()


_TITLE = _rows(
    "surveys_languagesettings", {"surveyls_language": "de", "surveyls_title": "Titel", "surveyls_description": "Wozu"}
)
# Up to version 3 the texts lie in the rows, from 4 on in tables of their own.
OLD = lss(
    _TITLE,
    _rows("groups", {"gid": "1", "group_order": "0", "group_name": "Eins", "description": "", "language": "de"}),
    _rows(
        "questions",
        {
            "qid": "12",
            "gid": "1",
            "parent_qid": "0",
            "type": "5",
            "title": "q2",
            "question": "Wie gut?",
            "question_order": "2",
            "language": "de",
        },
        {
            "qid": "11",
            "gid": "1",
            "parent_qid": "0",
            "type": "M",
            "title": "q1",
            "question": "Was fehlt?",
            "question_order": "1",
            "language": "de",
            "mandatory": "Y",
        },
    ),
    _rows(
        "subquestions",
        {
            "qid": "15",
            "gid": "1",
            "parent_qid": "11",
            "type": "T",
            "title": "s2",
            "question": "Licht",
            "question_order": "2",
            "language": "de",
        },
        {
            "qid": "14",
            "gid": "1",
            "parent_qid": "11",
            "type": "T",
            "title": "s1",
            "question": "Bänke",
            "question_order": "1",
            "language": "de",
        },
    ),
)
NEW = lss(
    _TITLE,
    _rows("groups", {"gid": "1", "group_order": "0"}),
    _rows("group_l10ns", {"gid": "1", "group_name": "Eins", "description": "", "language": "de"}),
    _rows(
        "questions",
        {"qid": "12", "gid": "1", "parent_qid": "0", "type": "5", "title": "q2", "question_order": "2"},
        {
            "qid": "11",
            "gid": "1",
            "parent_qid": "0",
            "type": "M",
            "title": "q1",
            "question_order": "1",
            "mandatory": "Y",
        },
    ),
    _rows(
        "subquestions",
        {"qid": "15", "parent_qid": "11", "title": "s2", "question_order": "2"},
        {"qid": "14", "parent_qid": "11", "title": "s1", "question_order": "1"},
    ),
    _rows(
        "question_l10ns",
        {"qid": "11", "question": "Was fehlt?", "language": "de"},
        {"qid": "12", "question": "Wie gut?", "language": "de"},
        {"qid": "14", "question": "Bänke", "language": "de"},
        {"qid": "15", "question": "Licht", "language": "de"},
    ),
)


@pytest.mark.parametrize("file", [OLD, NEW], ids=["up to 3", "from 4"])
def test_the_structure_of_both_generations_is_read(file: bytes) -> None:
    asked = reading.read(file).questionnaire
    assert (asked.title, asked.summary) == ({"de": "Titel"}, {"de": "Wozu"})
    first, second = asked.questions
    assert (first.kind, first.text, first.required) == (Kind.SEVERAL, {"de": "Was fehlt?"}, True)
    assert [option.text["de"] for option in first.options] == ["Bänke", "Licht"]
    assert (second.kind, second.section, first.section) == (Kind.SCALE, {}, {"de": "Eins"})


def test_answers_of_both_generations_are_read() -> None:
    questions = {"qid": "1", "gid": "1", "parent_qid": "0", "type": "!", "title": "a", "question_order": "1"}
    group = _rows("groups", {"gid": "1", "group_order": "0", "group_name": "G", "language": "de"})
    old = _rows("answers", {"qid": "1", "code": "x", "answer": "Ja", "sortorder": "1", "language": "de"})
    new = _rows("answers", {"aid": "7", "qid": "1", "code": "x", "sortorder": "1"}) + _rows(
        "answer_l10ns", {"aid": "7", "answer": "Ja", "language": "de"}
    )
    for answers in (old, new):
        (asked,) = reading.read(lss(group, _rows("questions", questions), answers)).questionnaire.questions
        assert [(option.key, option.text) for option in asked.options] == [("x", {"de": "Ja"})]


@pytest.mark.parametrize(
    ("letter", "kinds"),
    [
        ("5", [Kind.SCALE]), ("N", [Kind.NUMBER]), ("D", [Kind.DATE]), ("S", [Kind.SHORT]), ("T", [Kind.LONG]),
        ("U", [Kind.LONG]), ("Y", [Kind.ONE]), ("G", [Kind.ONE]), ("L", [Kind.ONE]), ("!", [Kind.ONE]),
        ("O", [Kind.ONE]), ("M", [Kind.SEVERAL]), ("P", [Kind.SEVERAL]), ("R", [Kind.RANKING]), ("A", [Kind.MATRIX]),
        ("F", [Kind.ONE] * 2), ("H", [Kind.ONE] * 2), ("C", [Kind.ONE] * 2), ("E", [Kind.ONE] * 2),
        ("B", [Kind.NUMBER] * 2), ("K", [Kind.NUMBER] * 2), ("Q", [Kind.SHORT] * 2),
        ("|", []), ("*", []), ("I", []), (":", []), (";", []), ("1", []), ("", []), ("X", []),
    ],
)  # fmt: skip
def test_each_of_their_kinds_becomes_one_of_ours_or_is_named(letter: str, kinds: list[Kind]) -> None:
    rows = [("G", "0", "Gruppe"), ("Q", letter, "q", "1", "Frage")]
    rows += [("SQ", "0", f"s{n}", "", f"Zeile {n}") for n in (1, 2)] + [
        ("A", "0", "a", "", "A"),
        ("A", "0", "b", "", "B"),
    ]
    taken = reading.read(tabs(*rows))
    assert [question.kind for question in taken.questionnaire.questions] == kinds
    named = [remark for remark in taken.remarks if remark.sentence == limesurvey.LEFT_OUT]
    assert bool(named) == (not kinds and letter != "X")


@pytest.mark.parametrize(("setting", "kind"), [("1", Kind.PLACE), ("100", Kind.PLACE), ("0", Kind.SHORT)])
def test_a_short_text_with_a_map_is_a_place_in_both_files(setting: str, kind: Kind) -> None:
    asked = {"qid": "1", "gid": "1", "parent_qid": "0", "type": "S", "title": "a", "question_order": "1"}
    group = _rows("groups", {"gid": "1", "group_order": "0", "group_name": "G", "language": "de"})
    attribute = {"qid": "1", "attribute": "location_mapservice", "value": setting}
    file = lss(group, _rows("questions", asked), _rows("question_attributes", attribute))
    (found,) = reading.read(file).questionnaire.questions
    assert found.kind is kind
    head = "class\ttype/scale\tname\trelevance\ttext\tlocation_mapservice\n"
    content = f"{head}G\t0\tGruppe\t\t\t\nQ\tS\tq\t1\tWo?\t{setting}\n"
    (found,) = reading.read(content.encode()).questionnaire.questions
    assert found.kind is kind
    assert found.limits.places == (HUNDRED_METRES if kind is Kind.PLACE else 0)


def test_ten_points_are_a_number_from_one_to_ten_and_a_text_explains_the_next_question() -> None:
    rows = [("G", "0", "Gruppe"), ("Q", "X", "t", "1", "Zur Erklärung"), ("Q", "B", "q", "1", "Wie gut ist")]
    (asked,) = reading.read(tabs(*rows, ("SQ", "0", "s", "", "die Luft?"))).questionnaire.questions
    assert (asked.text, asked.help) == ({"de": "Wie gut ist die Luft?"}, {"de": "Zur Erklärung"})
    assert (asked.limits.least, asked.limits.most) == (Decimal(1), Decimal(10))


_BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document>&b;</document>'


@pytest.mark.parametrize(
    "file",
    [b"", b"{", b"[]", b'{"a": 1}', b"<x", b"<document/>", _BOMB, b"a\tb\r\n1\t2", b"\xff\xfe", b"{" * 5000, b"\x00"],
    ids=["empty", "half", "list", "other", "xml", "no survey", "bomb", "columns", "bytes", "deep", "null"],
)
def test_what_is_no_questionnaire_is_refused(file: bytes) -> None:
    with pytest.raises(Refused):
        reading.read(file)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(Refused, match="zu groß"):
        reading.read(b"{" + b" " * reading.FILE_MOST)


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode),
    st.sampled_from([b"", b"<document>", b"{", _COLUMNS.encode() + b"\r\n"]),
)
def test_nothing_else_than_a_refusal_comes_of_nonsense(nonsense: bytes, start: bytes) -> None:
    with suppress(Refused):
        reading.read(start + nonsense)


# --- taking over -----------------------------------------------------------------------------------------------------


@pytest.fixture
def survey(db: None) -> Made:
    return make_survey(questions=[SCALE])


def test_all_questions_come_behind_those_that_are_there(survey: Made) -> None:
    asked = reading.read(TABS).questionnaire
    assert actions.adopt(survey=survey.id, asked=asked, by=survey.staff, at=AT) == 5
    found = queries.questions_of(survey.id)
    assert [question.kind for question in found[1:]] == [question.kind for question in asked.questions]
    assert found[2].condition == Condition(found[1].id, ("bus",))
    row = queries.by_id(survey.id)
    assert row
    assert row.title == {"de": "Gut leben hier"}
    noted = AuditEntry.objects.get(verb="surveys.adopt")
    assert noted.details == {"questions": 5}


def test_a_survey_without_a_title_gets_that_of_the_questionnaire(survey: Made) -> None:
    from smilecity.collect.surveys.models import Survey

    Survey.objects.filter(pk=survey.id).update(title={}, features=[])
    document = questionnaire.written(reading.read(TABS).questionnaire) | {
        "title": {"de": " Neu\x00 "}, "features": ["sex"]
    }  # fmt: skip
    asked = reading.read(json.dumps(document).encode()).questionnaire
    actions.adopt(survey=survey.id, asked=asked, by=survey.staff, at=AT)
    row = queries.by_id(survey.id)
    assert row
    assert (row.title, row.features) == ({"de": "Neu"}, ("sex",))


def test_what_is_written_is_taken_over_as_it_was(survey: Made) -> None:
    actions.adopt(survey=survey.id, asked=reading.read(TABS).questionnaire, by=survey.staff, at=AT)
    row, other = queries.by_id(survey.id), make_survey(questions=[])
    assert row
    content = json.dumps(questionnaire.written(queries.questionnaire_of(row))).encode()
    actions.adopt(survey=other.id, asked=reading.read(content).questionnaire, by=other.staff, at=AT)
    again = queries.by_id(other.id)
    assert again
    assert questionnaire.written(queries.questionnaire_of(again)) == json.loads(content) | {
        "title": dict(again.title), "features": list(again.features)
    }  # fmt: skip


def test_all_or_nothing(survey: Made) -> None:
    document = questionnaire.written(reading.read(TABS).questionnaire)
    document["questions"][1]["limits"] = {"least": "9", "most": "1"}
    with pytest.raises(Refused, match="größer"):
        actions.adopt(survey=survey.id, asked=questionnaire.read(document), by=survey.staff, at=AT)
    assert len(queries.questions_of(survey.id)) == 1


def test_an_open_survey_takes_nothing_over(db: None) -> None:
    survey = make_survey(open=True, questions=[ONE])
    with pytest.raises(Refused, match="schon geöffnet"):
        actions.adopt(survey=survey.id, asked=reading.read(TABS).questionnaire, by=survey.staff, at=AT)


def test_nothing_to_take_over_is_said(survey: Made) -> None:
    with pytest.raises(Refused, match="keine Frage"):
        actions.adopt(survey=survey.id, asked=questionnaire.Questionnaire(()), by=survey.staff, at=AT)


@pytest.mark.parametrize("role", Role)
def test_who_may_take_over(survey: Made, role: Role) -> None:
    by, asked = make_staff(role), reading.read(TABS).questionnaire
    if role in {Role.EDITOR, Role.ADMINISTRATOR}:
        assert actions.adopt(survey=survey.id, asked=asked, by=by, at=AT)
    else:
        with pytest.raises(Refused, match="Berechtigung"):
            actions.adopt(survey=survey.id, asked=asked, by=by, at=AT)
