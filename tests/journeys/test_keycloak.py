"""Signing in with a real Keycloak. It is 147 MB to fetch, so its folder is named by hand, and CI does without it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.keycloak import PASSWORD, SECRET, keycloak, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from playwright.sync_api import Browser, Page

    from tests.support.town import Town

    NewPage = Callable[[], Page]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        unpacked() is None,
        reason="SMILECITY_KEYCLOAK names no folder of an unpacked Keycloak (keycloak-26.0.7.zip, Java 17 or newer)",
    ),
]


@pytest.fixture(scope="module")
def site(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """One more server of the town, which has a Keycloak to sign in with."""
    from tests.support.processes import until
    from tests.support.programs import answer, free_port, running
    from tests.support.town import environment

    port, home, folder = free_port(), tmp_path_factory.mktemp("keycloak"), unpacked()
    address = f"http://127.0.0.1:{port}"
    assert folder
    with keycloak(folder, home, site=address) as realm:
        settings = environment(town, town.home) | {
            "PORT": str(port),
            "SMILECITY_BASE_URL": address,
            "SMILECITY_OIDC_URL": realm,
            "SMILECITY_OIDC_CLIENT": "smilecity",
            "SMILECITY_OIDC_SECRET": SECRET,
            "SMILECITY_OIDC_NAME": "Stadt Beispiel",
        }
        with running([sys.executable, "-m", "smilecity", "serve"], output=home / "serve.log", **settings):
            until(lambda: answer(address) == 200, 300)
            yield address


@pytest.fixture
def window(browser: Browser) -> Generator[NewPage]:
    """Open windows that know nothing of each other."""
    contexts = []

    def new() -> Page:
        contexts.append(browser.new_context(locale="de-DE"))
        contexts[-1].set_default_timeout(60_000)
        return contexts[-1].new_page()

    yield new
    for context in contexts:
        context.close()


def at_keycloak(page: Page, name: str) -> None:
    """Sign in on Keycloak's page."""
    page.locator("#username").fill(f"{name}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("#kc-login").click()


def come(page: Page, site: str, name: str) -> None:
    """Come in from there."""
    page.goto(f"{site}/konto/login/")
    page.get_by_role("button", name="Weiter mit: Stadt Beispiel").click()
    at_keycloak(page, name)


def test_a_resident_comes_in_from_there_and_whoever_sits_down_next_does_not(site: str, window: NewPage) -> None:
    page = window()
    page.goto(f"{site}/en/konto/login/")
    page.get_by_role("button", name="Continue with: Stadt Beispiel").click()
    page.get_by_text("Sign in to your account").wait_for()
    at_keycloak(page, "anna")
    page.wait_for_url(f"{site}/en/")
    page.get_by_text("You are signed in.").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    assert page.url == f"{site}/en/"
    come(page, site, "anna")
    page.get_by_text("Sie sind angemeldet.").wait_for()


def test_who_has_an_account_connects_it_first(site: str, town: Town, window: NewPage) -> None:
    from smilecity.doors.web.accounts import verify_address
    from smilecity.ground import clock
    from smilecity.people.actions import make_account

    town.do(lambda: verify_address(user=make_account(email="berta@example.org", password=PASSWORD, at=clock.now()).pk))
    page = window()
    come(page, site, "berta")
    page.get_by_text("Bitte schauen Sie in Ihr Postfach.").wait_for()
    assert "Sie möchten sich mit „Stadt Beispiel“ anmelden?" in town.mail("berta@example.org")
    page.goto(f"{site}/konto/login/")
    page.get_by_label("E-Mail-Adresse").fill("berta@example.org")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_text("Sie sind angemeldet.").wait_for()
    page.goto(f"{site}/konto/3rdparty/")
    page.get_by_role("button", name="Verbinden mit: Stadt Beispiel").click()
    page.get_by_text("Der Anmeldedienst ist mit Ihrem Konto verbunden.").wait_for()
    later = window()
    come(later, site, "berta")
    later.get_by_text("Sie sind angemeldet.").wait_for()


def test_an_address_that_is_not_verified_there_is_asked_for_here(site: str, town: Town, window: NewPage) -> None:
    page = window()
    come(page, site, "otto")
    page.get_by_text("Bitte schauen Sie in Ihr Postfach.").wait_for()
    assert f"{site}/konto/confirm-email/" in town.mail("otto@example.org")
