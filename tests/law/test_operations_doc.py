"""docs/operations is true: its commands are understood, its units and figures are there, and what it pastes works."""

import contextlib
import io
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import get_commands, load_command_class

from smilecity.config import cli
from smilecity.ground import clock
from smilecity.people import actions as people
from smilecity.people.models import User

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs/operations").glob("*.md"))
TEXT = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
COLLEAGUE = "karin.muster@stadt.example"
_LINE = re.compile(r"(?:^|[|`] ?|&& )((?:[A-Z]+=\S+ )?smilecity(?: [^\n|`]+)?)", re.MULTILINE)


def said() -> Iterator[str]:
    """Yield each command of ours that a page tells to type, as it stands there."""
    for text in TEXT.values():
        blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
        inline = "\n".join(f"`{each}`" for each in re.findall(r"`(smilecity [^`\n]+)`", text))
        for found in _LINE.findall(f"{blocks}\n{inline}"):
            if found.strip() != "smilecity" and not found.startswith("smilecity()"):
                yield found.strip()


COMMANDS = sorted({command for command in said() if "shell" not in command and "..." not in command})


def words_of(command: str) -> list[str]:
    """Return the words behind `smilecity`."""
    words = shlex.split(command.partition(" && ")[0], comments=True)
    return words[words.index("smilecity") + 1 :]


def test_the_pages_tell_to_type_what_operators_need() -> None:
    assert {words_of(command)[0] for command in COMMANDS} >= {"migrate", "check", "backup", "restore", "staff", "serve"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_pages_is_understood(command: str) -> None:
    name, *words = words_of(command)
    if name in cli._COMMANDS:
        known = _help(name)
        assert [word for word in words if word.startswith("--") and word not in known] == []
        assert len([word for word in words if not word.startswith("--") and not word.isdigit()]) <= len(
            re.findall(r"^  (?:target|file)\b", known, re.MULTILINE)
        )
        return
    app = get_commands()[name]
    assert isinstance(app, str)
    # Capitals stand for what the reader knows; the parser takes any word there.
    load_command_class(app, name).create_parser("smilecity", name).parse_args(words)


def _help(name: str) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.raises(SystemExit):
        cli._COMMANDS[name]([name, "--help"])
    return said.getvalue()


def test_a_command_that_is_not_there_would_be_found() -> None:
    with pytest.raises(AssertionError):
        test_a_command_of_the_pages_is_understood("smilecity backup --encrypt FOLDER")


def test_units_of_the_pages_are_there() -> None:
    named = {found for text in TEXT.values() for found in re.findall(r"smilecity-(?:serve|worker|mqtt|backup)\b", text)}
    typed = {
        unit
        for text in TEXT.values()
        for line in re.findall(r"systemctl [a-z -]+?((?: smilecity-[\w.]+)+)", text)
        for unit in line.split()
    }
    there = {path.name for path in (ROOT / "deploy/systemd").iterdir()}
    wanted = {unit if "." in unit else f"{unit}.service" for unit in named | typed}
    assert wanted - there == set()
    assert typed


def test_paths_of_the_pages_are_there() -> None:
    named = {found for text in TEXT.values() for found in re.findall(r"\b(?:deploy|tests)/[\w./-]*\w", text)}
    assert [path for path in named if not (ROOT / path).exists() and not list(ROOT.glob(f"{path}*"))] == []


def test_shell_of_the_pages_is_shell() -> None:
    for name, text in TEXT.items():
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
            done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
            assert (name, done.stderr) == (name, "")


def test_every_figure_of_the_page_is_there() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "src/smilecity").rglob("*.py"))
    there = set(re.findall(r'"(smilecity_[a-z_]+)"', sources))
    named = set(re.findall(r"smilecity_[a-z_]+", TEXT["watch.md"]))
    assert {name for name in named if not any(name.startswith(one) for one in there)} == set()


def pasted(part: str) -> str:
    """Return the Python that sign-in.md tells to paste, from the part that begins so."""
    after = TEXT["sign-in.md"].partition(part)[2]
    found = re.search(r'smilecity shell -v0 -c "\n(.*?)"\n', after, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def colleague(db: None) -> User:
    """The account of the page's example, with a second factor."""
    user = people.make_account(email=COLLEAGUE, name="Karin Muster", password=None, at=clock.now())
    Authenticator.objects.create(user_id=user.pk, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return User.objects.get(pk=user.pk)


def test_a_second_factor_is_taken_away_as_the_page_says(colleague: User) -> None:
    exec(pasted("## A lost telephone"), {})  # noqa: S102 -- our own page
    assert not Authenticator.objects.filter(user=colleague).exists()


def test_somebody_is_erased_as_the_page_says(colleague: User) -> None:
    exec(pasted("**A resident wants everything deleted**"), {})  # noqa: S102 -- our own page
    assert not User.objects.filter(email=COLLEAGUE).exists()
    # A guest, of whom nothing is known, may ask too.
    exec(pasted("**A resident wants everything deleted**"), {})  # noqa: S102 -- our own page
