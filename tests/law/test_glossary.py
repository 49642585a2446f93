"""The glossary is true: every code word in it is a word of the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROW = re.compile(r"^\|[^|]+\|(?P<words>[^|]*`[^|]*)\|[^|]+\|$", re.MULTILINE)
WORDS = [
    word
    for row in ROW.finditer((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    for word in re.findall(r"`([^`]+)`", row["words"])
]
CODE = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "src" / "smilecity").rglob("*.py")))


@pytest.mark.parametrize("word", WORDS)
def test_a_code_word_of_the_glossary_is_used_in_the_code(word: str) -> None:
    holder, _, name = word.rpartition(".")
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", CODE)
    assert not holder or re.search(rf"^class {holder}\b", CODE, re.MULTILINE)


def test_the_glossary_names_each_code_word_once() -> None:
    assert len(WORDS) > 50
    assert [word for word in set(WORDS) if WORDS.count(word) > 1] == []
