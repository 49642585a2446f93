"""What the papers say of moderation is true: its rights are those of the code, and the tests they name are there."""

import re
from pathlib import Path

from smilecity.doors.desk import words
from smilecity.people.rules import Role
from smilecity.understand.moderation.rules import RIGHTS, Act

ROOT = Path(__file__).resolve().parents[2]
ACTS = {
    Act.LOOK: "Warteschlange lesen",
    Act.DECIDE: "entscheiden, ändern, zurücknehmen",
    Act.REMOVE: "endgültig löschen",
    Act.SETTLE: "Beschwerden beantworten",
    Act.TEMPLATES: "Vorlagen schreiben",
    Act.REPORT: "Jahresbericht ansehen",
}


def rights() -> str:
    """The table of rights as the code has it, in the words of the desk."""
    rows = [["Was", *(str(words.ROLES[role]) for role in Role)], ["---", *(":-:" for _role in Role)]]
    rows += [[label, *("ja" if role in RIGHTS[act] else "" for role in Role)] for act, label in ACTS.items()]
    return "\n".join(re.sub(" +", " ", f"| {' | '.join(row)} |") for row in rows)


def test_the_table_of_rights_is_the_law_of_the_code() -> None:
    assert rights() in (ROOT / "docs/handbook/beitraege-moderieren.md").read_text(encoding="utf-8")


def test_every_act_has_its_row() -> None:
    assert set(ACTS) == set(Act) == set(RIGHTS)


def test_every_test_that_the_page_on_the_digital_services_act_names_is_there() -> None:
    page = ROOT / "docs/standards/dsa.md"
    named = re.findall(r"\]\(([^)]+\.py)\)((?:\s`test_\w+`,?)+)", page.read_text(encoding="utf-8"))
    assert len(named) > 10
    for path, tests in named:
        source = (page.parent / path).read_text(encoding="utf-8")
        assert [test for test in re.findall(r"test_\w+", tests) if f"def {test}(" not in source] == []
