"""Two editors at once: whoever saves later is told who was first and what stands there now, and loses nothing."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.rules import Question, edition_of
from smilecity.people.rules import Role
from tests.factories import ONE, SHORT, Made, make_survey
from tests.support.colleague import Colleague
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    return make_survey(questions=[ONE, SHORT])


def form(page: Page) -> dict[str, object]:
    """Return what a form would send as it stands."""
    return {name: value for name, value in page.fields.items() if name != "csrfmiddlewaretoken"}


def test_the_later_of_two_is_told_and_nothing_of_theirs_is_lost(survey: Made) -> None:
    first, second = Colleague(Role.EDITOR), Colleague(Role.EDITOR)
    path = f"umfragen/{survey.id}/angaben/"
    seen = {who: form(who.opens(path)) for who in (first, second)}
    first.sends(path, **seen[first] | {"title_de": "Leben am Fluss"}).says("Die Angaben sind gespeichert.")
    told = second.sends(path, **seen[second] | {"title_de": "Wohnen am Fluss", "summary_de": "Ihre Meinung zählt."})
    told.says(
        "Das wurde inzwischen geändert.",
        "Ihre Eingaben stehen noch hier und sind nicht gespeichert.",
        f"{first.user.name} hat hier zuletzt gespeichert",
        "Das steht jetzt dort",
        "Leben am Fluss",
    )
    assert told.fields["title_de"] == "Wohnen am Fluss"
    assert "Ihre Meinung zählt." in told.html
    kept = queries.by_id(survey.id)
    assert kept
    assert kept.title["de"] == "Leben am Fluss"
    again = form(told) | {"title_de": "Leben und Wohnen am Fluss"}
    second.sends(path, **again).says("Die Angaben sind gespeichert.")


def test_a_question_that_was_changed_meanwhile_is_not_overwritten(survey: Made) -> None:
    first, second = Colleague(Role.EDITOR), Colleague(Role.ADMINISTRATOR)
    path = f"umfragen/{survey.id}/fragen/{survey.questions[1]}/"
    seen = {who: form(who.opens(path)) | {"kind": "short"} for who in (first, second)}
    first.sends(path, **seen[first] | {"text_de": "Wo sind Sie gern?"}).says("Die Frage ist gespeichert.")
    told = second.sends(path, **seen[second] | {"text_de": "Wo nicht?"})
    told.says("Das wurde inzwischen geändert.", "Das steht jetzt dort", "Wo sind Sie gern?")
    assert "Wo nicht?" in told.html
    second.sends(path, **form(told) | {"kind": "short", "text_de": "Wo nicht?"}).says("Die Frage ist gespeichert.")


def test_whoever_saves_what_they_saw_is_not_held_up(survey: Made) -> None:
    editor, path = Colleague(Role.EDITOR), f"umfragen/{survey.id}/angaben/"
    for title in ("Eins", "Zwei"):
        page = editor.sends(path, **form(editor.opens(path)) | {"title_de": title})
        page.says("Die Angaben sind gespeichert.")
    assert "Das steht jetzt dort" not in editor.opens(path).words


def test_the_same_words_are_the_same_edition_whatever_the_zone() -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert edition_of({"de": "a"}, at) == edition_of({"de": "a"}, at.astimezone(timezone(timedelta(hours=1))))
    assert edition_of({"de": "a"}, at) != edition_of({"de": "b"}, at)
    assert edition_of(None) != edition_of("")


def _with(question: Question, name: str, value: Any) -> Question:
    return replace(question, **{name: value})


def test_each_part_of_a_question_makes_another_edition(survey: Made) -> None:
    (one, _) = queries.questions_of(survey.id)
    changed = {part.name: edition_of(_with(one, part.name, "x")) for part in fields(Question)}
    assert len(set(changed.values()) | {edition_of(one)}) == len(changed) + 1
