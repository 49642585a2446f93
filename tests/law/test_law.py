"""The house keeps its laws: who may import whom, a door plate on every module, pages a strict policy lets through."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tools import papers

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "smilecity"
MODULES = sorted(
    file for folder in (PACKAGE, ROOT / "tests", ROOT / "tools", ROOT / "bench") for file in folder.rglob("*.py")
)
WRITTEN = [file for file in MODULES if file.parent.name != "migrations" and file.stat().st_size]
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
PUBLIC_PAGES = [file for file in TEMPLATES if "desk" not in file.parts and "mail" not in file.parts]


def name(file: Path) -> str:
    """Return how a file is called within the project."""
    return file.relative_to(ROOT).as_posix()


def test_imports_look_upstream_only() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_rooms_know_nothing_of_requests_and_pages() -> None:
    rooms = ("ground", "city", "people", "collect", "understand", "deliver", "sense", "measure")
    files = [file for file in WRITTEN if file.is_relative_to(PACKAGE) and file.relative_to(PACKAGE).parts[0] in rooms]
    found = [
        name(file)
        for file in files
        if re.search(r"^\s*(?:from|import) django\.(?:http|shortcuts)\b", file.read_text(), re.MULTILINE)
    ]
    assert found == []


@pytest.mark.parametrize("file", WRITTEN, ids=name)
def test_every_module_has_a_door_plate(file: Path) -> None:
    plate = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    assert plate, "a module says in one to four lines what comes in, what goes out and which law it keeps"


def test_no_module_is_longer_than_it_can_be_read_at_once() -> None:
    long = {name(file): lines for file in WRITTEN if (lines := _lines(file)) > 400}
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name(file)}:{node.lineno} {node.name}"
        for file in WRITTEN
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > 40
    ]
    assert long == []


def test_no_template_is_longer_than_a_hundred_lines() -> None:
    assert {name(file): lines for file in TEMPLATES if (lines := _lines(file)) > 100} == {}


@pytest.mark.parametrize(
    ("forbidden", "why"),
    [
        (r"\sstyle\s*=", "a style in line"),
        (r"\son[a-z]+\s*=", "a handler in line"),
        (r"<style\b", "a style sheet in line"),
        (r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", "a script in line"),
        (r"javascript:", "a script in a link"),
        (r"(?:src|href)\s*=\s*[\"'](?:https?:)?//(?!www\.w3\.org)", "a file or page of somebody else"),
    ],
)
def test_pages_hold_nothing_that_their_policy_would_block(forbidden: str, why: str) -> None:
    found = [name(file) for file in PUBLIC_PAGES if re.search(forbidden, _without_comments(file), re.IGNORECASE)]
    assert found == [], why


def test_lock_files_and_papers_are_in_order() -> None:
    assert list(papers.problems()) == []


def test_translations_are_complete() -> None:
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_make_prints_what_it_can_do() -> None:
    printed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "demo", "test", "test-long", "check", "bench"):
        assert re.search(rf"^  make {target} +\S", printed, re.MULTILINE), target


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines from the first to the last statement; the docstring does not count."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _without_comments(file: Path) -> str:
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
