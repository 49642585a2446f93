"""Every kind of public page, for real: accessible in light and dark in each language, never too wide, light to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kinds import LOOKED_AT
from tests.support.looking import BUDGET, Look
from tests.support.person import Person, Scales, answer_everything

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


@pytest.fixture(scope="module")
def surveys(town: Town) -> dict[str, str]:
    """The demo's survey of 13 questions is open; another one is over and its result is published."""
    return {"open": town.demo_survey(), "over": town.published(), "small": town.survey()}


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    town: Town, person: NewPerson, surveys: dict[str, str], language: str
) -> None:
    anna = person(width=360)
    look, prefix = Look(anna, language), "" if language == "de" else f"/{language}"
    for name, path in standing_pages(surveys["over"]).items():
        anna.visit(prefix + path)
        look.at(name)
    answer_the_demo(look, f"{prefix}/umfragen/{surveys['open']}/", f"{language}@example.org")
    confirm(town, look, f"{language}@example.org")
    assert look.faults == {}
    assert LOOKED_AT["test_look"] <= look.kinds


def standing_pages(over: str) -> dict[str, str]:
    return {
        "home": "/",
        "result": f"/umfragen/{over}/ergebnis/",
        "closed": f"/umfragen/{over}/",
        "404": "/gibt-es-nicht/",
        "unknown": "/teilnahme/falsch/",
        "imprint": "/impressum/",
        "privacy": "/datenschutz/",
        "accessibility": "/barrierefreiheit/",
        "login": "/konto/login/",
        "signup": "/konto/signup/",
        "password": "/konto/password/reset/",
    }


def answer_the_demo(look: Look, survey: str, address: str) -> None:
    """Go through the survey; every kind of screen is looked at once, the first question also when it was refused."""
    anna, seen = look.person, set()
    anna.visit(survey)
    look.at("start")
    anna.go_on()
    anna.go_on()
    look.at("question refused")
    anna.page.locator("#answer-3 ~ label, label[for=answer-3]").first.click()
    anna.go_on()
    while "/frage/" in anna.path:
        kind = kind_of_question(anna)
        if kind not in seen:
            look.at(f"question {kind}")
            seen.add(kind)
        if kind == "short":
            anna.page.locator("#answer").fill("Überall, wo\u00adWasser ist: Donaudampfschifffahrtsgesellschaft 🌊")
        anna.go_on()
    assert seen == {"one", "several", "scale", "matrix", "ranking", "number", "short", "long"}
    look.at("profile")
    anna.go_on()
    look.at("contact")
    anna.go_on()
    look.at("contact refused")
    anna.page.locator("#email").fill(address)
    anna.go_on()
    look.at("check")


def kind_of_question(anna: Person) -> str:
    """Tell a question by its first control."""
    kinds = {
        "matrix": ".matrix",
        "ranking": ".ranking",
        "number": "#answer[inputmode=decimal]",
        "scale": ".scale",
        "several": "#answer[type=checkbox]",
        "one": "#answer[type=radio]",
        "long": "textarea#answer",
        "short": "input#answer[type=text]",
    }
    return next(kind for kind, selector in kinds.items() if anna.page.locator(selector).count())


def confirm(town: Town, look: Look, address: str) -> None:
    anna = look.person
    anna.go_on()
    look.at("wait")
    link = town.link(address)
    anna.visit(link)
    look.at("confirm")
    anna.go_on()
    look.at("thanks")
    change = anna.page.locator("a[href*='/aendern/']").get_attribute("href")
    assert change
    anna.visit(link)
    look.at("used")
    anna.visit(change)
    look.at("change")
    anna.go_on()
    anna.go_on()
    look.at("changed")
    anna.visit(change.rstrip("/")[:-3] + "/")
    look.at("change unknown")


def test_a_page_loads_in_a_hundred_kilobytes_and_asks_nobody_else(
    town: Town, person: NewPerson, surveys: dict[str, str]
) -> None:
    weights = {}
    paths = {"home": "/", "result": f"/umfragen/{surveys['over']}/ergebnis/", "start": f"/umfragen/{surveys['open']}/"}
    for name, path in paths.items():
        fresh = person(width=360)
        scales = Scales(fresh.page)
        fresh.visit(path)
        fresh.page.wait_for_load_state("networkidle")
        weights[name] = scales.bytes
        if name == "start":
            fresh.go_on()
            fresh.page.wait_for_load_state("networkidle")
            weights["question, with the page before it"] = scales.bytes
    weights["wait"] = weight_of_waiting(person(width=360), surveys["small"])
    assert all(weight > 10_000 for weight in weights.values())
    assert {name: weight for name, weight in weights.items() if weight > BUDGET} == {}


def weight_of_waiting(anna: Person, slug: str) -> int:
    """Weigh the page that waits at once: until the mail has gone out it loads a script of its own."""
    answer_everything(anna, slug, "gewicht@example.org")
    scales = Scales(anna.page)
    anna.press("Antworten absenden")
    anna.asked("Fast geschafft")
    anna.page.wait_for_load_state("networkidle")
    return scales.bytes
