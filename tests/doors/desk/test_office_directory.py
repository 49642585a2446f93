"""Who works in an office writes what the directory says of it; others read it."""

import pytest

from smilecity.city import queries
from smilecity.city.office_details import Details
from smilecity.deliver.answers import actions
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import AT
from tests.factories_answers import make_answering_office
from tests.factories_contributions import make_district
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db
SENT = {
    "responsibilities_de": "Straßen und Wege",
    "everyday_de": "Schlagloch\nLaterne kaputt",
    "everyday_en": "pothole",
    "phone": "030 23125 104",
    "opening_de": "Dienstag 9 bis 12 Uhr",
    "serves": ["mitte"],
}


@pytest.fixture
def office() -> int:
    make_district("Mitte")
    return make_answering_office()


def clerk_of(office: int) -> Colleague:
    colleague = Colleague(Role.CLERK)
    actions.add_clerk(office=office, email=colleague.user.email, by=None, at=AT)
    return colleague


def path(office: int) -> str:
    return f"eingang/verzeichnis/{office}/"


def said_of(office: int) -> Details:
    known = queries.office_details(office)
    assert known is not None
    return known


def test_a_clerk_describes_their_own_office(office: int) -> None:
    clerk = clerk_of(office)
    assert path(office) in clerk.opens("eingang/verzeichnis/").html
    clerk.sends(path(office), **SENT)
    said = said_of(office)
    assert said.everyday == {"de": ["Schlagloch", "Laterne kaputt"], "en": ["pothole"]}
    assert (said.phone, said.serves) == ("030 23125 104", ["mitte"])
    assert "Laterne kaputt" in clerk.opens(path(office)).html


def test_what_is_wrong_stays_in_the_form_with_its_reason(office: int) -> None:
    page = Colleague(Role.ADMINISTRATOR).sends(path(office), **SENT | {"phone": "ruf an"}).html
    assert "Bitte geben Sie eine Telefonnummer aus Ziffern ein" in page
    assert "ruf an" in page
    assert "Laterne kaputt" in page
    assert said_of(office).phone == ""


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_who_may_describe_an_office(office: int, role: Role) -> None:
    Colleague(role).sends(path(office), **SENT)
    assert bool(said_of(office).phone) == (role is Role.ADMINISTRATOR)


def test_who_works_elsewhere_reads_but_changes_nothing(office: int) -> None:
    elsewhere = clerk_of(make_answering_office(fallback=False))
    assert path(office) not in elsewhere.opens("eingang/verzeichnis/").html
    elsewhere.sends(path(office), **SENT)
    assert said_of(office).phone == ""
