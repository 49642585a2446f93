"""Proof of work in a real browser: done by the time somebody has written, and no obstacle to who cannot do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.person import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from playwright.sync_api import Browser, Route
    from pytest_django import DjangoDbBlocker

    NewPerson = Callable[..., Person]


# For the session: a database is made before the browser's event loop runs in this thread.
@pytest.fixture(scope="session")
def served(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Generator[str]:
    from tests.support.proof_page import proof_page

    with proof_page(worker_id, django_db_blocker) as address:
        yield address


@pytest.fixture(scope="module")
def page(served: str) -> Generator[str]:
    """The address of a form that asks for a proof."""
    from tests.support.proof_page import asking

    with asking(difficulty=400):
        yield served


@pytest.fixture
def person(browser: Browser, page: str) -> Generator[NewPerson]:
    """Make people who have just opened the form."""
    people: list[Person] = []

    def new(*, javascript: bool = True) -> Person:
        context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=javascript)
        context.set_default_timeout(20_000)
        people.append(Person(context, page))
        return people[-1]

    yield new
    for one in people:
        one.page.context.close()
    assert [one.complaints for one in people if one.complaints] == []


def brought_along(someone: Person) -> str:
    someone.page.wait_for_url("**/gesendet/")
    return someone.page.locator("h1").inner_text()


def test_the_device_computes_while_somebody_writes(person: NewPerson) -> None:
    anna = person()
    anna.visit("/idee/")
    anna.page.get_by_label("Text").press_sequentially("Mehr Bänke", delay=5)
    anna.page.get_by_role("button", name="Absenden").click()
    assert brought_along(anna) == "Mehr Bänke send solved False"


def test_who_is_quicker_waits_and_reads_why(person: NewPerson) -> None:
    ben = person()
    held: list[Route] = []
    ben.page.route("**/nachweis/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    ben.visit("/idee/")
    ben.page.get_by_label("Text").fill("Radweg")
    ben.page.get_by_role("button", name="Absenden").click()
    expect(ben.page.get_by_role("status")).to_contain_text(
        "Ihr Gerät weist gerade nach, dass hier kein Programm schreibt."
    )
    held[0].continue_()
    assert brought_along(ben) == "Radweg send solved False"


def test_a_proof_that_cannot_be_had_holds_nobody_up(person: NewPerson) -> None:
    cem = person()
    cem.page.route("**/proof_worker.js", lambda route: route.abort())
    cem.visit("/idee/")
    cem.page.get_by_label("Text").fill("Spielplatz")
    cem.page.get_by_role("button", name="Absenden").click()
    assert brought_along(cem) == "Spielplatz send missing False"
    cem.complaints = [said for said in cem.complaints if "ERR_FAILED" not in said]  # the script that did not come


def test_without_javascript_the_form_works_and_says_so_to_the_server(person: NewPerson) -> None:
    dana = person(javascript=False)
    dana.visit("/idee/")
    dana.page.get_by_label("Text").fill("Brunnen")
    dana.page.get_by_role("button", name="Absenden").click()
    assert brought_along(dana) == "Brunnen send missing False"


def test_coming_back_to_a_sent_form_proves_anew(person: NewPerson) -> None:
    eva = person()
    eva.visit("/idee/")
    for text in ("Erste", "Zweite"):
        eva.page.get_by_label("Text").fill(text)
        eva.page.get_by_role("button", name="Absenden").click()
        assert brought_along(eva) == f"{text} send solved False"
        eva.page.go_back()
