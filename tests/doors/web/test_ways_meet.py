"""All ways into one survey, each through its own pages: they meet in one register, and nobody counts twice."""

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.people.codes.rules import USED
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Way
from smilecity.people.rules import Role
from tests.factories import AT, Made, closed, make_resident
from tests.factories_codes import allow, make_codes
from tests.support.colleague import Colleague
from tests.support.visitor import Page, Visitor, counted, link_of

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"
COUNTED, REPEATED = "Danke, Ihre Antworten zählen.", "Sie haben bei dieser Umfrage schon teilgenommen."


def as_guest(survey: Made, address: str) -> Page:
    """Answer, send off, and press the button behind the link of the mail."""
    who = Visitor(survey)
    who.send_off(address)
    link = link_of(address)
    return who.post(link, {"secret": who.get(link).fields["secret"]})


def as_member(survey: Made, address: str) -> Page:
    who = Visitor(survey)
    who.client.force_login(make_resident(email=address))
    return who.send_off()


def by_code(survey: Made, code: str) -> Page:
    who = Visitor(survey)
    refused = who.post(who.path("code/"), {"code": code})
    return refused if refused.path.endswith("code/") else who.send_off()


def on_paper(survey: Made, clerk: Colleague, code: str = "") -> Page:
    address = f"umfragen/{survey.id}/bogen/"
    name = clerk.opens(address).fields["form"]
    fields: dict[str, object] = {f"frage-{survey.questions[0]}": "bus", "form": name, "code": code}
    return clerk.sends(address, **fields)


def at_the_tablet(survey: Made) -> Page:
    link = actions.make_kiosk(survey=survey.id, name="Markt", pin="4711", by=survey.staff, at=AT)
    tablet = Visitor(survey)
    tablet.post(f"/vor-ort/{link}/")
    return tablet.send_off()


def test_five_ways_meet_in_one_register_and_results_count_them_all(survey: Made) -> None:
    allow(survey, *Way)
    first, second = make_codes(survey)[:2]
    clerk = Colleague(Role.CLERK)
    assert as_guest(survey, "guest@example.org").says(COUNTED)
    assert as_member(survey, "member@example.org").says(COUNTED)
    assert by_code(survey, first).says(COUNTED)
    assert on_paper(survey, clerk).says("Der Bogen zählt.")
    assert on_paper(survey, clerk, second).says("Der Bogen zählt.")
    assert at_the_tablet(survey).says(COUNTED)
    ways = {Way.GUEST: 1, Way.MEMBER: 1, Way.CODE: 1, Way.PAPER: 2, Way.KIOSK: 1}
    assert register.counts(survey.opened) == ways
    assert counted(survey) == sum(ways.values())
    closed(survey)
    assert register.counts(survey.opened) == ways
    assert queries.participations(survey.id) == sum(ways.values())


def test_one_address_counts_once_by_whatever_way_it_comes(survey: Made) -> None:
    allow(survey, *Way)
    assert as_guest(survey, ANNA).says(COUNTED)
    assert as_member(survey, "Anna@Example.org").says(REPEATED)
    assert register.counts(survey.opened) == {Way.GUEST: 1}
    assert counted(survey) == 1


def test_one_code_counts_once_on_the_screen_and_on_paper(survey: Made) -> None:
    allow(survey, *Way)
    first, second = make_codes(survey)[:2]
    clerk = Colleague(Role.CLERK)
    assert by_code(survey, first).says(COUNTED)
    assert on_paper(survey, clerk, first).says(USED)
    assert on_paper(survey, clerk, second).says("Der Bogen zählt.")
    assert by_code(survey, second).says(USED)
    assert register.counts(survey.opened) == {Way.CODE: 1, Way.PAPER: 1}
    assert counted(survey) == 2
