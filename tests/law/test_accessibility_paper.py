"""The paper on EN 301 549 is true: every criterion of WCAG 2.1 A and AA has a result, the tests it names are there."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "docs/standards/en-301-549.md"
DECLARATION = ROOT / "src/smilecity/doors/web/templates/web/legal/accessibility.html"
RESULTS = {"met", "partly", "not met", "does not apply", "needs a person"}
# WCAG 2.1, levels A and AA: the numbers of the criteria of each guideline.
WCAG = {
    "1.1": (1,), "1.2": (1, 2, 3, 4, 5), "1.3": (1, 2, 3, 4, 5), "1.4": (1, 2, 3, 4, 5, 10, 11, 12, 13),
    "2.1": (1, 2, 4), "2.2": (1, 2), "2.3": (1,), "2.4": (1, 2, 3, 4, 5, 6, 7), "2.5": (1, 2, 3, 4),
    "3.1": (1, 2), "3.2": (1, 2, 3, 4), "3.3": (1, 2, 3, 4), "4.1": (1, 2, 3),
}  # fmt: skip
CRITERIA = [f"9.{guideline}.{number}" for guideline, numbers in WCAG.items() for number in numbers]
OTHERS = ["5.2", "5.3", "5.4", "5.7", "5.8", "5.9", "11.7", *(f"11.8.{n}" for n in range(1, 6)), "12.1.1", "12.1.2"]
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(?:(\w+)::)?(test_\w+)`")


def text() -> str:
    return PAPER.read_text(encoding="utf-8")


def rows() -> dict[str, tuple[str, str]]:
    """Result and proof of each clause."""
    found = [tuple(cell.strip() for cell in row) for row in ROW.findall(text())]
    return {clause: (result, proof) for clause, _about, result, proof in found if clause not in {"clause", "---"}}


@cache
def written_in(file: str) -> set[tuple[str, str]]:
    """Each test of a file, with its class or ""."""
    found, holder = set(), ""
    for line in (ROOT / "tests" / file).read_text(encoding="utf-8").splitlines():
        if named := re.match(r"class (\w+)|( *)def (test_\w+)", line):
            holder = named[1] or (holder if named[2] else "")
            found |= {(holder, named[3])} if named[3] else set()
    return found


@pytest.mark.parametrize("clause", [*CRITERIA, *OTHERS, "12.2.2", "12.2.3", "12.2.4"])
def test_every_clause_has_a_result_and_how_it_was_found(clause: str) -> None:
    result, proof = rows()[clause]
    assert result in RESULTS
    assert proof


def test_there_are_fifty_criteria() -> None:
    assert len(set(CRITERIA)) == 50


def test_every_test_that_the_paper_names_is_there() -> None:
    named = NAMED.findall(text())
    assert len(named) > 50
    assert [(file, name) for file, holder, name in named if (holder, name) not in written_in(file)] == []


def test_what_is_met_was_tested_or_read() -> None:
    bare = [
        clause
        for clause, (result, proof) in rows().items()
        if result == "met" and not (NAMED.search(proof) or re.search(r"\b(walk|walked|source|see 5\.4)\b", proof))
    ]
    assert bare == []


def test_the_declaration_does_not_claim_more_than_the_paper() -> None:
    whole = all(result in {"met", "does not apply"} for result, _proof in rows().values())
    declared = DECLARATION.read_text(encoding="utf-8")
    assert ("zum größten Teil" in declared) is not whole


def test_what_is_missing_is_said_on_both() -> None:
    declared = DECLARATION.read_text(encoding="utf-8")
    for word in ("Leichter Sprache", "Gebärdensprache", "unabhängige Stelle"):
        assert word in declared
    for words in ("(DGS)", "Leichte Sprache", "no independent body"):
        assert words in text()
