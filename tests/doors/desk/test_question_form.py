"""The form of a question: rows without a script, keys that stay, errors at their place, nothing lost."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.models import Question
from smilecity.collect.surveys.rules import Kind, Option
from smilecity.doors.desk import option_rows
from smilecity.doors.desk.option_rows import Row
from smilecity.people.rules import Role
from tests.factories import ONE, SCALE, Made, make_survey
from tests.support.colleague import Colleague
from tests.support.visitor import Page


@pytest.fixture
def editor(db: None) -> Colleague:
    return Colleague(Role.EDITOR)


@pytest.fixture
def survey(db: None) -> Made:
    return make_survey(questions=[ONE, SCALE])


def new(survey: Made) -> str:
    return f"umfragen/{survey.id}/fragen/neu/"


def first(survey: Made) -> str:
    return f"umfragen/{survey.id}/fragen/{survey.questions[0]}/"


def form(**changed: object) -> dict[str, object]:
    """A form filled in with two answers."""
    rows = {
        "option_key": ["", ""],
        "option_de": ["Ja", "Nein"],
        "option_en": ["Yes", "No"],
        "option_de-simple": ["", ""],
    }
    return {"kind": "one", "text_de": "Warum?", "text_en": "Why?", "hint_de": "Kurz.", **rows, **changed}


def asked(survey: Made) -> list[str]:
    return [question.text["de"] for question in queries.questions_of(survey.id)]


def rows_of(page: Page) -> list[tuple[str, str]]:
    """The rows as the page shows them: key and German text."""
    keys = re.findall(r'name="option_key" value="([^"]*)"', page.html)
    texts = re.findall(r'name="option_de" value="([^"]*)"', page.html)
    return list(zip(keys, texts, strict=True))


def test_a_question_is_kept_with_its_answers_in_their_order(editor: Colleague, survey: Made) -> None:
    editor.sends(new(survey), **form(required="on")).says("Die Frage ist gespeichert.", "Warum?")
    question = queries.questions_of(survey.id)[-1]
    assert question.kind is Kind.ONE
    assert question.required
    assert (question.text, question.hint) == ({"de": "Warum?", "en": "Why?"}, {"de": "Kurz."})
    assert [option.text for option in question.options] == [{"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}]


def test_saving_can_lead_straight_to_the_next_question(editor: Colleague, survey: Made) -> None:
    page = editor.sends(new(survey), **form(another="1"))
    assert page.path == f"/desk/{new(survey)}"
    assert len(asked(survey)) == 3


@pytest.mark.parametrize("kind", ["scale", "short", "long"])
def test_what_does_not_belong_to_the_kind_is_left_out(editor: Colleague, survey: Made, kind: str) -> None:
    editor.sends(new(survey), **form(kind=kind, low_de="schlecht", high_de="gut"))
    question = queries.questions_of(survey.id)[-1]
    assert question.options == ()
    assert question.low == ({"de": "schlecht"} if kind == "scale" else {})


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text_de": ""}, "Bitte geben Sie die Frage auf Deutsch ein."),
        ({"text_de": "ä" * 401}, "Bitte kürzen Sie auf höchstens 400 Zeichen. Jetzt sind es 401."),
        ({"kind": ""}, "Bitte wählen Sie die Art der Frage."),
        ({"kind": "map"}, "Diese Art gibt es nicht. Bitte wählen Sie noch einmal."),
        ({"option_de": ["Ja", ""], "option_en": []}, "Bitte geben Sie mindestens zwei Antworten zur Auswahl ein."),
        ({"option_de": ["Ja", ""]}, "Hier fehlt der deutsche Text."),
        ({"option_de": ["Ja", "JA"]}, "Diese Antwort steht schon weiter oben."),
        ({"option_en": ["Yes", "N" * 201]}, "Englisch: Bitte kürzen Sie auf höchstens 200 Zeichen. Jetzt sind es 201."),
        (
            {"option_de": [f"Antwort {number}" for number in range(31)]},
            "Das sind 31 Antworten. Bitte fassen Sie sie zu höchstens 30 zusammen.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    editor: Colleague, survey: Made, changed: dict[str, object], sentence: str
) -> None:
    page = editor.sends(new(survey), **form(**changed))
    page.says("Noch nicht gespeichert.", sentence)
    assert page.title.startswith("Fehler:")
    assert len(asked(survey)) == 2
    assert "Why?" in page.html
    sent = form(**changed)["option_de"]
    assert isinstance(sent, list)
    assert [text for _key, text in rows_of(page) if text] == [text for text in sent if text]


def test_more_questions_than_allowed_are_refused_in_words(editor: Colleague, survey: Made) -> None:
    rows = [Question(survey_id=survey.id, position=number, kind="short", text={"de": "?"}) for number in range(3, 61)]
    Question.objects.bulk_create(rows)
    page = editor.sends(new(survey), **form())
    page.says("Mehr als 60 Fragen beantwortet niemand gern. Bitte kürzen Sie.")
    assert "Why?" in page.html


def test_another_row_comes_without_a_script_and_everything_typed_stays(editor: Colleague, survey: Made) -> None:
    page = editor.sends(new(survey), **form(rows="add", required="on", text_de=""))
    assert [text for _key, text in rows_of(page)] == ["Ja", "Nein", ""]
    assert "Why?" in page.html
    assert re.search(r'name="required"[^>]* checked', page.html)
    assert re.search(r'id="option-2-de"[^>]* autofocus', page.html)
    assert "Fehler" not in page.title
    assert len(asked(survey)) == 2


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        ("up-1", ["Nein", "Ja"]),
        ("down-0", ["Nein", "Ja"]),
        ("up-0", ["Ja", "Nein"]),
        ("drop-0", ["Nein", ""]),
        ("drop-99", ["Ja", "Nein"]),
        ("up-x", ["Ja", "Nein"]),
        ("", ["Ja", "Nein"]),
    ],
)
def test_rows_move_and_go_without_a_script(editor: Colleague, survey: Made, wish: str, left: list[str]) -> None:
    page = editor.sends(new(survey), **form(rows=wish))
    assert [text for _key, text in rows_of(page)] == left


def test_an_answer_keeps_its_key_when_its_text_and_place_change(editor: Colleague, survey: Made) -> None:
    page = editor.opens(first(survey))
    assert rows_of(page) == [("bus", "Mit dem Bus"), ("bike", "Mit dem Rad"), ("car", "Auto")]
    editor.sends(
        first(survey),
        **form(option_key=["bike", "", "bus"], option_de=["Fahrrad", "Zu Fuß", "Bus"], option_en=["", "", ""]),
    )
    options = queries.questions_of(survey.id)[0].options
    assert [(option.key, option.text["de"]) for option in options][::2] == [("bike", "Fahrrad"), ("bus", "Bus")]
    assert options[1].key not in {"bus", "bike", "car"}


def test_the_form_shows_a_question_as_it_is_kept(editor: Colleague, survey: Made) -> None:
    page = editor.opens(f"umfragen/{survey.id}/fragen/{survey.questions[1]}/")
    assert page.fields["low_de"] == "ungern"
    assert re.search(r'value="scale"[^>]* checked', page.html)


def test_questions_move_and_the_same_button_has_the_focus_again(editor: Colleague, survey: Made) -> None:
    page = editor.sends(f"umfragen/{survey.id}/fragen/{survey.questions[1]}/verschieben/", places="-1")
    page.says("Die Frage ist eine Stelle nach oben gerückt.")
    assert asked(survey) == [SCALE.text["de"], ONE.text["de"]]
    page = editor.sends(f"umfragen/{survey.id}/fragen/{survey.questions[1]}/verschieben/", places="1")
    assert asked(survey) == [ONE.text["de"], SCALE.text["de"]]
    editor.sends(f"umfragen/{survey.id}/fragen/{survey.questions[1]}/verschieben/", places="1")
    assert asked(survey) == [ONE.text["de"], SCALE.text["de"]]


def test_a_question_goes_only_after_a_page_that_asks(editor: Colleague, survey: Made) -> None:
    path = f"{first(survey)}loeschen/"
    editor.opens(path).says("Das lässt sich nicht zurückholen.", ONE.text["de"], "Behalten")
    assert len(asked(survey)) == 2
    editor.sends(path).says("Die Frage ist gelöscht.")
    assert asked(survey) == [SCALE.text["de"]]
    assert editor.sends(path).status == 404


def test_a_question_is_found_only_under_its_own_survey(editor: Colleague, survey: Made) -> None:
    other = make_survey(questions=[])
    assert editor.opens(f"umfragen/{other.id}/fragen/{survey.questions[0]}/").status == 404


def test_the_preview_shows_all_questions_in_the_language_asked_for(editor: Colleague, survey: Made) -> None:
    path = f"umfragen/{survey.id}/vorschau/"
    editor.opens(path).says("Vorschau", "Hier wird nichts gespeichert.", ONE.text["de"], "Mit dem Bus", "ungern")
    editor.opens(f"{path}?sprache=en").says(ONE.text["en"], "Mit dem Bus")
    editor.opens(f"{path}?sprache=de-simple").says(ONE.text["de"])
    editor.opens(f"{path}?sprache=xx").says(ONE.text["de"])


_ROWS = st.lists(st.builds(Row, key=st.sampled_from(["", "a", "b", "a1", "a2", "z"]), texts=st.just({"de": "x"})))


@given(_ROWS, st.lists(st.sampled_from(["a", "b", "a1", "a2"]), unique=True))
def test_keys_are_unique_and_only_those_of_the_question_are_taken_over(rows: list[Row], kept: list[str]) -> None:
    given_keys = [option.key for option in option_rows.options(rows, kept)]
    assert len(set(given_keys)) == len(rows)
    for row, key in zip(rows, given_keys, strict=True):
        assert key == row.key or key not in kept


@given(_ROWS, st.sampled_from(["add", "up", "down", "drop", "leap"]), st.integers(-1, 12))
def test_a_wish_never_loses_a_row_but_the_one_dropped(rows: list[Row], verb: str, place: int) -> None:
    after, focus = option_rows.changed(rows, verb if verb == "add" else f"{verb}-{place}")
    dropped = verb == "drop" and 0 <= place < len(rows)
    gone, come = Counter(keys(rows)) - Counter(keys(after)), Counter(keys(after)) - Counter(keys(rows))
    assert gone == Counter(keys(rows[place : place + 1]) if dropped else [])
    assert come == Counter([""] if verb == "add" else [])
    assert 0 <= focus <= len(after)


def keys(rows: list[Row]) -> list[str]:
    return [row.key for row in rows]


def test_known_options_come_back_as_they_were() -> None:
    options = [Option("a", {"de": "A", "en": "B"}), Option("b", {"de": "C"})]
    assert option_rows.options(option_rows.known(options), ["a", "b"]) == options
