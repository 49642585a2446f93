"""The office directory: what is told of an office, what is refused, what a file changes, which place leads where."""

from dataclasses import replace
from typing import Any

import pytest

from smilecity.city import actions, queries
from smilecity.city.models import Office
from smilecity.city.office_details import LONG_TEXT, NO_GERMAN, Details, words_of
from smilecity.city.problems import BadFile
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.ground.search.queries import Wanted, find
from smilecity.ground.search.rules import ask
from tests.factories import AT
from tests.factories_contributions import make_district, make_office

pytestmark = pytest.mark.django_db
SAID = Details(
    responsibilities={"de": "Straßen und Wege"},
    everyday={"de": ["Schlagloch", "Laterne kaputt"], "en": ["pothole"]},
    email="tiefbau@example.org",
    phone="030 23125 104",
    address="Neuer Markt 1",
    opening={"de": "Dienstag 9 bis 12 Uhr"},
    accessibility={"de": "Eingang ohne Stufen"},
    serves=[],
)


def describe(office: int, said: Details) -> None:
    actions.describe_office(office=office, details=said, by=None, at=AT)


def found(text: str) -> list[str]:
    return [hit.key for hit in find(Wanted(asked=ask(text), at=AT, kinds=["office"])).hits]


def test_an_office_is_found_by_what_people_call_what_it_does() -> None:
    office = make_office()
    assert found("Schlagloch") == []
    describe(office, SAID)
    for typed in ("Schlagloch", "pothole", "Meine Laterne ist kaputt", "Dienstag", "wer ist für Strassen zuständig"):
        assert found(typed) == [str(office)], typed
    describe(office, replace(SAID, everyday={}))
    assert found("Schlagloch") == []


def test_what_is_told_is_written_into_the_log() -> None:
    office = make_office()
    describe(office, SAID)
    card = queries.office_card(Office.objects.get(pk=office).slug, "en")
    assert card is not None
    assert (card.everyday, card.opening, card.phone) == (["pothole"], "Dienstag 9 bis 12 Uhr", "030 23125 104")
    assert AuditEntry.objects.filter(verb="city.describe_office", subject=f"office:{office}").count() == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"email": "tiefbau"}, "E-Mail-Adresse"),
        ({"phone": "ruf an"}, "Telefonnummer"),
        ({"opening": {"en": "Tuesday"}}, NO_GERMAN),
        ({"opening": {"de": "x" * 2001}}, LONG_TEXT.format(most=2000)),
        ({"everyday": {"de": ["x" * 61]}}, "höchstens 60 Zeichen"),
        ({"everyday": {"de": [f"Wort {n}" for n in range(61)]}}, "Mehr als 60"),
        ({"serves": ["atlantis"]}, "„atlantis“"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(wrong: dict[str, Any], reason: str) -> None:
    office = make_office()
    describe(office, SAID)
    with pytest.raises(Refused) as refusal:
        describe(office, replace(SAID, **wrong))
    assert reason in str(refusal.value)
    assert queries.office_details(office) == SAID


def test_an_office_that_is_gone_cannot_be_described() -> None:
    office = make_office(retired_on=AT.date())
    with pytest.raises(Refused):
        describe(office, SAID)
    assert queries.office_details(office) is None


def test_words_may_be_typed_with_commas_or_lines_between() -> None:
    assert words_of("Schlagloch, Loch  in der Straße\n\nLaterne; Schlagloch") == [
        "Schlagloch",
        "Loch in der Straße",
        "Laterne",
    ]


def test_a_file_changes_only_what_it_says() -> None:
    office = make_office("tiefbau", name={"de": "Tiefbau"})
    describe(office, SAID)
    actions.import_offices(items=[{"slug": "tiefbau", "name": "Tiefbauamt"}], by=None, at=AT)
    assert Office.objects.get(pk=office).everyday == SAID.everyday
    item = {"slug": "tiefbau", "name": "Tiefbauamt", "everyday": ["Gully"], "opening": {"de": "nie", "en": "never"}}
    actions.import_offices(items=[item], by=None, at=AT)
    row = Office.objects.get(pk=office)
    assert (row.everyday, row.opening) == ({"de": ["Gully"]}, {"de": "nie", "en": "never"})
    assert row.accessibility == SAID.accessibility
    assert found("Gully") == [str(office)]
    actions.import_offices(items=[{"slug": "anders", "name": "Anders"}], by=None, at=AT)
    assert found("Gully") == []


@pytest.mark.parametrize("wrong", [{"everyday": "Gully"}, {"everyday": {"fr": ["x"]}}, {"serves": ["atlantis"]}])
def test_a_file_with_wrong_details_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadFile):
        actions.import_offices(items=[{"slug": "tiefbau", "name": "Tiefbau", **wrong}], by=None, at=AT)


def test_a_place_is_a_district_by_its_name_in_any_spelling() -> None:
    make_district("Südstadt")
    for typed in ("Südstadt", "südstadt ", "Sudstadt"):
        where = queries.whereabouts(typed)
        assert where is not None
        assert where.district == "südstadt"
    assert queries.whereabouts("Atlantis") is None


def test_an_office_serves_its_districts_or_all() -> None:
    make_district("Mitte")
    everywhere, here = make_office("a"), make_office("b")
    describe(here, replace(SAID, serves=["mitte"]))
    cards = {card.id: card for card in queries.directory()}
    assert cards[everywhere].is_for("mitte")
    assert cards[everywhere].is_for("anderswo")
    assert cards[here].is_for("mitte")
    assert not cards[here].is_for("anderswo")
