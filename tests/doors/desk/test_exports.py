"""Files of answers at the desk: who sees them, how they are watched, and how a lost connection is gone on with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from smilecity.doors.desk import ranged
from smilecity.ground.models import AuditEntry
from smilecity.people.rules import DESK_ROLES, Role
from smilecity.understand.exports.models import Export
from tests.factories import ONE, Made, closed, make_staff, make_survey, take_part_as_member
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
STAFF = {Role.EDITOR, Role.ADMINISTRATOR}


@pytest.fixture(autouse=True)
def _folder(settings: LazySettings, tmp_path: Path, smtp: Inbox) -> None:
    settings.EXPORTS_FOLDER = tmp_path / "exports"


@pytest.fixture
def survey() -> Made:
    made = make_survey(open=True, questions=[ONE], by=make_staff())
    for number in range(3):
        take_part_as_member(made, f"m{number}@example.org")
    closed(made)
    return made


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


def path(survey: Made, step: str = "") -> str:
    return f"umfragen/{survey.id}/dateien/{step}"


def test_a_file_is_asked_for_watched_and_fetched(editor: Colleague, survey: Made) -> None:
    editor.opens(f"umfragen/{survey.id}/").says("Dateien zum Auswerten")
    page = editor.sends(path(survey), form="csv", **{str(survey.questions[0]): ["bus"]})
    page.says("Die Datei wird erstellt.", "Tabelle als Text (CSV)", "Gleich geht es los.", ": Mit dem Bus")
    assert "hx-get" in page.html
    run_jobs()
    page = editor.opens(path(survey))
    page.says("Fertig", "Herunterladen")
    assert "hx-get" not in page.html
    export = Export.objects.get()
    got = editor.client.get(f"/desk/{path(survey)}{export.pk}/")
    text = got.getvalue().decode("utf-8-sig")
    assert text.count("Mit dem Bus") == 3
    assert got["Content-Disposition"].startswith("attachment; filename=")
    assert "no-store" in got["Cache-Control"]
    assert AuditEntry.objects.filter(verb="exports.fetch").count() == 1


def test_the_part_that_is_fetched_while_it_is_made_is_the_list_alone(editor: Colleague, survey: Made) -> None:
    editor.sends(path(survey), form="xlsx")
    part = editor.client.get(f"/desk/{path(survey)}stand/").content.decode()
    assert "<html" not in part
    assert "Excel (XLSX)" in part


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_only_who_may_sees_asks_fetches_and_throws_away(survey: Made, editor: Colleague, role: Role) -> None:
    editor.sends(path(survey), form="csv")
    run_jobs()
    export, who = Export.objects.get(), Colleague(role)
    may = role in STAFF
    for step in ("", f"{export.pk}/", "stand/"):
        assert (who.client.get(f"/desk/{path(survey, step)}").status_code == 200) == may, step
    who.client.post(f"/desk/{path(survey)}", {"form": "csv"})
    assert Export.objects.count() == (2 if may else 1)
    who.client.post(f"/desk/{path(survey)}{export.pk}/loeschen/")
    assert Export.objects.filter(pk=export.pk).exists() != may


def test_a_file_of_another_survey_is_not_found_here(survey: Made, editor: Colleague) -> None:
    other = make_survey(open=True, questions=[ONE])
    closed(other)
    editor.sends(path(survey), form="csv")
    run_jobs()
    export = Export.objects.get()
    assert editor.client.get(f"/desk/{path(other)}{export.pk}/").status_code == 404
    assert editor.client.post(f"/desk/{path(other)}{export.pk}/loeschen/").status_code == 404
    assert Export.objects.exists()


def test_a_choice_nobody_offered_is_refused_in_words(survey: Made, editor: Colleague) -> None:
    chosen = {str(survey.questions[0]): ["zeppelin"]}
    editor.sends(path(survey), form="csv", **chosen).says("Diese Auswahl gibt es nicht mehr.")
    assert not Export.objects.exists()


def test_a_file_that_is_gone_says_so(survey: Made, editor: Colleague, settings: LazySettings) -> None:
    editor.sends(path(survey), form="csv")
    run_jobs()
    export = Export.objects.get()
    (settings.EXPORTS_FOLDER / f"{export.pk}.csv").unlink()
    editor.opens(f"{path(survey)}{export.pk}/").says("Diese Datei gibt es nicht mehr.")


def test_ten_files_cost_as_many_statements_as_one(survey: Made, editor: Colleague) -> None:
    costs = []
    for number in (1, 9):
        for _ in range(number):
            editor.sends(path(survey), form="csv")
            run_jobs()
        with statements() as run:
            editor.opens(path(survey))
        costs.append(len(run))
    assert Export.objects.count() == 10
    assert costs[0] == costs[1]


# --- a lost connection -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[int, dict[str, str], bytes]]:
    file = tmp_path_factory.mktemp("ranged") / "file"
    file.write_bytes(CONTENT)

    def asked(method: str = "get", **headers: str) -> tuple[int, dict[str, str], bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = getattr(RequestFactory(), method)("/", headers=named)
        got = ranged.answer(request, file, name="Übersicht.csv", content_type="text/csv", tag='"1"')
        assert isinstance(got, HttpResponse | StreamingHttpResponse)
        return got.status_code, dict(got.items()), got.getvalue()

    return asked


CONTENT = bytes(range(256)) * 600
Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@given(first=st.integers(0, 200_000), last=st.integers(0, 200_000))
def test_a_part_is_that_part_of_the_whole(ask: Ask, first: int, last: int) -> None:
    status, headers, body = ask(Range=f"bytes={first}-{last}")
    if last < first:
        assert (status, body) == (200, CONTENT)
    elif first >= len(CONTENT):
        assert (status, headers["Content-Range"], body) == (416, f"bytes */{len(CONTENT)}", b"")
    else:
        assert (status, body) == (206, CONTENT[first : last + 1])
        assert headers["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{len(CONTENT)}"
        assert headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize(
    ("headers", "status", "body"),
    [
        ({}, 200, CONTENT),
        ({"Range": "bytes=100000-"}, 206, CONTENT[100_000:]),
        ({"Range": "bytes=-7"}, 206, CONTENT[-7:]),
        ({"Range": "bytes=-0"}, 416, b""),
        ({"Range": "bytes=0-0, 5-6"}, 200, CONTENT),
        ({"Range": "lines=1-2"}, 200, CONTENT),
        ({"Range": "bytes=-"}, 200, CONTENT),
        ({"Range": "bytes=5-", "If_Range": '"1"'}, 206, CONTENT[5:]),
        ({"Range": "bytes=5-", "If_Range": '"2"'}, 200, CONTENT),
    ],
    ids=["whole", "rest", "end", "nothing", "several", "unit", "empty", "same file", "other file"],
)
def test_what_else_may_be_asked_for(ask: Ask, headers: dict[str, str], status: int, body: bytes) -> None:
    got = ask(**headers)
    assert (got[0], got[2]) == (status, body)


def test_a_head_says_how_long_it_is_and_that_parts_may_be_asked_for(ask: Ask) -> None:
    status, headers, body = ask("head")
    assert (status, headers["Content-Length"], headers["Accept-Ranges"], body) == (
        200,
        str(len(CONTENT)),
        "bytes",
        b"",
    )


@pytest.mark.parametrize(
    ("range_", "begins"), [("", True), ("bytes=0-", True), ("bytes=0-9", True), ("bytes=9-", False)]
)
def test_what_goes_on_is_not_fetched_anew(range_: str, begins: bool) -> None:
    headers = {"Range": range_} if range_ else {}
    assert ranged.begins(RequestFactory().get("/", headers=headers)) is begins
