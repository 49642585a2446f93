"""The question for a place without JavaScript: words are looked for, a list of districts says the same as the map."""

from dataclasses import replace

import pytest

from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.models import Draft
from smilecity.collect.surveys.rules import DISTRICT_ONLY, Limits
from tests.factories import SHORT, make_survey
from tests.factories_contributions import LAT, LON, make_district
from tests.factories_questions import PLACE
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db
IN_MITTE = {"lon": f"{LON + 0.0012:.6f}", "lat": f"{LAT + 0.0034:.6f}"}


@pytest.fixture(autouse=True)
def city() -> None:
    make_district("Mitte")
    make_district("Hafen", lon=LON + 0.04)


def asked(fields: QuestionFields = PLACE) -> Visitor:
    guest = Visitor(make_survey(open=True, features=(), questions=[fields, SHORT]))
    guest.begin()
    return guest


def says(guest: Visitor, step: str = "frage/1/", **fields: str) -> Page:
    return guest.post(guest.path(step), dict(fields))


def kept() -> object:
    return next(iter(Draft.objects.get().answers.values()), None)


def test_the_page_says_who_sees_the_place_and_offers_the_list(time: Clock) -> None:
    guest = asked()
    page = guest.get(guest.path("frage/1/"))
    assert page.says("Wo fehlt Ihnen Schatten?", "auf etwa 100 Meter genau", "nur Zahlen je Ortsteil", "Keine Angabe")
    assert page.html.count("<h1") == 1
    assert "web/js/pin.js" in page.html
    assert "Hafen" in page.html


def test_a_point_is_kept_about_a_hundred_metres_exactly_and_survives_going_back(time: Clock) -> None:
    guest = asked()
    assert says(guest, **IN_MITTE).path.endswith("frage/2/")
    first = kept()
    assert first == {"district": "mitte", "lon": f"{LON + 0.0012:.3f}", "lat": f"{LAT + 0.0034:.3f}"}
    back = guest.get(guest.path("frage/1/"))
    assert back.says("Gewählter Ort: Mitte")
    says(guest, **{name: back.fields[name] for name in ("lon", "lat", "address")}, district="")
    assert kept() == first


def test_words_are_looked_for_and_what_is_found_is_chosen(time: Clock) -> None:
    guest = asked()
    page = says(guest, address="Hafn", find="yes")
    assert page.status == 200
    assert page.says("Welchen Ort meinen Sie?")
    assert kept() is None
    says(guest, address="Hafn", match=page.fields["match"])
    assert isinstance(kept(), dict)
    assert kept()["district"] == "hafen"  # type: ignore[index] # seen above


def test_words_that_were_not_looked_for_yet_are_looked_for_before_going_on(time: Clock) -> None:
    guest = asked()
    page = says(guest, address="Hafen")
    assert page.status == 422
    assert page.says("Bitte wählen Sie aus, welchen Ort Sie meinen.", "Welchen Ort meinen Sie?")
    page = says(guest, address="Nirgendwo 17")
    assert page.says("Dazu haben wir nichts gefunden.")
    assert page.fields["address"] == "Nirgendwo 17"
    assert kept() is None


def test_a_district_from_the_list_is_as_good_as_a_point_and_takes_the_place_of_an_older_one(time: Clock) -> None:
    guest = asked()
    says(guest, **IN_MITTE)
    back = guest.get(guest.path("frage/1/"))
    says(guest, lon=back.fields["lon"], lat=back.fields["lat"], district="hafen")
    assert kept() == {"district": "hafen"}
    again = guest.get(guest.path("frage/1/"))
    assert 'value="hafen" selected' in again.html
    says(guest, **IN_MITTE, district="hafen")  # the point is what was added
    assert isinstance(kept(), dict)
    assert kept()["district"] == "mitte"  # type: ignore[index] # seen above


def test_a_point_and_a_district_that_do_not_fit_are_both_offered(time: Clock) -> None:
    guest = asked()
    page = says(guest, **IN_MITTE, district="hafen")
    assert page.status == 422
    assert page.says("Ihr Punkt liegt nicht in dem Ortsteil aus der Liste.", "Welchen Ort meinen Sie?")
    says(guest, **IN_MITTE, district="hafen", match="hafen")
    assert kept() == {"district": "hafen"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"lon": "2.35", "lat": "48.85"}, "Dieser Ort liegt nicht in unserer Stadt."),
        ({"lon": "zwölf", "lat": "54"}, "Diesen Punkt haben wir nicht verstanden."),
        ({"match": "nan,nan"}, "Diesen Punkt haben wir nicht verstanden."),
        ({"match": "1e400,54"}, "Diesen Punkt haben wir nicht verstanden."),
        ({"district": "mond"}, "Diesen Ortsteil gibt es nicht."),
        ({"match": "mond"}, "Diesen Ortsteil gibt es nicht."),
        ({"district": "mitte", "abstain": "1"}, "Bitte entscheiden Sie sich"),
    ],
)
def test_what_is_no_place_in_the_city_is_told_and_nothing_is_kept(
    time: Clock, fields: dict[str, str], sentence: str
) -> None:
    guest = asked()
    page = says(guest, **fields)
    assert page.status == 422
    assert page.says(sentence)
    assert kept() is None


def test_a_place_is_taken_back_without_javascript(time: Clock) -> None:
    guest = asked()
    says(guest, **IN_MITTE)
    back = guest.get(guest.path("frage/1/"))
    assert back.says("Ohne Ort weiter")
    says(guest, lon=back.fields["lon"], lat=back.fields["lat"], abstain="1")
    assert kept() == {}
    says(guest, without="yes")
    assert kept() is None


def test_where_an_answer_must_be_given_there_is_no_way_without(time: Clock) -> None:
    guest = asked(replace(PLACE, required=True, abstains=False))
    assert "Ohne Ort weiter" not in guest.get(guest.path("frage/1/")).words
    page = says(guest, without="yes")
    assert page.status == 422
    assert page.says("Bitte zeigen Sie einen Ort auf der Karte")


def test_only_the_district_is_kept_where_only_that_is_promised(time: Clock) -> None:
    guest = asked(replace(PLACE, limits=Limits(places=DISTRICT_ONLY)))
    assert guest.get(guest.path("frage/1/")).says("Wir speichern nur den Ortsteil, nicht den Punkt.")
    says(guest, **IN_MITTE)
    assert kept() == {"district": "mitte"}


def test_the_check_says_the_place_in_words_with_a_way_to_change_it(time: Clock) -> None:
    guest = asked()
    says(guest, **IN_MITTE)
    page = guest.get(guest.path("pruefen/"))
    assert page.says("Wo fehlt Ihnen Schatten?", "Mitte")
    assert says(guest, "frage/1/?pruefen", district="hafen").path.endswith("pruefen/")
    assert guest.get(guest.path("pruefen/")).says("Hafen")
