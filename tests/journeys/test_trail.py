"""The trail of a voice in a real browser: from the phone to the town hall and back, also when nobody answers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import expect

from smilecity.people.rules import Role
from tests.support.author import (
    IDEA_TITLE,
    give_contact,
    look,
    pin_by_search,
    send_photo,
    write_idea_without_javascript,
    write_text,
)
from tests.support.member import make_account, sign_in
from tests.support.pictures import photo
from tests.support.processes import until

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town

REPLY = "Danke für Ihre Idee! Im Mai stellen wir dort drei Bänke auf."


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A photo on the disk of the guest."""
    path = tmp_path / "Kaimauer.jpg"
    path.write_bytes(photo("JPEG", (2048, 1536)))
    return path


def write(anna: Person, call: str, snapshot: Path, address: str, *, javascript: bool) -> None:
    if not javascript:
        list(write_idea_without_javascript(anna, call, snapshot, address))
        return
    write_text(anna, call, looks=False)
    anna.press("Weiter")
    pin_by_search(anna)
    send_photo(anna, snapshot)
    give_contact(anna, address)
    anna.press("Idee absenden")


def answer(clerk: Person, text: str) -> None:
    clerk.page.locator("input[name=status][value=accepted]").check()
    clerk.page.get_by_label("Öffentliche Antwort").fill(text)
    clerk.press("Jetzt öffentlich antworten")
    clerk.reads("Die Antwort ist öffentlich.")


def release(moderator: Person, idea: UUID) -> None:
    moderator.visit(f"/desk/moderation/?zeigen={idea}")
    expect(moderator.page.locator("#gelesen")).to_contain_text(IDEA_TITLE)
    moderator.page.keyboard.press("f")
    moderator.reads(f"Freigegeben: {IDEA_TITLE}")


def find_again(town: Town, anna: Person, address: str) -> None:
    """Make an account with the guest's address: what she wrote and the answer stand on her own page."""
    make_account(town, anna, address)
    sign_in(anna, address)
    anna.unfold_menu()
    anna.follow("Mein Bereich")
    anna.reads("Ihre Beiträge", "Antwort von: Grünamt am Hafen (wird umgesetzt)")
    anna.press("Alles als gelesen markieren")
    expect(anna.page.get_by_role("button", name="Alles als gelesen markieren")).to_have_count(0)


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (320, False)])
def test_a_guests_idea_is_read_shown_answered_told_by_mail_and_found_again_in_the_dashboard(
    town: Town, person: NewPerson, snapshot: Path, width: int, javascript: bool
) -> None:
    from tests.support import trail

    address = f"spur-{width}@example.org"
    call = town.do(trail.open_moderated_call)
    anna, kim, toni = person(width=width, javascript=javascript), person(), person()
    trail.sign_in_at_desk(town, kim, Role.MODERATOR)
    clerk = trail.sign_in_at_desk(town, toni, Role.CLERK)
    town.do(lambda: trail.make_office_of(clerk))

    write(anna, call, snapshot, address, javascript=javascript)
    anna.visit(town.link(address))
    anna.press("Idee bestätigen")
    anna.asked("Danke, Ihre Idee ist bei uns.")
    idea, number = town.do(trail.newest)
    until(lambda: town.do(lambda: trail.office_of(idea)), 60)
    anna.page.goto(f"{town.address}/ideen/")
    expect(anna.page.locator(f"a[href='/ideen/{number}/']")).to_have_count(0)

    release(kim, idea)
    toni.visit("/desk/eingang/?was=new")
    toni.page.locator(f"a[href='/desk/eingang/{number}/']").click()
    toni.asked(f"Idee {number}")
    toni.reads(IDEA_TITLE)
    answer(toni, REPLY)

    town.do(lambda: trail.let_news_ripen(town.address))
    until(lambda: any(REPLY in mail for mail in town.mails(address)), 60)
    told = next(mail for mail in town.mails(address) if REPLY in mail)
    assert f"{town.address}/ideen/{number}/" in told

    anna.visit(f"/ideen/{number}/")
    anna.reads(IDEA_TITLE, REPLY, trail.OFFICE, "wird umgesetzt", "Reutershagen")
    assert look(anna, "answered") == {} if javascript else anna.overflow() <= 0
    find_again(town, anna, address)
    assert look(anna, "dashboard") == {} if javascript else anna.overflow() <= 0


def test_what_nobody_answers_is_called_to_mind_then_told_to_the_head_and_overdue_for_everybody(
    town: Town, person: NewPerson
) -> None:
    from smilecity.deliver.answers import actions
    from smilecity.ground import clock
    from tests.factories import make_staff
    from tests.support import trail

    toni, reader = person(width=360), person(width=360)
    clerk = trail.sign_in_at_desk(town, toni, Role.CLERK)
    head = town.do(lambda: make_staff(Role.CLERK).email)
    town.do(lambda: trail.make_office_of(clerk, head=head))
    title = "Ein Geländer an der Treppe zum Wasser"
    idea = town.do(lambda: trail.came_in_long_ago(title))
    day = town.do(lambda: trail.due(idea))

    assert town.mails(clerk) == town.mails(head) == []
    town.do(lambda: actions.remind(at=day - timedelta(days=1)))
    until(lambda: any(title in mail for mail in town.mails(clerk)), 60)
    assert town.mails(head) == []
    town.do(lambda: actions.remind(at=day + timedelta(days=1)))
    until(lambda: any(title in mail for mail in town.mails(head)), 60)

    toni.visit("/desk/eingang/?was=overdue")
    toni.reads(title, "überfällig seit", "Leitung informiert")
    assert list(toni.violations()) == []
    assert toni.overflow() <= 0
    town.do(lambda: actions.count(at=clock.now()))
    reader.visit("/was-wurde-daraus/")
    reader.reads(title)
    toni.follow(title)
    toni.reads("Stelle erinnert", "Leitung informiert")
    answer(toni, "Entschuldigung, dass es so lange gedauert hat.")
    town.do(lambda: actions.count(at=clock.now()))
    reader.visit("/was-wurde-daraus/")
    expect(reader.page.get_by_role("link", name=title)).to_have_count(0)
