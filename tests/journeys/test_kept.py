"""A member on pages that are kept for all: their account is fetched into them; without a script a link is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.member import make_account, sign_in
from tests.support.processes import until
from tests.support.programs import answer, free_port, started
from tests.support.town import environment

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town


@pytest.fixture(scope="module")
def keeping(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A server of the same town that keeps pages; cookies know no port."""
    ours = environment(town, town.home) | {"PORT": str(free_port()), "SMILECITY_PAGE_CACHE": "1"}
    address = f"http://127.0.0.1:{ours['PORT']}"
    with started("serve", output=tmp_path_factory.mktemp("keeping") / "server.log", **ours):
        until(lambda: answer(address) == 200, 90)
        yield address


def kept(person: Person) -> bool:
    """Open the first page; return whether it came from the store."""
    reply = person.page.goto(person.address + "/")
    return reply is not None and "etag" in reply.headers


def test_the_account_is_fetched_into_a_kept_page_and_leads_out(town: Town, person: NewPerson, keeping: str) -> None:
    member = person()
    make_account(town, member, "kea@example.org")
    sign_in(member, "kea@example.org")
    member.address = keeping
    until(lambda: kept(member), 30)
    way_out = member.page.get_by_role("button", name="Abmelden")
    way_out.wait_for()
    assert list(member.violations()) == []
    member.page.get_by_role("link", name="Mein Konto").focus()
    member.page.keyboard.press("Tab")
    with member.page.expect_navigation():
        member.page.keyboard.press("Enter")
    member.page.get_by_role("link", name="Anmelden").wait_for()
    until(lambda: kept(member), 30)
    # The cookie of a guest may stay; then a script says who they are.
    member.page.get_by_role("link", name="Anmelden").wait_for()


def test_without_a_script_a_kept_page_leads_to_the_account(town: Town, person: NewPerson, keeping: str) -> None:
    member = person(javascript=False)
    make_account(town, member, "lars@example.org")
    sign_in(member, "lars@example.org")
    member.address = keeping
    until(lambda: kept(member), 30)
    member.follow("Mein Konto")
    member.reads("lars@example.org")
    member.press("Abmelden")
    member.page.get_by_role("link", name="Anmelden").wait_for()
