"""docs/operations/settings.md is true: each variable the program reads stands there, with its default, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src/smilecity"
PAGE = ROOT / "docs/operations/settings.md"
READERS = {"text", "boolean", "number", "words", "folder", "url", "choice", "zone"}
# What the code gives instead of a plain value, in the words of the page.
IN_WORDS = {
    "SMILECITY_WORKERS": "processors, at most 2",
    "DEMO_API_KEY": "a new one each start",
    "DEMO_PASSWORD": "a new one each start",
}


class Read(NamedTuple):
    """A variable as the code reads it: default and bounds as the page should show them."""

    name: str
    default: str
    bounds: str


def reads() -> Iterator[Read]:
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_reader(node.func):
                yield _read(node)


def _is_reader(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "env"
        and function.attr in READERS
    )


def _read(call: ast.Call) -> Read:
    name = str(ast.literal_eval(call.args[0]))
    bounds = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords if word.arg in {"least", "most"}}
    shown = f"from {bounds['least']} to {bounds['most']}" if bounds else ""
    return Read(name, IN_WORDS.get(name) or _default(call), shown)


def _default(call: ast.Call) -> str:
    if any(word.arg == "default" and ast.literal_eval(word.value) is True for word in call.keywords):
        return "`1`"
    if len(call.args) == 1:
        return "`0`" if isinstance(call.func, ast.Attribute) and call.func.attr == "boolean" else "empty"
    value = ast.literal_eval(call.args[1])
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return f"`{text}`" if text else "empty"


def rows() -> dict[str, list[str]]:
    """The rows of the tables on the page, by the variable in their first cell."""
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.read_text().splitlines()]
    return {row[0].strip("| `"): row[1:] for row in cells if re.match(r"(\| )?`[A-Z0-9_]+`", row[0])}


READS = sorted(set(reads()))


def test_every_variable_the_program_reads_is_explained_and_no_other() -> None:
    assert set(rows()) == {read.name for read in READS}


@pytest.mark.parametrize("read", READS, ids=lambda read: read.name)
def test_the_page_shows_default_and_bounds_of_the_code(read: Read) -> None:
    default, _meaning, wrong = (*rows()[read.name], "")[:3]
    assert default == read.default
    assert read.bounds in wrong


def test_no_module_reads_the_environment_past_the_checks() -> None:
    others = [path for path in SOURCES.rglob("*.py") if path != SOURCES / "ground/env.py"]
    assert [path for path in others if any(map(_is_own_reading, ast.walk(ast.parse(path.read_text("utf-8")))))] == []


def _is_own_reading(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Load) and ast.unparse(node.value) == "os.environ"
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.environ.get", "os.getenv"}


def test_variables_of_tests_and_tools_are_real() -> None:
    part = PAGE.read_text().partition("## For people who work on the code")[2]
    sources = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tools/*.py"), ROOT / "Makefile"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if path != Path(__file__))
    named = re.findall(r"`([A-Z_]{2,})`", part)
    assert named
    assert [name for name in named if f'"{name}"' not in text and f"{name} ?=" not in text] == []
