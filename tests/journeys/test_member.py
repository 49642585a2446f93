"""A member: makes an account by its pages, takes part by signing in, and stays one person when coming as a guest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.member import make_account, sign_in
from tests.support.person import answer_everything

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


def test_a_member_takes_part_at_once_and_the_guest_who_is_the_same_person_does_not(
    town: Town, person: NewPerson
) -> None:
    slug, guest, member = town.survey(), person(width=360), person(width=360)
    answer_everything(guest, slug, "Dora@Example.org")
    guest.press("Antworten absenden")
    guest.asked("Fast geschafft")
    link = town.link("Dora@example.org")

    make_account(town, member, "dora@example.org")
    sign_in(member, "dora@example.org")
    answer_everything(member, slug)
    member.reads("Ihre Teilnahme zählt sofort.")
    member.press("Antworten absenden")
    member.asked("Danke, Ihre Antworten zählen.")

    guest.visit(link)
    guest.press("Teilnahme bestätigen")
    guest.asked("Sie haben bei dieser Umfrage schon teilgenommen.")
    guest.reads("Ihre erste Teilnahme zählt weiter.")

    answer_everything(member, slug)
    member.press("Antworten absenden")
    member.asked("Sie haben bei dieser Umfrage schon teilgenommen.")
    member.press("Abmelden")
    member.page.get_by_role("link", name="Anmelden").wait_for()


def test_a_member_supports_and_comments_where_they_read_and_follows_both(town: Town, person: NewPerson) -> None:
    number, member = town.do(_idea), person(width=360)
    make_account(town, member, "emil@example.org")
    sign_in(member, "emil@example.org")
    member.visit(f"/ideen/{number}/")
    assert (member.overflow(), list(member.violations())) == (0, [])
    member.press("Unterstützen und informiert werden")
    member.reads("Ihre Unterstützung zählt. Wir schreiben Ihnen, wenn sich etwas tut.", "1 Person unterstützt das")
    member.write("Ihr Kommentar", "Am besten mit Lehne.")
    member.choose("Schreiben Sie mir, wenn sich hier etwas tut.")
    member.press("Kommentar absenden")
    member.reads("1 Kommentar", "Am besten mit Lehne.")
    member.visit("/abos/")
    member.reads("Bänke für Emil")


def _idea() -> int:
    from smilecity.ground import clock
    from tests.factories_contributions import make_call, make_contribution

    at = clock.now()
    return make_contribution(make_call(opens_at=at, at=at), title="Bänke für Emil", at=at, shown=True).number
