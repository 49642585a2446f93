"""The handbook is true: its links lead somewhere, its buttons exist, and who may do what is the law of the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import RequestFactory

from smilecity.collect.surveys.rules import RIGHTS, Act, State
from smilecity.doors.desk import wagtail_hooks, words
from smilecity.people.models import User
from smilecity.people.rules import Role, needs_second_factor, permissions_of

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = ROOT / "docs/handbook"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ACTS = {
    Act.EDIT: "Umfrage anlegen, bearbeiten, übersetzen",
    Act.PREVIEW: "Vorschau ansehen",
    Act.OPEN: "Umfrage öffnen",
    Act.EXTEND: "Ende verschieben",
    Act.CLOSE: "Umfrage schließen",
    Act.RELEASE: "Freie Texte prüfen",
    Act.PUBLISH: "Ergebnis veröffentlichen und zurücknehmen",
    Act.WATCH: "Teilnahmen und Ergebnis ansehen",
    Act.CHOOSE_WAYS: "Wege zum Mitmachen wählen",
    Act.PRINT_CODES: "Codes anlegen, drucken, für ungültig erklären",
    Act.ENTER_PAPER: "Bögen eintragen",
    Act.RUN_KIOSK: "Tablets einrichten und beenden",
    Act.PLAN_OPENING: "Zeitpunkt zum Öffnen wählen und zurücknehmen",
    Act.PLAN_PUBLISHING: "Zeitpunkt für das Ergebnis wählen und zurücknehmen",
    Act.ERASE: "Einzelne Antworten früher löschen",
}


def _names(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_every_link_of_our_papers_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def _said() -> set[str]:
    with (ROOT / "src/smilecity/locale/en/LC_MESSAGES/django.po").open("rb") as catalogue:
        return {str(part) for message in read_po(catalogue) if message.id for part in _parts(message.id)}


def _parts(text: object) -> Iterator[str]:
    yield from (str(part) for part in (text if isinstance(text, tuple | list) else (text,)))


@pytest.mark.parametrize("page", sorted(HANDBOOK.glob("*.md")), ids=_names)
def test_what_the_handbook_sets_in_bold_stands_on_the_screen(page: Path) -> None:
    said = _said()
    open_ended = tuple(text.split("%(")[0].strip() for text in said if "%(" in text)
    bold = [re.sub(r"\s+", " ", words) for words in re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8"), re.DOTALL)]
    assert [words for words in bold if words not in said and words not in {*open_ended, "Fett"}] == []


def rights() -> str:
    """The table of rights as the code has it, in the words of the desk."""
    head = ["Was", "Wann", *(str(words.ROLES[role]) for role in Role)]
    rows = [head, ["---", "---", *(":-:" for _role in Role)]]
    rows.append(["Arbeitsbereich betreten", "immer", *map(_enters, Role)])
    for act, label in ACTS.items():
        roles, states = RIGHTS[act]
        rows.append([label, _when(states), *("ja" if role in roles else "" for role in Role)])
    rows.append(["Protokoll ansehen", "immer", *map(_sees_log, Role)])
    return "\n".join(re.sub(" +", " ", f"| {' | '.join(row)} |") for row in rows)


def _enters(role: Role) -> str:
    roles = frozenset({role})
    return "ja" if "wagtailadmin.access_admin" in permissions_of(roles) and needs_second_factor(roles) else ""


def _when(states: frozenset[State]) -> str:
    return "immer" if states == frozenset(State) else ", ".join(str(words.STATES[s]) for s in State if s in states)


def _sees_log(role: Role) -> str:
    request = RequestFactory().get("/desk/")
    request.user = User(roles=[role])
    return "ja" if wagtail_hooks.audit().is_shown(request) else ""


def test_the_table_of_rights_is_the_law_of_the_code() -> None:
    assert rights() in (HANDBOOK / "rollen.md").read_text(encoding="utf-8")


def test_every_act_has_its_row() -> None:
    assert set(ACTS) == set(Act) == set(RIGHTS)


def test_pictures_are_small() -> None:
    sizes = {picture.name: picture.stat().st_size for picture in (ROOT / "docs/pictures").glob("*.png")}
    assert {name for name, size in sizes.items() if size > 120_000} == set()
    assert sum(sizes.values()) < 1_400_000


def test_every_test_that_the_page_of_standards_names_is_there() -> None:
    page = ROOT / "docs/standards/README.md"
    named = re.findall(r"\]\(([^)]+\.py)\)((?: `test_\w+`,?)+)", page.read_text(encoding="utf-8"))
    assert named
    for path, tests in named:
        source = (page.parent / path).read_text(encoding="utf-8")
        assert [test for test in re.findall(r"test_\w+", tests) if f"def {test}(" not in source] == []
