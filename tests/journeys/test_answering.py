"""Clerks at work in a real browser: the case with its talk, blocks put in by a script, all of the desk on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town

TITLE, BLOCK = "Mehr Bänke am Stadthafen", "Vielen Dank für Ihre Idee."


def make_what_waits() -> tuple[int, int, str]:
    """Make a case with a talk, a text block and an absence; return its number, its office and how it is ticked."""
    from smilecity.collect.contributions import actions as trunk
    from smilecity.deliver.answers import actions
    from smilecity.ground import clock
    from tests.factories import make_resident, make_staff
    from tests.factories_answers import make_answering_office, make_case, make_clerk, seen
    from tests.factories_contributions import make_call

    at = clock.now()
    office = make_answering_office(head=make_clerk(at=at), fallback=False)
    call = make_call(opens_at=at - timedelta(days=9), at=at - timedelta(days=9))
    row, who, away = make_case(office, call=call, title=TITLE, at=at), make_staff(at=at), make_clerk(office, at=at)
    trunk.comment_as_member(
        contribution=row.pk, text="Bitte mit Lehne.", author_name="Mia", user=make_resident(), informed=False,
        language="de", at=at,
    )  # fmt: skip
    actions.comment(contribution=row.pk, text="Welche Stelle meinen Sie?", by=away, at=at)
    actions.make_block(office=office, name="Dank", text=BLOCK, by=who, at=at)
    today = at.date()
    actions.note_absence(user=away.pk, substitute=who.pk, first_on=today, last_on=today + timedelta(3), by=who, at=at)
    return row.number, office, f"{row.pk}_{seen(row.pk)}"


def colleague(town: Town, kim: Person) -> None:
    """Sign somebody in at the desk, with the second factor passed."""
    from tests.support.colleague import Colleague

    session: str = town.do(lambda: Colleague().client.cookies["sessionid"].value)
    kim.page.context.add_cookies([{"name": "sessionid", "value": session, "url": town.address}])


@pytest.fixture
def case(town: Town) -> tuple[int, int, str]:
    return town.do(make_what_waits)


def test_a_clerk_asks_back_in_the_offices_name_and_answers_with_a_block(
    town: Town, person: NewPerson, case: tuple[int, int, str]
) -> None:
    kim = person()
    colleague(town, kim)
    kim.visit(f"/desk/eingang/{case[0]}/")
    kim.reads("Bitte mit Lehne.", "Welche Stelle meinen Sie?")
    kim.page.get_by_label("Ihr Kommentar").fill("Am alten Kran?")
    kim.press("Kommentar veröffentlichen")
    kim.reads("Der Kommentar ist öffentlich.", "Am alten Kran?")
    kim.page.get_by_role("button", name="Einfügen").click()
    expect(kim.page.get_by_label("Öffentliche Antwort")).to_have_value(BLOCK)
    kim.page.get_by_label("wird umgesetzt").check()
    kim.press("Jetzt öffentlich antworten")
    kim.reads("Die Antwort ist öffentlich.")


def test_several_take_a_block_without_the_page_being_loaded_anew(
    town: Town, person: NewPerson, case: tuple[int, int, str]
) -> None:
    kim = person()
    colleague(town, kim)
    kim.visit("/desk/eingang/?wo=all")
    kim.page.locator(f'input[value="{case[2]}"]').check()
    kim.press("Gewählte zusammen bearbeiten")
    kim.page.get_by_role("button", name="Einfügen").click()
    expect(kim.page.get_by_label("Öffentliche Antwort")).to_have_value(BLOCK)
    assert list(kim.violations()) == []
    kim.page.get_by_label("Neuer Stand").select_option("in_review")
    kim.press("Allen öffentlich antworten")
    kim.reads("Erledigt:")
    assert list(kim.violations()) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_at_any_width_everything_fits_and_is_accessible(
    town: Town, person: NewPerson, case: tuple[int, int, str], width: int
) -> None:
    kim = person(width=width)
    colleague(town, kim)
    number, office, _ = case
    inbox = ("", "?wo=all&was=lost", f"{number}/", "stellen/", f"stellen/{office}/", "textbausteine/", "vertretung/")
    acts = (f"{number}/weitergeben/", f"{number}/verschieben/", f"{number}/zusammenfuehren/", "textbausteine/neu/")
    for path in (*(f"eingang/{page}" for page in (*inbox, *acts)), "aufrufe/", "beitrag-eintragen/", ""):
        kim.visit(f"/desk/{path}")
        assert (path, list(kim.violations())) == (path, [])
        assert (path, kim.overflow() <= 0) == (path, True)


def test_several_chosen_fit_on_a_phone(town: Town, person: NewPerson, case: tuple[int, int, str]) -> None:
    kim = person(width=360)
    colleague(town, kim)
    kim.visit("/desk/eingang/?wo=all")
    kim.page.locator(f'input[value="{case[2]}"]').check()
    kim.press("Gewählte zusammen bearbeiten")
    kim.reads("Allen dasselbe antworten")
    assert list(kim.violations()) == []
    assert kim.overflow() <= 0
