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
