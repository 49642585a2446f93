"""Every kind of page that only its owner sees: account, second factor, own data, subscriptions, own contributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kinds import LOOKED_AT
from tests.support.looking import Look

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.shown_own import Own
    from tests.support.town import Town


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    town: Town, person: NewPerson, language: str
) -> None:
    from tests.support import shown_own

    prefix, kinds = "" if language == "de" else f"/{language}", set()
    for make in (shown_own.with_password, shown_own.with_second_factor, shown_own.without_password):
        own = town.do(make)
        look = Look(person(width=360), language)
        walk(look, town, own, prefix)
        assert look.faults == {}
        kinds |= look.kinds
    look = Look(person(width=360), language)
    sign_in_up_to_the_code(look, prefix, town.do(shown_own.with_second_factor).email)
    assert look.faults == {}
    assert LOOKED_AT["test_look_own"] <= kinds | look.kinds


def walk(look: Look, town: Town, own: Own, prefix: str) -> None:
    look.person.page.context.add_cookies([{"name": "sessionid", "value": own.session, "url": town.address}])
    for name, path in own.pages.items():
        look.person.visit(prefix + path)
        look.at(name)


def sign_in_up_to_the_code(look: Look, prefix: str, email: str) -> None:
    from tests.support.shown_own import PASSWORD

    look.person.visit(f"{prefix}/konto/login/")
    look.person.page.locator("#id_login").fill(email)
    look.person.page.locator("#id_password").fill(PASSWORD)
    look.person.go_on()
    look.at("second factor asked for")
