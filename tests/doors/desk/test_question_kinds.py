"""The form of a question: limits by kind, "keine Angabe", help, sections, and the answers a question hangs on."""

from datetime import date
from decimal import Decimal

import pytest

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.rules import Condition, Kind, Limits, Question
from smilecity.people.rules import Role
from tests.factories import ONE, SCALE, SHORT, Made, make_survey
from tests.factories_questions import MORE_KINDS
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


@pytest.fixture
def survey() -> Made:
    return make_survey(questions=[ONE, SCALE])


def new(survey: Made) -> str:
    return f"umfragen/{survey.id}/fragen/neu/"


def page_of(survey: Made, place: int) -> str:
    return f"umfragen/{survey.id}/fragen/{survey.questions[place]}/"


def form(**fields: object) -> dict[str, object]:
    options = {"option_key": ["", ""], "option_de": ["Wege", "Parks"], "option_en": ["", ""]}
    return {"text_de": "Wie viel?", "option_de-simple": ["", ""], **options, **fields}


def last(survey: Made) -> Question:
    return queries.questions_of(survey.id)[-1]


@pytest.mark.parametrize(
    ("fields", "limits"),
    [
        (
            {"kind": "number", "number_least": "0,5", "number_most": "1.000", "number_places": "1", "unit_de": "km"},
            Limits(Decimal("0.5"), Decimal(1000), 1, {"de": "km"}),
        ),
        (
            {"kind": "date", "date_first": "2020-01-01", "date_last": "31.12.2026", "date_by": "year"},
            Limits(first=date(2020, 1, 1), last=date(2026, 12, 31), by_year=True),
        ),
        ({"kind": "several", "several_least": "1", "several_most": "2"}, Limits(Decimal(1), Decimal(2))),
        ({"kind": "ranking", "ranking_most": "2"}, Limits(most=Decimal(2))),
        ({"kind": "short", "short_most": "80"}, Limits(most=Decimal(80))),
        ({"kind": "long", "long_most": "500", "number_least": "3"}, Limits(most=Decimal(500))),
        ({"kind": "matrix", "low_de": "wenig"}, Limits()),
        ({"kind": "place", "place_places": "5"}, Limits(places=5)),
        ({"kind": "place", "place_places": "0", "number_places": "2"}, Limits()),
    ],
)
def test_each_kind_keeps_its_limits_and_shows_them_again(
    editor: Colleague, survey: Made, fields: dict[str, object], limits: Limits
) -> None:
    editor.sends(new(survey), **form(**fields)).says("Die Frage ist gespeichert.")
    kept = last(survey)
    assert kept.limits == limits
    page = editor.opens(f"umfragen/{survey.id}/fragen/{kept.id}/")
    again = {name: value for name, value in page.fields.items() if name.startswith(kept.kind.value) and value}
    editor.sends(f"umfragen/{survey.id}/fragen/{kept.id}/", **form(**fields, option_key=["a1", "a2"]) | again)
    assert last(survey) == kept


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "number", "number_least": "viel"}, "Das ist keine Zahl."),
        (
            {"kind": "number", "number_least": "9", "number_most": "3"},
            "Der größte Wert muss mindestens so groß sein wie der kleinste.",
        ),
        ({"kind": "date", "date_first": "31.2.2026"}, "Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026."),
        (
            {"kind": "date", "date_first": "2026-02-01", "date_last": "2026-01-01"},
            "Der späteste Tag muss nach dem frühesten liegen.",
        ),
        ({"kind": "ranking", "ranking_most": "3"}, "verlangt oder erlaubt mehr Antworten, als zur Auswahl stehen."),
        ({"kind": "several", "several_most": "0"}, "Bitte geben Sie eine ganze Zahl von 1 bis 30 ein."),
        ({"kind": "short", "short_most": "201"}, "Bitte geben Sie eine ganze Zahl von 1 bis 200 ein."),
        ({"kind": "matrix", "option_de": ["Wege", ""]}, "Bitte geben Sie mindestens zwei Antworten zur Auswahl ein."),
    ],
)
def test_limits_that_do_not_fit_are_told_and_nothing_is_lost(
    editor: Colleague, survey: Made, fields: dict[str, object], sentence: str
) -> None:
    page = editor.sends(new(survey), **form(**fields))
    page.says("Noch nicht gespeichert.", sentence)
    assert len(queries.questions_of(survey.id)) == 2


def test_help_section_and_keine_angabe_are_kept_and_named_in_the_list(editor: Colleague, survey: Made) -> None:
    texts = {"help_de": "So geht es.", "section_de": "Wohnen", "intro_de": "Nun zur Wohnung."}
    page = editor.sends(new(survey), **form(kind="short", abstains="on", **texts))
    page.says("Abschnitt: Wohnen", "mit „Keine Angabe“")
    kept = last(survey)
    assert (kept.help, kept.section, kept.intro) == (
        {"de": "So geht es."},
        {"de": "Wohnen"},
        {"de": "Nun zur Wohnung."},
    )
    assert kept.abstains


def test_a_question_can_hang_on_earlier_answers_and_the_list_says_so(editor: Colleague, survey: Made) -> None:
    one = survey.questions[0]
    editor.opens(new(survey)).says("Wann wir diese Frage stellen", "1. Wie kommen Sie meist in die Stadt?", "Auto")
    page = editor.sends(new(survey), **form(kind="short", condition=[f"{one}:bus", f"{one}:bike"], negated="1"))
    page.says("Nur ohne die Antwort auf Frage 1: „Mit dem Bus“ und „Mit dem Rad“.")
    kept = last(survey)
    assert kept.condition == Condition(str(one), ("bus", "bike"), negated=True)
    form_page = editor.opens(f"umfragen/{survey.id}/fragen/{kept.id}/")
    assert form_page.html.count(" checked") == 4


def test_what_says_nothing_is_folded_away_and_what_does_stands_open(editor: Colleague, survey: Made) -> None:
    assert '<details class="desk-fold" open>' not in editor.opens(new(survey)).html
    texts = {"section_de": "Wohnen", "condition": [f"{survey.questions[0]}:bus"]}
    editor.sends(new(survey), **form(kind="short", **texts))
    page = editor.opens(f"umfragen/{survey.id}/fragen/{last(survey).id}/")
    assert page.html.count('<details class="desk-fold" open>') == 2


def test_answers_to_two_questions_are_one_too_many(editor: Colleague, survey: Made) -> None:
    both = [f"{survey.questions[0]}:bus", f"{survey.questions[1]}:1"]
    page = editor.sends(new(survey), **form(kind="short", condition=both))
    page.says("Bitte kreuzen Sie nur Antworten auf eine einzige Frage an.")


def test_the_first_question_has_nothing_to_hang_on(editor: Colleague, survey: Made) -> None:
    assert "Wann wir diese Frage stellen" not in editor.opens(page_of(survey, 0)).words
    editor.opens(page_of(survey, 1)).says("Wann wir diese Frage stellen")


def test_another_row_keeps_the_answers_that_were_ticked(editor: Colleague, survey: Made) -> None:
    ticked = [f"{survey.questions[0]}:bus", f"{survey.questions[0]}:car"]
    page = editor.sends(new(survey), **form(kind="one", rows="add", condition=ticked, negated="1"))
    assert page.html.count(" checked") == 4


def test_deleting_what_another_question_depends_on_is_refused_on_the_page(editor: Colleague, survey: Made) -> None:
    editor.sends(new(survey), **form(kind="short", condition=[f"{survey.questions[0]}:bus"]))
    page = editor.sends(f"umfragen/{survey.id}/fragen/{survey.questions[0]}/loeschen/")
    page.says("Das geht nicht: Frage 3 wird nur nach bestimmten Antworten auf diese Frage gestellt.")
    assert len(queries.questions_of(survey.id)) == 3


def test_the_preview_shows_every_kind_with_fields_of_its_own(editor: Colleague) -> None:
    survey = make_survey(questions=(*MORE_KINDS, SHORT))
    page = editor.opens(f"umfragen/{survey.id}/vorschau/")
    page.says("Wie weit ist es zur Haltestelle?", "Meter", "Licht am Abend", "Parks", "Eine Zahl von 0 bis 5.000.")
    ids = [part.split('"')[0] for part in page.html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_chosen(editor: Colleague, survey: Made, kind: Kind) -> None:
    assert f'value="{kind.value}"' in editor.opens(new(survey)).html
