"""How many SQL statements a page costs: within its budget, and the same when everything is twice as much."""

from collections.abc import Callable

import pytest

from smilecity.collect.surveys.rules import Feature
from smilecity.ground import hashes
from smilecity.understand.results import actions as results
from tests.factories import CLOSES_AT, EVERY_KIND, Made, closed, make_survey, send_off, take_part
from tests.support.statements import statements
from tests.support.visitor import FIELD, FITTING, Visitor, link_of

Act = Callable[[Visitor], object]


def cost(act: Act, visitor: Visitor) -> int:
    with statements() as sent:
        act(visitor)
    return len(sent)


def answering(survey: Made) -> Visitor:
    visitor = Visitor(survey)
    visitor.fill_in("anna@example.org")
    return visitor


def doubled(questions: int = 2) -> Made:
    """A survey twice as long as that of the fixture, among other surveys, with participations and drafts."""
    for other in (make_survey(open=True) for _ in range(3)):
        take_part(other, "bert@example.org")
        send_off(other, "carla@example.org")
    survey = make_survey(open=True, questions=EVERY_KIND * questions)
    for name in ("dora", "emil", "frida"):
        take_part(survey, f"{name}@example.org")
    return survey


def step(path: str, **fields: object) -> Act:
    """Open a screen, or send its form where fields are given."""
    return lambda visitor: (
        visitor.client.post(visitor.path(path), fields) if fields else visitor.client.get(visitor.path(path))
    )


SCREENS: dict[str, tuple[Act, int]] = {
    "home": (lambda visitor: visitor.client.get("/"), 9),
    "start": (step(""), 9),
    "question": (step("frage/1/"), 8),
    "answer": (step("frage/1/", answer="bus"), 8),
    "text": (step("frage/5/", answer="Mehr Bänke"), 8),
    "profile": (step("angaben/"), 8),
    "profile given": (step("angaben/", age_group="30-44"), 8),
    "contact": (step("kontakt/"), 8),
    "address given": (step("kontakt/", email="anna@example.org"), 8),
    "check": (step("pruefen/"), 8),
    "send off": (step("pruefen/", secret="s" * 43), 15),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_costs_no_more_than_its_budget_however_much_there_is(survey: Made, name: str) -> None:
    act, budget = SCREENS[name]
    small = cost(act, answering(survey))
    assert small <= budget
    assert cost(act, answering(doubled())) == small


def test_the_first_page_on_a_first_visit_and_with_results(survey: Made) -> None:
    empty = cost(SCREENS["home"][0], Visitor())
    for _ in range(2):
        over = make_survey(open=True)
        take_part(over, "anna@example.org")
        closed(over)
        results.publish(survey=over.id, by=over.staff, at=CLOSES_AT)
    one = cost(SCREENS["home"][0], Visitor())
    for _ in range(2):
        make_survey(open=True)
    assert cost(SCREENS["home"][0], Visitor()) == one
    assert empty <= one <= 9


def test_confirming_costs_the_same_whoever_else_has_taken_part(survey: Made) -> None:
    costs = []
    for made in (survey, doubled()):
        visitor = answering(made)
        visitor.post(visitor.path("pruefen/"))
        link, secret = link_of("anna@example.org"), hashes.new_secret()
        opened = cost(lambda one, link=link: one.client.get(link), Visitor(made))  # type: ignore[misc] # bound per round
        sent = cost(
            lambda one, link=link, secret=secret: one.client.post(link, {"secret": secret}),  # type: ignore[misc] # bound
            Visitor(made),
        )
        costs.append((opened, sent))
    assert costs[0] == costs[1]
    # Opening the link reads only; the button spends it, counts the answers, thanks, and shows what else is open. Both
    # look first what the link confirms.
    opened, confirmed = costs[0]
    assert opened <= 4
    assert confirmed <= 18


def test_a_whole_participation_costs_what_its_screens_cost(survey: Made) -> None:
    visitor = Visitor(survey)
    begin = cost(lambda one: one.client.post(one.path()), visitor)
    answers = [
        cost(step(f"frage/{number}/", **{FIELD[fields.kind]: FITTING[fields.kind]}), visitor)
        for number, fields in enumerate(EVERY_KIND, 1)
    ]
    assert begin <= 8
    assert len(set(answers)) == 1


def test_a_survey_that_asks_nothing_of_the_person_costs_no_more(db: None, survey: Made) -> None:
    bare = make_survey(open=True, features=())
    districts = make_survey(open=True, features=(Feature.DISTRICT,))
    assert cost(step("pruefen/"), answering(bare)) < cost(step("pruefen/"), answering(districts))
