"""All rules side by side: a table of projects and rules. In: outcomes. Out: lines that align in any terminal."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from smilecity.config.forge.words import RULES, Words, printable
from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.explaining.others import Other
from smilecity.decide.forge.rules.support import support

_NAME = 36


def table(election: Election, others: Sequence[Other], words: Words) -> str:
    """Return the table: projects with most votes first, the rules as letters explained below."""
    letters = [chr(ord("A") + number) for number in range(len(others))]
    head = [words.say("table_project"), words.say("table_cost"), words.say("table_votes"), *letters]
    projects, sums = _projects(election, others, words), _sums(others, words)
    widths = [max(map(_width, column)) for column in zip(head, *projects, *sums, strict=True)]
    line = "  ".join("─" * width for width in widths)
    body, foot = ([_row(row, widths) for row in rows] for rows in (projects, sums))
    rules = [words.of(RULES[one.outcome.parameters.rule]) for one in others]
    key = [f"  {letter} {rule}" for letter, rule in zip(letters, rules, strict=True)]
    return "\n".join([_row(head, widths), line, *body, line, *foot, "", *key, "", words.say("table_key")])


def _projects(election: Election, others: Sequence[Other], words: Words) -> list[list[str]]:
    parameters = others[0].outcome.parameters
    votes = support(election, parameters.utility, parameters.borda).votes.tolist()
    ranks = [{place: number for number, place in enumerate(one.outcome.selected, 1)} for one in others]
    order = sorted(range(len(votes)), key=lambda place: (-votes[place], election.projects[place].cost, place))
    return [
        [
            _name(election, place),
            words.money(election.projects[place].cost),
            words.number(votes[place]),
            *(str(rank.get(place, "·")) for rank in ranks),
        ]
        for place in order
    ]


def _sums(others: Sequence[Other], words: Words) -> list[list[str]]:
    figures = {
        "table_chosen": [words.number(len(one.outcome.selected)) for one in others],
        "table_spent": [words.number(one.outcome.cost) for one in others],
        "table_served": [words.percent(one.reach.share) for one in others],
        "table_money": ["·" if one.reach.money is None else words.number(one.reach.money, 2) for one in others],
    }
    return [[words.say(key), "", "", *row] for key, row in figures.items()]


def _name(election: Election, place: int) -> str:
    project = election.projects[place]
    text = printable(f"{project.id} {project.name}".strip())
    return text if len(text) <= _NAME else f"{text[: _NAME - 1]}…"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0] + " " * (widths[0] - _width(cells[0]))
    rest = (" " * (width - _width(cell)) + cell for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "  ".join([first, *rest]).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
