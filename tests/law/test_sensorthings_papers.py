"""The page on SensorThings is true: it names every requirement we claim, and tests that are there, and all of them."""

import re
from collections.abc import Iterator
from pathlib import Path

from smilecity.doors.api.sensorthings import landing

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/standards/sensorthings.md"
FOLDER = ROOT / "tests/standards/sensorthings"
CELLS = re.compile(r"\| `([a-z-]+/[a-z/-]+)` \| ([0-9., to]+) \| [^|]+ \| ([^|]+) \|")
NAMED = re.compile(r"\]\(([^)]+\.py)\)((?:,?\s`test_\w+`)+)")


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def named(page: str) -> Iterator[tuple[Path, str]]:
    """Each test that a text names, with the file it is said to be in."""
    for path, tests in NAMED.findall(page):
        for test in re.findall(r"test_\w+", tests):
            yield (PAGE.parent / path).resolve(), test


def written(file: Path) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_requirement_that_the_landing_page_claims_has_a_row_with_its_clause_and_its_tests() -> None:
    rows = {part: (clause, tests) for part, clause, tests in CELLS.findall(text())}
    assert set(rows) == {*landing.HTTP, *landing.MQTT}
    assert [part for part, (clause, tests) in rows.items() if not clause.strip() or not list(named(tests))] == []


def test_the_landing_page_claims_nothing_beside_them() -> None:
    claimed = {each.removeprefix(landing.REQUIREMENTS) for each in landing.conformance()}
    assert claimed <= {*landing.HTTP, *landing.MQTT}


def test_every_test_that_the_page_names_is_there() -> None:
    assert [test for file, test in named(text()) if test not in written(file)] == []


def test_every_test_of_the_standard_is_named_on_the_page() -> None:
    there = {(file, test) for file in FOLDER.glob("test_*.py") for test in written(file)}
    assert there - set(named(text())) == set()


def test_tests_of_a_clause_begin_with_its_number() -> None:
    clauses = [file for file in FOLDER.glob("test_[0-9]*.py") if file.is_file()]
    assert [test for file in clauses for test in written(file) if not re.match(r"test_\d+_", test)] == []
