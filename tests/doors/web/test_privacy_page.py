"""The privacy page says how long an address is kept, with the numbers of the rules, in words for everybody."""

import pytest

from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db


def test_it_says_what_becomes_of_the_address_of_a_guest() -> None:
    page = Visitor().get("/datenschutz/")
    assert page.says(
        "Möchten Sie keine Nachrichten von uns, löschen wir Ihre Adresse, sobald nichts von Ihnen mehr auf eine "
        "Prüfung wartet, frühestens nach einem Tag.",
        "die sechs Monate für eine Beschwerde vorbei sind",
        "ein Konto mit derselben Adresse findet ihn nicht",
    )


def test_it_says_when_proofs_originals_and_keys_are_destroyed() -> None:
    page = Visitor().get("/datenschutz/")
    assert page.says(
        "Wir vernichten ihn nach 4 Jahren.",
        "löschen wir das Original und alle früheren Fassungen nach 14 Tagen.",
        "Der Schlüssel zu den Abdrücken wird 30 Tage nach dem Ende des Aufrufs vernichtet.",
    )
