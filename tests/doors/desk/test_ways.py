"""Ways to take part at the desk: chosen, codes printed once and made void, paper typed in sheet after sheet."""

import re

import pytest

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Kind, Option
from smilecity.ground.models import AuditEntry
from smilecity.people.codes import queries as codes
from smilecity.people.codes.models import Code
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Way
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import Made, closed, make_survey
from tests.factories_codes import allow, make_codes, take_part_by_code
from tests.support.colleague import Colleague
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    return make_survey(open=True)


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


def at(survey: Made, step: str = "") -> str:
    return f"umfragen/{survey.id}/{step}"


def ways_of(survey: Made) -> tuple[Way, ...]:
    row = queries.by_id(survey.id)
    assert row
    return row.ways


def test_the_page_of_a_survey_names_its_ways_what_stands_behind_each_and_how_many_came(
    survey: Made, editor: Colleague
) -> None:
    allow(survey, Way.GUEST, Way.CODE)
    take_part_by_code(survey, make_codes(survey)[0])
    page = editor.opens(at(survey))
    assert page.says("Wege zum Mitmachen", "eine E-Mail-Adresse", "ein Code", "Codes drucken")
    assert "ein Konto" not in page.words


def test_ways_are_chosen_and_at_least_one_stays(survey: Made, editor: Colleague) -> None:
    assert editor.opens(at(survey, "wege/")).says("auf Papier", "Dahinter steht: jemand vor Ort.")
    page = editor.sends(at(survey, "wege/"), ways=["guest", "paper"])
    assert page.says("Die Wege zum Mitmachen sind gespeichert.")
    assert ways_of(survey) == (Way.GUEST, Way.PAPER)
    assert editor.sends(at(survey, "wege/")).says("Bitte wählen Sie mindestens einen Weg zum Mitmachen.")
    assert editor.sends(at(survey, "wege/"), ways=["telepathy"]).title.startswith("Fehler:")
    assert ways_of(survey) == (Way.GUEST, Way.PAPER)


def test_a_batch_is_planned_printed_once_and_replaced(survey: Made, editor: Colleague) -> None:
    planned = editor.sends(at(survey, "codes/"), name="Briefe Mitte", number="3", layout="letter")
    assert planned.says("Die Codes sind angelegt.", "Briefe Mitte", "noch nicht gedruckt")
    assert not Code.objects.exists()
    sheet = codes.batches(survey.opened)[0].sheets[0].id
    printed = editor.client.post(f"/desk/{at(survey, f'codes/{sheet}/drucken/')}")
    assert printed.content.startswith(b"%PDF")
    assert "no-store" in printed["Cache-Control"]
    assert "attachment" in printed["Content-Disposition"]
    assert Code.objects.count() == 3
    again = editor.sends(at(survey, f"codes/{sheet}/drucken/"))
    assert again.says("Diese Codes wurden schon gedruckt.", "erklären Sie die Codes für ungültig")
    assert editor.opens(at(survey, f"codes/{sheet}/ungueltig/")).says("Keiner dieser Codes gilt danach noch.")
    assert editor.sends(at(survey, f"codes/{sheet}/ungueltig/")).says("Sie können jetzt neue drucken.", "ungültig seit")
    fresh = codes.batches(survey.opened)[0].sheets[-1]
    assert fresh.made_at is None
    assert editor.client.post(f"/desk/{at(survey, f'codes/{fresh.id}/drucken/')}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "number": "3", "layout": "letter"}, "Bitte geben Sie den Codes einen Namen."),
        ({"name": "x", "number": "20001", "layout": "letter"}, "Auf einmal gehen 1 bis 20.000 Codes."),
        ({"name": "x", "number": "viele", "layout": "letter"}, "Auf einmal gehen 1 bis 20.000 Codes."),
        ({"name": "x", "number": "3"}, "Bitte wählen Sie Briefe oder Karten."),
    ],
)
def test_what_is_wrong_with_a_batch_is_said(
    survey: Made, editor: Colleague, fields: dict[str, str], sentence: str
) -> None:
    assert editor.sends(at(survey, "codes/"), **fields).says(sentence)
    assert codes.batches(survey.opened) == []


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
@pytest.mark.parametrize("step", ["wege/", "codes/", "bogen/"])
def test_each_page_opens_to_those_who_may(survey: Made, role: Role, step: str) -> None:
    allow(survey, *Way)
    may = {Role.EDITOR, Role.ADMINISTRATOR} | ({Role.CLERK} if step == "bogen/" else set())
    page = Colleague(role).opens(at(survey, step))
    assert page.path.endswith(step) is (role in may)
    if role not in may:
        assert page.says("Dafür fehlt Ihrem Konto die Berechtigung.")


def sheet_of_paper(who: Colleague, survey: Made, **fields: object) -> Page:
    name = who.opens(at(survey, "bogen/")).fields["form"]
    return who.sends(at(survey, "bogen/"), **({"form": name} | fields))


def first(survey: Made) -> str:
    return f"frage-{survey.questions[0]}"


def test_paper_is_typed_in_sheet_after_sheet(survey: Made) -> None:
    allow(survey, *Way)
    clerk = Colleague(Role.CLERK)
    answers = {
        first(survey): "bike",
        f"frage-{survey.questions[1]}": ["bench", "light"],
        f"frage-{survey.questions[2]}": "5",
        f"frage-{survey.questions[3]}": "Der Hafen",
        "age_group": "75-",
    }
    page = sheet_of_paper(clerk, survey, **answers)
    assert page.says("Der Bogen zählt. Auf Papier sind es jetzt: 1. Hier ist der nächste.")
    assert "Der Hafen" not in page.html
    sheet_of_paper(clerk, survey, **{first(survey): "bus"})
    assert register.counts(survey.opened) == {Way.PAPER: 2}
    kept = Participation.objects.get(answers__contains={str(survey.questions[0]): "bike"})
    assert kept.answers[str(survey.questions[1])] == ["bench", "light"]
    assert kept.answers[str(survey.questions[2])] == 5
    assert kept.profile == {"age_group": "75-"}
    log = AuditEntry.objects.filter(verb="surveys.enter_paper")
    assert log.count() == 2
    assert "Hafen" not in str(list(log.values()))


def test_the_same_form_sent_twice_counts_once(survey: Made, editor: Colleague) -> None:
    allow(survey, *Way)
    fields = {first(survey): "bus", "form": editor.opens(at(survey, "bogen/")).fields["form"]}
    editor.sends(at(survey, "bogen/"), **fields)
    assert editor.sends(at(survey, "bogen/"), **fields).says("Dieser Bogen war schon eingetragen.")
    assert register.counts(survey.opened) == {Way.PAPER: 1}


def test_a_code_on_paper_that_was_used_is_said_and_nothing_typed_is_lost(survey: Made, editor: Colleague) -> None:
    allow(survey, *Way)
    code = make_codes(survey)[0]
    take_part_by_code(survey, code)
    page = sheet_of_paper(editor, survey, code=code, **{first(survey): "bike", f"frage-{survey.questions[3]}": "Hafen"})
    assert page.says("Mit diesem Code wurde schon teilgenommen.")
    assert page.fields["code"] == code
    assert 'value="Hafen"' in page.html
    assert re.search(r'value="bike" checked', page.html)
    done = editor.sends(at(survey, "bogen/"), form=page.fields["form"], **{first(survey): "bike"})
    assert done.says("Der Bogen zählt.")


@pytest.mark.parametrize("value", ["spaceship", "<b>"])
def test_an_answer_nobody_offers_is_refused_at_its_question(survey: Made, editor: Colleague, value: str) -> None:
    allow(survey, *Way)
    page = sheet_of_paper(editor, survey, **{first(survey): value})
    assert page.says("Noch nicht eingetragen.", "Diese Antwort steht nicht zur Auswahl.")
    assert not Participation.objects.exists()


def test_an_empty_sheet_is_refused(survey: Made, editor: Colleague) -> None:
    allow(survey, *Way)
    assert sheet_of_paper(editor, survey).says("Auf diesem Bogen ist noch nichts angekreuzt oder geschrieben.")


def test_without_the_way_or_after_the_end_there_is_no_page_for_paper(survey: Made, editor: Colleague) -> None:
    assert editor.opens(at(survey, "bogen/")).says("Bei dieser Umfrage gibt es keine Bögen auf Papier.")
    allow(survey, *Way)
    closed(survey)
    assert editor.opens(at(survey, "bogen/")).says("solange die Umfrage offen ist")


def test_a_sheet_of_another_survey_is_not_here(survey: Made, editor: Colleague) -> None:
    other = make_survey(open=True)
    make_codes(other)
    sheet = codes.batches(other.opened)[0].sheets[0].id
    assert editor.opens(at(survey, f"codes/{sheet}/ungueltig/")).status == 404


def test_paper_takes_lines_numbers_and_days_too(editor: Colleague) -> None:
    matrix = QuestionFields(
        kind=Kind.MATRIX, text={"de": "Wie gut?"}, options=[Option("a", {"de": "Bus"}), Option("b", {"de": "Rad"})]
    )
    ranking = QuestionFields(
        kind=Kind.RANKING,
        text={"de": "Was zuerst?"},
        options=[Option("x", {"de": "Bänke"}), Option("y", {"de": "Bäume"})],
    )
    number = QuestionFields(kind=Kind.NUMBER, text={"de": "Wie viele?"})
    made = make_survey(open=True, questions=[matrix, ranking, number])
    allow(made, *Way)
    first, second, third = (f"frage-{question}" for question in made.questions)
    page = sheet_of_paper(
        editor, made, **{f"{first}-a": "4", f"{first}-b": "2", f"{second}-x": "2", f"{second}-y": "1", third: "12"}
    )
    assert page.says("Der Bogen zählt.")
    kept = Participation.objects.get(survey=made.id).answers
    assert kept[str(made.questions[0])] == {"a": 4, "b": 2}
    assert kept[str(made.questions[1])] == ["y", "x"]
    assert str(kept[str(made.questions[2])]) == "12"
