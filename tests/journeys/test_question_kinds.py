"""Numbers, days, places and lines in a browser: accessible on a phone, light and dark, with and without scripts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from smilecity.collect.surveys.rules import Condition, Kind
from tests.support.looking import BUDGET, Look
from tests.support.person import Person, Scales
from tests.support.pictures import saved

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

TEXTS = {
    "help": {"de": "Zählen Sie Schritte: Zwei Schritte sind etwa ein Meter."},
    "section": {"de": "Wege"},
    "intro": {"de": "Jetzt geht es um die Wege, die Sie jede Woche gehen."},
}


PICTURE = {"de": "Ein Platz mit drei Linden", "en": "A square with three lime trees"}
# Of the town that runs: five of its districts.
DISTRICTS = ("biestow", "brinckmansdorf", "diedrichshagen", "dierkow-neu", "dierkow-ost")


@pytest.fixture(scope="module")
def survey(town: Town) -> str:
    """A survey with the kinds that are more than a choice, and a question for some only; its slug."""
    from smilecity.collect.surveys import actions, queries
    from smilecity.ground import clock
    from tests.factories import LONG, ONE, make_survey, opened
    from tests.factories_questions import MORE_KINDS, PLACE

    def make() -> str:
        at = clock.now()
        number, *others = (replace(fields, abstains=True) for fields in MORE_KINDS)
        kinds = (replace(number, required=True, **TEXTS), *others, PLACE, ONE)  # type: ignore[arg-type] # texts by name
        made = make_survey(questions=kinds, at=at, closes_at=None)
        noise = saved(Image.effect_noise((1200, 900), 100), "PNG")  # nothing weighs more
        for question in (made.questions[0], made.questions[4]):
            actions.set_picture(question=question, content=noise, alt=PICTURE, by=made.staff, at=at)
        why = replace(LONG, condition=Condition(str(made.questions[-1]), ("car",)), text={"de": "Warum mit dem Auto?"})
        actions.add_question(survey=made.id, fields=why, by=made.staff, at=at)
        opened(made, at=at)
        row = queries.by_id(made.id)
        assert row
        return row.slug

    return town.do(make)


@pytest.fixture(scope="module")
def result(town: Town) -> str:
    """A survey of the same kinds with a published result; its slug."""
    from smilecity.collect.surveys import queries
    from smilecity.collect.surveys.models import Participation
    from smilecity.ground import clock
    from smilecity.understand.results import actions as results
    from tests.factories import closed, make_survey
    from tests.factories_questions import MORE_KINDS, PLACE

    def make() -> str:
        at = clock.now()
        made = make_survey(open=True, questions=(*MORE_KINDS, PLACE), at=at, closes_at=None)
        orders = [["way", "park", "bus"], ["park", "bus", "way"], ["bus", "way", "park"], ["way", "bus", "park"]]
        Participation.objects.bulk_create(
            Participation(survey_id=made.id, answers=_said(made.questions, orders[turn % 4], turn), profile={})
            for turn in range(120)
        )
        closed(made, at=at)
        results.publish(survey=made.id, by=made.staff, at=at)
        row = queries.by_id(made.id)
        assert row
        return row.slug

    return town.do(make)


def _said(questions: object, order: list[str], turn: int) -> dict[str, object]:
    assert isinstance(questions, tuple)
    number, day, ranking, matrix, place = map(str, questions)
    lines = {"clean": turn % 5 + 1, "light": turn % 3 + 2}
    said: dict[str, object] = {number: str(turn * 40), day: f"{1960 + turn % 60}-05-01", ranking: order, matrix: lines}
    return said | {place: {"district": DISTRICTS[turn % 10 // 2]}}


def _sees_the_picture(anna: Person) -> None:
    """Assert that a phone has got the small file, and words for who does not see it."""
    shown = anna.page.get_by_alt_text(PICTURE["de"])
    shown.scroll_into_view_if_needed()
    anna.page.wait_for_function("document.querySelector('.question-picture img').naturalWidth > 0")
    assert str(shown.evaluate("image => image.currentSrc")).endswith("-small.webp")


def _fill_in(anna: Person, kind: str) -> None:
    page = anna.page
    if kind == "number":
        page.fill("#answer", "1.250")
    elif kind == "date":
        page.fill("#answer", "2019-05-01")
    elif kind == "ranking":
        for place, control in enumerate(page.locator("select").all(), 1):
            control.select_option(str(place))
    elif kind == "matrix":
        for line in page.locator(".matrix > fieldset").all():
            line.locator("label").nth(3).click()
    elif kind == "place":
        _pin(anna)


def _pin(anna: Person) -> None:
    """Look for a place by its name, with the script or without it, and take the first that is found."""
    anna.page.fill("#answer", "Reutershagen")
    if anna.page.locator("[data-pin-here]").is_visible():
        anna.page.get_by_role("button", name="Suchen", exact=True).click()
        anna.page.locator("[data-pin-found] [role=option]").first.click()
        anna.reads("Gewählter Ort:")
    else:
        anna.press("Suchen")
        anna.page.locator("[data-pin-matches] label").first.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_every_kind_can_be_answered_on_a_phone_and_is_accessible(
    person: NewPerson, survey: str, javascript: bool
) -> None:
    anna = person(width=360, javascript=javascript)
    look = Look(anna, "de")
    anna.visit(f"/umfragen/{survey}/")
    anna.go_on()
    for kind in ("number", "date", "ranking", "matrix", "place"):
        if javascript:
            look.at(kind)
        if kind == "number":
            anna.go_on()
            anna.page.wait_for_selector("[data-error-summary]")
        if kind == "place":
            _sees_the_picture(anna)
        _fill_in(anna, kind)
        anna.press("Weiter")
    assert "Wie kommen Sie meist in die Stadt?" in anna.page.inner_text("h1")
    anna.choose("Mit dem Rad")
    anna.go_on()
    assert "/angaben/" in anna.page.url
    anna.page.goto(anna.page.url.replace("angaben", "pruefen"))
    shown = anna.page.inner_text("main")
    assert "1.250 Meter" in shown
    assert "Platz 1: Wege" in shown
    assert "Sauberkeit: 4 von 5" in shown
    assert "Reutershagen" in shown
    assert "Warum mit dem Auto?" not in shown
    assert look.faults == {}


def test_the_result_of_every_kind_is_accessible(person: NewPerson, result: str) -> None:
    for width in (360, 1280):
        anna = person(width=width)
        look = Look(anna, "de")
        anna.visit(f"/umfragen/{result}/ergebnis/")
        look.at("result")
        shown = anna.page.inner_text("main")
        assert "Am häufigsten auf Platz 1: „Wege“" in shown
        assert "Sauberkeit" in shown
        assert "Wo fehlt Ihnen Schatten?" in shown
        assert anna.page.locator(".districts path").count() >= len(DISTRICTS)
        assert look.faults == {}


def test_the_kinds_are_named_once_here_so_that_a_new_one_is_looked_at() -> None:
    choices = {Kind.ONE, Kind.SEVERAL, Kind.SCALE, Kind.SHORT, Kind.LONG}
    assert set(Kind) - choices == {Kind.NUMBER, Kind.DATE, Kind.RANKING, Kind.MATRIX, Kind.PLACE}


def test_a_question_with_a_picture_loads_in_a_hundred_kilobytes_on_a_phone(person: NewPerson, survey: str) -> None:
    anna = person(width=360)
    anna.visit(f"/umfragen/{survey}/")
    anna.go_on()
    anna.page.wait_for_load_state("networkidle")
    scales = Scales(anna.page)  # as if nothing had been loaded before
    anna.visit(anna.page.url)
    _sees_the_picture(anna)
    anna.page.wait_for_load_state("networkidle")
    assert 10_000 < scales.bytes <= BUDGET
