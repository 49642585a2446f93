"""Journeys need Chromium and a town: server, worker, mailbox and database run for real, once per test worker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

if TYPE_CHECKING:  # this file is read before Django stands
    from pytest_django import DjangoDbBlocker

    from tests.support.on_the_road import Crew
    from tests.support.person import Person
    from tests.support.town import Town

# The last one lets maps be drawn without a graphics card. How far ahead pictures are fetched depends on what the
# browser thinks of the connection, which it takes for slow on a busy machine.
FLAGS = [
    "--force-effective-connection-type=4G",
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
]
# Milliseconds.
PATIENCE = 20_000
NewPerson = Callable[..., "Person"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; skips where it is missing, except where it must not be."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found:
        return found
    reason = "Chromium is not installed (make chromium, or CHROMIUM= names it)"
    if os.environ.get("CI", "").lower() in {"1", "true"} and os.geteuid() == 0:
        pytest.fail(reason)
    pytest.skip(reason)


# Not for the session: while it lasts an event loop runs in this thread, and Django uses no database beside one.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Generator[Browser]:
    """One browser with a profile of its own; each person gets a window that knows nothing of the others."""
    with sync_playwright() as playwright:
        # As long as a click may take: a busy machine is no fault of the page.
        expect.set_options(timeout=PATIENCE)
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def town(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    chromium: str,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Generator[Town]:
    """A town that runs until all journeys are over."""
    from tests.support.town import town as built

    with built(tmp_path_factory.mktemp("town"), worker_id, django_db_blocker) as place:
        yield place


@pytest.fixture
def person(browser: Browser, town: Town) -> Generator[NewPerson]:
    """Make people with a browser window each: `person(width=320, javascript=False, scheme="dark")`."""
    from tests.support.person import Person

    people: list[Person] = []

    def new(*, width: int = 1280, javascript: bool = True, scheme: Any = "light") -> Person:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme=scheme,
            locale="de-DE",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        people.append(Person(context, town.address))
        return people[-1]

    yield new
    for one in people:
        one.page.context.close()
    assert [one.complaints for one in people if one.complaints] == []


@pytest.fixture
def crew(town: Town) -> Crew:
    """Somebody of a crew with two orders."""
    from tests.support.on_the_road import make_crew

    return town.do(make_crew)


@pytest.fixture
def jo(town: Town, person: NewPerson, crew: Crew) -> Person:
    """Their browser, on a phone, with the list open and all of it kept."""
    from tests.support import on_the_road

    jo = person(width=360)
    on_the_road.sign_in(town, jo, crew)
    jo.visit("/einsatz/")
    on_the_road.ready(jo)
    on_the_road.kept(jo, *crew.orders)
    return jo
