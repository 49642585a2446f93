"""What spreadsheets make of cells. In: a text that anybody may have written. Out: a text that only says something."""

import re

# Spreadsheets take a cell for a formula that begins so, even in full width and behind white space.
_FORMULA = re.compile(r"^[\s\x00]*[=+\-@＝＋－＠|%]")
# What a workbook cannot hold (XML 1.0).
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CELL_MOST = 32_000


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) or text[:1] in {"\t", "\r", "\n"} else text


def writable(text: str) -> str:
    """Return a text as a workbook can hold it."""
    return _UNWRITABLE.sub("", text)[:_CELL_MOST]
