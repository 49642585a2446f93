"""LimeSurvey's .txt: cells between tabs, a line for each group, question, line and answer in each language."""

import csv
import io
from collections.abc import Mapping

from smilecity.collect.surveys.reading.limesurvey import MAP, Asked, Group, Item, Structure, is_map
from smilecity.collect.surveys.rules.questionnaire import NOT_OURS
from smilecity.ground.refusals import Refused

_NEEDED = {"class", "type/scale", "name", "text"}
Row = Mapping[str, str]


def read(content: bytes) -> Structure:
    """Return the structure of a survey. Raises Refused for what is no such file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(NOT_OURS) from None
    # Cells may hold more than csv expects by default; the file as a whole is limited.
    lines = csv.DictReader(io.StringIO(text), delimiter="\t", restkey="more", restval="")
    reading = _Reading()
    try:
        # The first line is read here: it, too, may be none.
        if "\x00" in text or not _NEEDED.issubset(lines.fieldnames or ()):
            raise Refused(NOT_OURS)
        for row in lines:
            reading.take({name: value for name, value in row.items() if isinstance(value, str)})
    except csv.Error:
        raise Refused(NOT_OURS) from None
    reading.found.groups = list(reading.groups.values())
    return reading.found


class _Reading:
    """Line by line: a line or answer belongs to the question above it, in each language anew."""

    def __init__(self) -> None:
        self.found, self.groups = Structure(), dict[str, Group]()
        self._group: Group | None = None
        self._asked: Asked | None = None

    def take(self, row: Row) -> None:
        """Take a line."""
        match row["class"]:
            case "SL":
                self._settings(row)
            case "G":
                # Its number tells which group it is in the other languages; without one, its name.
                key = row["type/scale"] or row["name"]
                self._group = self.groups.setdefault(key, Group(key))
                self._group.texts |= _said(row, "name")
                self._group.about |= _said(row, "text")
            case "Q" if self._group is not None:
                self._question(self._group, row)
            case "SQ" | "A" as sort if self._asked is not None:
                items = self._asked.lines if sort == "SQ" else self._asked.answers
                if sort == "SQ" or row["type/scale"] in {"", "0"}:
                    items.setdefault(row["name"], Item(row["name"])).texts.update(_said(row, "text"))

    def _settings(self, row: Row) -> None:
        language = row.get("language") or "de"
        if row["name"] == "surveyls_title":
            self.found.titles[language] = row["text"]
        elif row["name"] == "surveyls_description":
            self.found.abouts[language] = row["text"]

    def _question(self, group: Group, row: Row) -> None:
        self._asked = group.asked.setdefault(row["name"], Asked(row["name"]))
        self._asked.kind, self._asked.relevance = row["type/scale"], row.get("relevance", "")
        self._asked.mandatory, self._asked.other = row.get("mandatory") in {"Y", "S"}, row.get("other") == "Y"
        self._asked.on_map = self._asked.on_map or is_map(row.get(MAP, ""))
        self._asked.texts |= _said(row, "text")
        self._asked.helps |= _said(row, "help")


def _said(row: Row, column: str) -> dict[str, str]:
    return {row.get("language") or "de": row[column]} if row.get(column) else {}
