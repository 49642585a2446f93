"""A call wants to know how old people are: guests who support or comment are asked, with a script and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.looking import Look

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

AGE = "Ich bin mindestens 14 Jahre alt."


@pytest.fixture(scope="module")
def idea(town: Town) -> str:
    """An idea that everybody sees, in a call with a minimum age; its path."""
    from smilecity.ground import clock
    from smilecity.people.privacy import actions
    from smilecity.people.privacy.rules import Notice, Sort, subject_of
    from tests.factories import make_staff
    from tests.factories_contributions import make_call, make_contribution

    def make() -> str:
        at = clock.now()
        call = make_call(closes_at=None, at=at)
        notice = Notice(minimum_age=14)
        actions.word(subject=subject_of(Sort.CALL, call), notice=notice, by=make_staff(), at=at)
        return f"/ideen/{make_contribution(call, title='Bänke am Ufer', at=at).number}/"

    return town.do(make)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_guest_says_each_time_how_old_they_are(person: NewPerson, idea: str, *, javascript: bool) -> None:
    ida = person(width=360, javascript=javascript)
    look = Look(ida, "de")
    ida.visit(idea)
    ida.follow("Das unterstütze ich")
    ida.write("Ihre E-Mail-Adresse", f"alter-{javascript}@example.org".lower())
    ida.press("Nur unterstützen")
    assert (ida.status, ida.page.title().startswith("Fehler:")) == (422, True)
    ida.reads("Mitmachen können Menschen ab 14 Jahren.")
    expect(ida.page.get_by_label("Ihre E-Mail-Adresse")).to_have_value(f"alter-{javascript}@example.org".lower())
    if javascript:
        look.at("age")
    ida.choose(AGE)
    ida.press("Nur unterstützen")
    ida.asked("Schauen Sie in Ihr Postfach")
    ida.visit(f"{idea}kommentieren/")
    ida.asked("Was möchten Sie dazu sagen?")
    # The device may be a shared one: what one guest has ticked is not the next one's word.
    expect(ida.page.get_by_label(AGE)).not_to_be_checked()
    assert look.faults == {}
