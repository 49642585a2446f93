"""The sheet of codes as PDF, read with poppler: tagged, every code in it, and where its QR codes lead."""

import random
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import State
from smilecity.doors.desk import code_sheet
from smilecity.people.codes.rules import Layout, new_code, show
from smilecity.people.register.rules import Way

pytestmark = pytest.mark.django_db
SURVEY = SurveyRow(
    id=uuid4(),
    slug="gehwege-2026",
    title={"de": "Wie gut kommen Sie zu Fuß voran?"},
    summary={"de": "Wir planen die Gehwege neu. #let x = 1 $ \\ *nicht fett*"},
    what_happens={},
    state=State.OPEN,
    features=(),
    opened_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
    closes_at=datetime(2026, 3, 31, 21, 59, tzinfo=UTC),
    closed_at=None,
    process=uuid4(),
    generated=False,
    ways=(Way.CODE,),
)


def codes(number: int) -> list[str]:
    below = random.Random(7).randrange
    return [new_code(below) for _ in range(number)]


def poppler(program: str, pdf: bytes, folder: Path, *flags: str) -> str:
    file = folder / "codes.pdf"
    file.write_bytes(pdf)
    after = ["-"] if program == "pdftotext" else []
    return subprocess.run([program, *flags, file, *after], capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )


@pytest.mark.parametrize(("layout", "number", "pages"), [(Layout.LETTER, 3, 3), (Layout.CARDS, 9, 2)])
def test_the_file_is_tagged_and_holds_each_code_once(tmp_path: Path, layout: Layout, number: int, pages: int) -> None:
    made = codes(number)
    pdf = code_sheet.draw(SURVEY, layout, made)
    info = poppler("pdfinfo", pdf, tmp_path)
    assert "Tagged:          yes" in info
    assert f"Pages:           {pages}" in info
    assert "Wie gut kommen Sie zu Fuß voran?" in info
    text = poppler("pdftotext", pdf, tmp_path, "-layout")
    assert all(text.count(show(code)) == 1 for code in made)
    assert text.count("gehwege-2026/code/") == number


def test_a_letter_says_what_it_is_about_until_when_and_where_there_is_help(tmp_path: Path) -> None:
    text = " ".join(poppler("pdftotext", code_sheet.draw(SURVEY, Layout.LETTER, codes(1)), tmp_path).split())
    assert "So machen Sie mit" in text
    assert "31. März 2026, 23:59 Uhr" in text
    assert "Ein Konto brauchen Sie nicht." in text
    # What staff wrote is text, whatever it looks like.
    assert "#let x = 1 $ \\ *nicht fett*" in text


def test_the_tags_name_headings_lists_and_the_picture_with_its_words(tmp_path: Path) -> None:
    tree = poppler("pdfinfo", code_sheet.draw(SURVEY, Layout.LETTER, codes(1)), tmp_path, "-struct-text")
    for tag in ("H1", "H2", "L ", "LI", "Figure"):
        assert tag in tree, tag


def test_the_square_is_told_in_words_to_those_who_hear_the_page() -> None:
    pdf = code_sheet.draw(SURVEY, Layout.LETTER, codes(1))
    assert b"pdfuaid" in pdf
    words = re.search(rb"/Alt<FEFF([0-9A-F]+)>", pdf)
    assert words
    assert bytes.fromhex(words[1].decode()).decode("utf-16-be").startswith("QR-Code: öffnet die Umfrage unter http")


def test_the_square_reads_as_the_page_for_codes_with_the_code_behind_the_hash() -> None:
    made = codes(1)
    assert code_sheet.links(SURVEY, made)[0].endswith(f"/umfragen/gehwege-2026/code/#{show(made[0])}")


def test_a_sheet_in_easy_language_and_in_english_can_be_drawn(tmp_path: Path) -> None:
    for language in ("en", "de-simple"):
        assert code_sheet.draw(SURVEY, Layout.CARDS, codes(1), language).startswith(b"%PDF")


def test_a_survey_without_end_says_nothing_of_one(tmp_path: Path) -> None:
    endless = codes(1)
    text = poppler("pdftotext", code_sheet.draw(replace(SURVEY, closes_at=None), Layout.LETTER, endless), tmp_path)
    assert "Mitmachen können Sie bis" not in text
