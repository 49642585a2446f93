"""Moderators at work in a real browser: the queue and boxes by keys alone, passages blackened, all of it on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.support.person import Person

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

FIRST, SECOND = "Mehr Schatten am Stadthafen", "Ein Radweg ohne Ende"


def make_what_waits() -> UUID:
    """Make two ideas that wait, the first with a photo whose file is away; return the first."""
    from smilecity.collect.contributions.models import Photo
    from smilecity.collect.contributions.rules import Moderation
    from smilecity.ground import clock
    from tests.factories_contributions import make_call, make_contribution

    at = clock.now()
    call = make_call(moderation=Moderation.BEFORE, opens_at=at - timedelta(days=9), at=at - timedelta(days=9))
    first = make_contribution(call, title=FIRST, text="Rufen Sie mich an: 0381 12345", at=at - timedelta(days=2))
    make_contribution(call, title=SECOND, at=at - timedelta(days=1))
    Photo.objects.create(contribution=first, position=1, large="x", small="x", width=320, height=200)
    return first.pk


def colleague(town: Town, kim: Person) -> None:
    """Sign somebody in at the desk, with the second factor passed."""
    from tests.support.colleague import Colleague

    session: str = town.do(lambda: Colleague().client.cookies["sessionid"].value)
    kim.page.context.add_cookies([{"name": "sessionid", "value": session, "url": town.address}])


@pytest.fixture
def idea(town: Town) -> UUID:
    return town.do(make_what_waits)


def reads(kim: Person, title: str) -> None:
    expect(kim.page.locator("#gelesen")).to_contain_text(title)
    # Keys do something only once the page's script is there.
    kim.page.wait_for_load_state("load")


def test_the_queue_is_worked_by_keys_alone(town: Town, person: NewPerson, idea: UUID) -> None:
    kim = person()
    colleague(town, kim)
    kim.visit(f"/desk/moderation/?zeigen={idea}")
    reads(kim, FIRST)
    press = kim.page.keyboard.press
    press("j")
    reads(kim, SECOND)
    press("k")
    reads(kim, FIRST)
    press("f")
    kim.reads(f"Freigegeben: {FIRST}")
    reads(kim, SECOND)
    press("z")
    kim.reads("Die Entscheidung ist zurückgenommen.")
    reads(kim, FIRST)
    press("?")
    kim.reads("letzte Entscheidung zurücknehmen")
    press("a")
    expect(kim.page.get_by_label("Vorlage", exact=True)).to_be_focused()
    kim.page.get_by_label("Grund, wenn Sie keine Vorlage nehmen").select_option("personal_data")
    kim.page.get_by_label("In Ihren Worten").fill("Da steht eine Telefonnummer: jfkz?")
    kim.page.get_by_role("button", name="Ablehnen", exact=True).click()
    kim.reads(f"Nicht gezeigt: {FIRST}")


def test_the_keys_are_switched_off_by_the_keyboard_and_stay_off(town: Town, person: NewPerson, idea: UUID) -> None:
    kim = person()
    colleague(town, kim)
    kim.visit(f"/desk/moderation/?zeigen={idea}")
    reads(kim, FIRST)
    press, switch = kim.page.keyboard.press, kim.page.get_by_label("Einzelne Tasten als Befehle benutzen")
    press("?")
    press("Enter")  # the help is open and has the focus: closed ...
    press("Enter")  # ... and open again
    press("Tab")
    expect(switch).to_be_focused()
    assert list(kim.violations()) == []
    press("Space")
    expect(switch).not_to_be_checked()
    kim.visit(f"/desk/moderation/?zeigen={idea}")
    reads(kim, FIRST)
    for key in "jf?a":
        press(key)
    expect(kim.page.locator("#gelesen")).to_contain_text(FIRST)
    assert not kim.page.locator("[data-help]").evaluate("help => help.open")
    kim.page.locator("[data-help] summary").click()
    switch.check()
    switch.evaluate("box => box.blur()")
    press("j")
    reads(kim, SECOND)


def test_a_marked_passage_is_blackened(town: Town, person: NewPerson, idea: UUID) -> None:
    kim = person()
    colleague(town, kim)
    kim.visit(f"/desk/moderation/{idea}/bearbeiten/")
    text = kim.page.get_by_label("Text", exact=True)
    text.evaluate("field => field.setSelectionRange(20, 29)")
    kim.page.get_by_role("button", name="Markierten Text schwärzen").click()
    expect(text).to_have_value("Rufen Sie mich an: 0███ █████")
    expect(kim.page.get_by_label("Ich nehme persönliche Daten heraus")).to_be_checked()
    assert list(kim.violations()) == []


def test_at_360_pixels_everything_fits_and_is_accessible(town: Town, person: NewPerson, idea: UUID) -> None:
    kim = person(width=360)
    colleague(town, kim)
    for path in ("", f"?zeigen={idea}", f"{idea}/bearbeiten/", "vorlagen/neu/", "beschwerden/", "bericht/"):
        kim.visit(f"/desk/moderation/{path}")
        assert list(kim.violations()) == []
        assert kim.overflow() <= 0


def hide_what_was_covered(idea: UUID) -> UUID:
    """Have the idea's photo hidden with boxes on it, in a town without templates; return the photo."""
    from smilecity.collect.contributions.models import Photo
    from smilecity.ground import clock
    from smilecity.understand.moderation.models import ReasonTemplate

    ReasonTemplate.objects.all().delete()
    kept = {"original": "y", "original_until": clock.now() + timedelta(days=9)}
    Photo.objects.filter(contribution=idea).update(hidden=True, covered=True, **kept)
    return Photo.objects.values_list("pk", flat=True).get(contribution=idea)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_way_back_and_the_way_without_one_fit_and_are_accessible(
    town: Town, person: NewPerson, idea: UUID, width: int
) -> None:
    photo = town.do(lambda: hide_what_was_covered(idea))
    kim = person(width=width)
    colleague(town, kim)
    for path in (f"{idea}/", f"fotos/{photo}/", f"{idea}/loeschen/", "vorlagen/"):
        kim.visit(f"/desk/moderation/{path}")
        assert list(kim.violations()) == []
        assert kim.overflow() <= 0
    kim.page.get_by_role("button", name="Muster übernehmen").click()
    kim.reads("Die Muster sind übernommen.")
    kim.visit(f"/desk/moderation/{idea}/")
    kim.page.get_by_role("button", name="Wieder zeigen").click()
    kim.reads("Das Foto ist wieder zu sehen.")
    kim.page.get_by_role("link", name="Endgültig löschen").click()
    kim.page.get_by_label("Grund, wenn Sie keine Vorlage nehmen").select_option("hate")
    kim.page.get_by_label("In Ihren Worten").fill("Der Text hetzt gegen Menschen.")
    kim.page.get_by_label("Ja, alles löschen.").check()
    kim.page.get_by_role("button", name="Endgültig löschen").click()
    kim.reads("Endgültig gelöscht")


def test_boxes_are_drawn_moved_and_taken_away_by_keys(town: Town, person: NewPerson, idea: UUID) -> None:
    from smilecity.collect.contributions.models import Photo

    kim = person()
    colleague(town, kim)
    photo = town.do(lambda: Photo.objects.values_list("pk", flat=True).get(contribution=idea))
    kim.visit(f"/desk/moderation/fotos/{photo}/")
    numbers = kim.page.locator("[data-box-rows] li").first.locator("input")
    kim.page.get_by_role("button", name="Fläche hinzufügen").click()
    expect(kim.page.get_by_role("button", name="Fläche 1")).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown"):
        kim.page.keyboard.press(key)
    assert [one.input_value() for one in numbers.all()] == ["42", "39", "20", "21"]
    kim.page.keyboard.press("Delete")
    assert [one.input_value() for one in numbers.all()] == ["", "", "", ""]
    expect(kim.page.get_by_role("button", name="Fläche hinzufügen")).to_be_focused()
