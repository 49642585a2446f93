"""The worked example of the handbook is true: its own tables are read from the page and counted."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from smilecity.config.forge.options import parser
from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.election import Election, Kind, Project
from smilecity.decide.forge.rules.explaining import explain
from smilecity.decide.forge.rules.outcome import Completion, Parameters, Rule
from smilecity.decide.forge.rules.profiles import approvals

PAGE = (Path(__file__).resolve().parents[2] / "docs/handbook/stimmen-zaehlen.md").read_text(encoding="utf-8")
TEXT = " ".join(PAGE.split())


def table(*head: str) -> list[list[str]]:
    """Return the rows of the table with this head."""
    _, _, rest = PAGE.partition(f"| {' | '.join(head)} |\n")
    rows = rest.split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def number(text: str) -> int:
    return int(text.replace(".", "").removesuffix(" €"))


PROJECTS = table("Projekt", "Kosten", "Stimmen")
BALLOTS = table("Personen", "Stimmzettel")
ROUNDS = table("Runde", "Projekt", "Wirksame Stimmen", "Es zahlen", "Jede Person", "Vom Geld bleiben")


def example() -> Election:
    names = [name for name, _, _ in PROJECTS]
    cast = {tuple(names.index(one) for one in named.split(", ")): number(people) for people, named in BALLOTS}
    (budget,) = re.findall(r"entscheiden über ([\d.]+ €)", TEXT)
    projects = tuple(Project(name, Fraction(number(cost))) for name, cost, _ in PROJECTS)
    return Election(Kind.APPROVAL, Fraction(number(budget)), projects, approvals(cast))


def test_the_example_has_as_many_votes_as_it_says() -> None:
    votes = {
        name: sum(number(people) for people, named in BALLOTS if name in named.split(", ")) for name, _, _ in PROJECTS
    }
    assert votes == {name: number(told) for name, _, told in PROJECTS}
    assert "Zehn Personen" in TEXT
    assert example().ballots.voters == 10
    assert example().budget / 10 == 100


def test_the_rounds_of_the_example_are_those_of_the_count() -> None:
    one = example()
    told = explain(one, count(one, Parameters()))
    rounds = [
        [
            str(number_),
            one.projects[each.project].id,
            str(each.effective),
            str(each.paid[0].voters),
            f"{each.share} €",
            f"{each.left} €",
        ]
        for number_, each in enumerate(told.rounds, 1)
    ]
    assert rounds == ROUNDS
    assert [len(each.paid) for each in told.rounds] == [1, 1, 1, 1]
    assert told.reach.served == 10


def test_what_the_example_says_of_the_rest_is_true() -> None:
    one = example()
    outcome = count(one, Parameters())
    assert f"Ausgegeben werden {outcome.cost} €." in TEXT
    greedy = count(one, Parameters(rule=Rule.GREEDY_VOTES))
    assert {one.projects[place].id for place in greedy.selected} == {"Skatebahn", "Kletternetz"}
    # Fifteen more for each: with fourteen the bench is not paid by shares.
    bench = one.place_of("Bank am Teich")
    paid = {more: _by_shares(one, more) for more in (14, 15)}
    assert (bench in paid[14], bench in paid[15]) == (False, True)
    assert "15 € mehr" in TEXT


def _by_shares(one: Election, more: int) -> tuple[int, ...]:
    return count(replace(one, budget=one.budget + 10 * more), Parameters(completion=Completion.NONE)).selected


def test_every_command_of_the_page_is_one_of_ours() -> None:
    commands = re.findall(r"^    smilecity forge (.+?)(?:  .*)?$", PAGE, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        parser().parse_args(command.split())
