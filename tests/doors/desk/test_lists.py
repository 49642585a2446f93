"""Lists of the desk: what they say when full, when empty, and that their SQL does not grow."""

from datetime import timedelta

import pytest

from smilecity.collect.surveys import actions
from smilecity.people.rules import DESK_ROLES, Role
from smilecity.understand.results import actions as results
from tests.factories import AT, CLOSES_AT, LONG, ONE, Made, closed, make_staff, make_survey, take_part_as_member
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
EMPTY = "Alles erledigt. Gerade wartet nichts auf Sie."


def in_every_state() -> tuple[Made, Made, Made]:
    """A draft, an open survey with a participation, and a closed one with a free text."""
    staff = make_staff()
    draft = make_survey(questions=[ONE], by=staff)
    running = make_survey(open=True, questions=[ONE], by=staff)
    take_part_as_member(running, "a@example.org")
    over = make_survey(open=True, questions=[ONE, LONG], by=staff)
    take_part_as_member(over, "a@example.org")
    closed(over)
    return draft, running, over


def test_the_list_filters_by_state_and_counts_each() -> None:
    draft, running, over = in_every_state()
    who = Colleague(Role.ANALYST)
    every = who.opens("umfragen/")
    every.says("Alle 3", "Entwurf 1", "Offen 1", "Beendet 1", "noch 14 Tage")
    for state, made in (("draft", draft), ("open", running), ("closed", over)):
        page = who.opens(f"umfragen/?stand={state}")
        shown = [f"/desk/umfragen/{one.id}/" in page.html for one in (draft, running, over)]
        assert shown == [one is made for one in (draft, running, over)]
    assert who.opens("umfragen/?stand=quatsch").words == every.words


def test_a_filter_that_finds_nothing_leads_back() -> None:
    make_survey()
    Colleague(Role.EDITOR).opens("umfragen/?stand=closed").says(
        "In diesem Stand gibt es gerade keine Umfrage.", "Alle zeigen"
    )


def test_the_first_survey_is_one_click_away_and_the_empty_list_says_what_a_survey_is() -> None:
    page = Colleague(Role.EDITOR).opens("umfragen/")
    page.says("Noch keine Umfrage", "Mit einer Umfrage fragen Sie alle in der Stadt", "Erste Umfrage anlegen")
    assert page.html.count("/desk/umfragen/neu/") == 1


def test_the_first_page_says_what_needs_me_and_only_me(time: Clock) -> None:
    in_every_state()
    time.at = CLOSES_AT - timedelta(days=2)
    needs = {
        "Endet bald: noch 2 Tage": {Role.EDITOR, Role.ADMINISTRATOR},
        "1 Text zu prüfen": {Role.MODERATOR, Role.ADMINISTRATOR},
        "Ergebnis noch nicht veröffentlicht": {Role.EDITOR, Role.ADMINISTRATOR},
        "Entwurf, noch nicht geöffnet": {Role.EDITOR, Role.ADMINISTRATOR},
    }
    for role in DESK_ROLES:
        page = Colleague(role).opens()
        assert {need for need in needs if need in page.words} == {need for need in needs if role in needs[need]}
        assert (EMPTY in page.words) == (role in {Role.CLERK, Role.ANALYST, Role.STEWARD})
        page.says("Läuft gerade", "1 Teilnahme · noch 2 Tage")


def test_what_is_done_is_not_asked_for_again(time: Clock) -> None:
    _draft, running, over = in_every_state()
    time.at = CLOSES_AT - timedelta(days=2)
    who = Colleague(Role.EDITOR)
    results.publish(survey=over.id, by=over.staff, at=AT)
    actions.extend(survey=running.id, closes_at=CLOSES_AT + timedelta(days=9), by=running.staff, at=AT)
    page = who.opens()
    assert "Ergebnis noch nicht veröffentlicht" not in page.words
    assert "Endet bald" not in page.words


def test_nothing_of_wagtails_that_staff_cannot_use_is_in_the_menu() -> None:
    page = Colleague(Role.ADMINISTRATOR).opens()
    assert '"name": "surveys"' in page.html
    for name in ("reports", "settings", "help"):
        assert f'"name": "{name}"' not in page.html
    assert "wagtail.org" not in page.html
    assert page.title.endswith("Smile City")


@pytest.mark.parametrize("path", ["", "umfragen/", "umfragen/?stand=open", "protokoll/"])
def test_twice_as_many_surveys_take_as_many_statements(path: str) -> None:
    who = Colleague(Role.ADMINISTRATOR)
    in_every_state()
    who.opens(path)
    with statements() as few:
        who.opens(path)
    in_every_state()
    with statements() as many:
        who.opens(path)
    assert len(many) == len(few)
    # The first page counts what waits in every part of the desk.
    assert len(many) <= (20 if path else 26)


def test_twice_as_many_questions_take_as_many_statements() -> None:
    who, staff = Colleague(Role.ADMINISTRATOR), make_staff()
    few_asked, many_asked = make_survey(questions=[ONE], by=staff), make_survey(questions=[ONE] * 6, by=staff)
    for step in ("", "vorschau/", "oeffnen/"):
        who.opens(f"umfragen/{few_asked.id}/{step}")
        with statements() as few:
            who.opens(f"umfragen/{few_asked.id}/{step}")
        with statements() as many:
            who.opens(f"umfragen/{many_asked.id}/{step}")
        assert len(many) == len(few)


def test_an_open_survey_shows_numbers_only() -> None:
    _draft, running, _over = in_every_state()
    page = Colleague(Role.ADMINISTRATOR).opens(f"umfragen/{running.id}/")
    page.says("Teilnahmen 1", "warten auf Bestätigung per E-Mail 0", "sieht hier niemand")
    assert "a@example.org" not in page.html
