"""Files of answers: asked for, made by a job, whole or not at all, told of by mail, erased when their time is over."""

import csv
import json
import random
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.conf import LazySettings

from smilecity.collect.surveys.models import Participation, Question
from smilecity.collect.surveys.rules import Feature
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.exports import actions, queries, reading, rules
from smilecity.understand.exports.actions import making, writing
from smilecity.understand.exports.models import Export
from smilecity.understand.exports.reading import Row
from smilecity.understand.exports.rules import Form, Stage
from tests.factories import AT, CLOSES_AT, LONG, ONE, SCALE, SEVERAL, Made, closed, make_staff, make_survey
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
LATER = CLOSES_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path, smtp: Inbox) -> Path:
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def editor() -> User:
    return make_staff(Role.EDITOR)


@pytest.fixture
def survey() -> Made:
    return survey_with(30)


def survey_with(number: int) -> Made:
    made = make_survey(open=True, questions=[ONE, SEVERAL, SCALE, LONG], features=[Feature.SEX])
    one, several, scale, long = map(str, made.questions)
    drawn = random.Random(5)
    Participation.objects.bulk_create(
        Participation(
            survey_id=made.id,
            answers={one: drawn.choice(["bus", "car"]), several: ["bench"], scale: n % 5 + 1, long: "Ganz geheim"},
            profile={"sex": drawn.choice(["female", "male"])},
        )
        for n in range(number)
    )
    closed(made)
    return made


def ask(survey: Made, by: User, form: Form = Form.CSV, chosen: Mapping[str, list[str]] | None = None) -> UUID:
    return actions.ask(survey=survey.id, form=form, chosen=chosen or {}, by=by, at=LATER)


def made(survey: Made, by: User, form: Form, chosen: Mapping[str, list[str]] | None = None) -> Path:
    export = ask(survey, by, form, chosen)
    run_jobs()
    path = queries.file_of(export)
    assert path
    return path


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


# --- what is in a file -----------------------------------------------------------------------------------------------


def test_the_three_forms_say_the_same_and_hold_no_own_words(survey: Made, editor: User) -> None:
    rows = lines(made(survey, editor, Form.CSV))
    book = openpyxl.load_workbook(made(survey, editor, Form.XLSX))
    sheet = [["" if cell is None else str(cell) for cell in row] for row in book["Antworten"].values]
    told = json.loads(made(survey, editor, Form.JSON).read_text())
    assert len(rows) == 31
    assert sorted(sheet) == sorted(rows)
    words = {"bus": "Mit dem Bus", "car": "Auto"}
    assert sorted((words[row["q1"]], str(row["q3"])) for row in told["participations"]) == sorted(
        (row[0], row[-2]) for row in rows[1:]
    )
    assert "geheim" not in json.dumps(told)
    assert [entry["kind"] for entry in told["code_book"]] == ["one", "several", "scale", "feature"]
    assert book.sheetnames == ["Antworten", "Fragen"]


def test_only_who_was_chosen_is_in_it(survey: Made, editor: User) -> None:
    one, several, scale, _ = map(str, survey.questions)
    everybody = Participation.objects.filter(survey=survey.id)
    for chosen, wanted in (
        ({one: ["bus"]}, lambda row: row.answers[one] == "bus"),
        ({scale: ["1", "2"], "sex": ["male"]}, lambda row: row.answers[scale] < 3 and row.profile["sex"] == "male"),
        ({several: ["light"]}, lambda row: "light" in row.answers[several]),
        ({several: ["light", "bench"]}, lambda row: True),
    ):
        number = sum(wanted(row) for row in everybody)
        assert len(lines(made(survey, editor, Form.CSV, chosen))) == number + 1, chosen


def test_an_answer_that_looks_like_a_formula_is_only_an_answer(editor: User) -> None:
    survey = make_survey(open=True, questions=[ONE])
    question = Question.objects.get(pk=survey.questions[0])
    question.options[0]["text"] = {"de": "=HYPERLINK(1)"}
    question.text = {"de": "=1+1"}
    question.save()
    Participation.objects.create(
        survey_id=survey.id, answers={str(question.pk): question.options[0]["key"]}, profile={}
    )
    closed(survey)
    assert lines(made(survey, editor, Form.CSV))[1][0] == "'=HYPERLINK(1)"
    sheet = openpyxl.load_workbook(made(survey, editor, Form.XLSX))["Antworten"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=HYPERLINK(1)", "s")


def test_a_file_with_ten_times_the_rows_costs_as_many_statements(editor: User) -> None:
    costs = []
    for number in (30, 300):
        export = ask(survey_with(number), editor)
        with statements() as run:
            actions.make(export=export, at=LATER)
        costs.append(len(run))
    assert costs[0] == costs[1]


# --- asking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_whoever_may_not_gets_none(survey: Made, role: Role) -> None:
    by = make_staff(role)
    if role in rules.ROLES:
        ask(survey, by)
    else:
        with pytest.raises(Refused, match="Berechtigung"):
            ask(survey, by)
        assert not Export.objects.exists()


def test_an_open_survey_has_none(editor: User) -> None:
    with pytest.raises(Refused, match="nach dem Ende"):
        ask(make_survey(open=True), editor)


def test_more_than_three_at_once_have_to_wait(survey: Made, editor: User) -> None:
    for _ in range(rules.WAITING_MOST):
        ask(survey, editor)
    with pytest.raises(Refused, match="Bitte warten Sie"):
        ask(survey, editor)
    ask(survey, make_staff(Role.EDITOR))
    run_jobs()
    ask(survey, editor)


def test_more_rows_than_a_sheet_has_are_refused_for_a_workbook_only(
    survey: Made, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "SHEET_MOST", 29)
    with pytest.raises(Refused) as refused:
        ask(survey, editor, Form.XLSX)
    assert refused.value.values["most"] == "29"
    ask(survey, editor, Form.CSV)


def test_the_log_says_who_asked_for_what_and_no_answer(survey: Made, editor: User) -> None:
    export = ask(survey, editor, chosen={str(survey.questions[0]): ["bus"]})
    actions.remove(export=export, by=editor, at=LATER)
    acts = AuditEntry.objects.filter(verb__startswith="exports.").order_by("verb")
    assert [(act.verb, act.actor, act.details) for act in acts] == [
        ("exports.ask", editor.pk, {"form": "csv", "chosen": 1}),
        ("exports.remove", editor.pk, {}),
    ]


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_job_that_was_killed_begins_anew_and_nobody_gets_half_a_file(
    survey: Made, editor: User, folder: Path
) -> None:
    export, monkeypatch = ask(survey, editor), pytest.MonkeyPatch()

    class Killed(BaseException):
        pass

    def dying(rows: Any) -> Any:
        yield next(iter(rows))
        raise Killed

    monkeypatch.setattr(reading, "stream", lambda rows, whole=reading.stream: dying(whole(rows)))
    with pytest.raises(Killed):
        actions.make(export=export, at=LATER)
    # What a killed program cannot tidy up.
    (folder / f"{export}.csv.part").write_text("halb")
    assert queries.file_of(export) is None
    row = queries.by_id(export)
    assert row
    assert (row.stage, row.under_way) == (Stage.RUNNING, True)
    monkeypatch.undo()
    actions.make(export=export, at=LATER)
    path = queries.file_of(export)
    assert path
    assert len(lines(path)) == 31
    assert [each.name for each in folder.iterdir()] == [path.name]


def test_how_far_it_is_can_be_seen_while_it_is_made(
    survey: Made, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_TELL_EVERY", 10)
    export, seen = ask(survey, editor), []

    def watched(rows: Any, whole: Any = reading.stream) -> Any:
        for row in whole(rows):
            found = queries.by_id(export)
            assert found
            seen.append((found.stage, found.done, found.total))
            yield row

    monkeypatch.setattr(reading, "stream", watched)
    actions.make(export=export, at=LATER)
    assert set(seen) == {(Stage.RUNNING, done, 30) for done in (0, 10, 20)}
    found = queries.by_id(export)
    assert found
    path = queries.file_of(export)
    assert path
    assert (found.stage, found.done, found.size) == (Stage.READY, 30, path.stat().st_size)


def test_a_full_disk_is_said_and_leaves_nothing(
    survey: Made, editor: User, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(writing.WRITERS, Form.CSV, full)
    export = ask(survey, editor)
    assert any(isinstance(ran.error, OSError) for ran in run_jobs(may_fail=True))
    found = queries.by_id(export)
    assert found
    assert found.stage is Stage.FAILED
    assert list(folder.iterdir()) == []


def test_one_that_was_thrown_away_meanwhile_stays_away(survey: Made, editor: User, folder: Path) -> None:
    export = ask(survey, editor)

    def removed(rows: list[Row]) -> Any:
        actions.remove(export=export, by=editor, at=LATER)
        yield from rows

    whole = reading.stream
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "stream", lambda rows: removed(list(whole(rows))))
        actions.make(export=export, at=LATER)
    assert queries.by_id(export) is None
    assert list(folder.iterdir()) == []


def test_made_twice_it_is_told_once(survey: Made, editor: User, smtp: Inbox) -> None:
    export = ask(survey, editor)
    run_jobs()
    actions.make(export=export, at=LATER)
    run_jobs()
    assert [(got.subject, got.to) for got in smtp.messages] == [("Ihre Datei ist fertig", (editor.email,))]
    assert f"/desk/umfragen/{survey.id}/dateien/" in smtp.messages[0].text
    assert "Gut leben hier" in smtp.messages[0].text


def test_whoever_has_left_gets_no_mail(survey: Made, editor: User, smtp: Inbox) -> None:
    ask(survey, editor)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    run_jobs()
    assert smtp.messages == []


# --- forgetting ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_file_lives_a_week_and_what_belongs_to_none_is_erased(survey: Made, editor: User, folder: Path) -> None:
    path = made(survey, editor, Form.CSV)
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    stray = folder / "lost.csv.part"
    stray.write_text("halb")
    assert actions.forget_due(at=LATER + rules.KEPT - timedelta(seconds=1)) == 0
    assert (path.exists(), stray.exists()) == (True, False)
    assert actions.forget_due(at=LATER + rules.KEPT) == 1
    assert (path.exists(), Export.objects.exists()) == (False, False)
    assert AuditEntry.objects.filter(verb="exports.forget", actor=None).count() == 1


def test_nothing_to_forget_where_nothing_was_made() -> None:
    assert actions.forget_due(at=AT) == 0
