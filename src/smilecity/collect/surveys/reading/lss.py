"""LimeSurvey's .lss: XML with the rows of each table. Texts lie in the rows (up to 3) or beside them (from 4)."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, fromstring

from smilecity.collect.surveys.reading.limesurvey import MAP, Asked, Group, Item, Structure, is_map
from smilecity.collect.surveys.rules.questionnaire import NOT_OURS
from smilecity.ground.refusals import Refused

Row = Mapping[str, str]


def read(content: bytes) -> Structure:
    """Return the structure of a survey. Raises Refused for what is no such file."""
    # Entities are what makes XML dangerous, and these files have none.
    if any(mark in content for mark in (b"<!DOCTYPE", b"<!ENTITY", b"\x00")):
        raise Refused(NOT_OURS)
    try:
        root = fromstring(content)  # noqa: S314 - without a document type nothing can be expanded or fetched
    except (ParseError, ValueError, LookupError):
        raise Refused(NOT_OURS) from None
    if root.findtext("LimeSurveyDocType") != "Survey":
        raise Refused(NOT_OURS)
    return _Tables(root).structure()


class _Tables:
    """The tables of a file."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._language = root.findtext("languages/language") or "de"

    def _rows(self, table: str) -> Iterator[Row]:
        for row in self._root.iterfind(f"{table}/rows/row"):
            yield {cell.tag: cell.text or "" for cell in row}

    def _ordered(self, table: str, order: str) -> list[Row]:
        return sorted(self._rows(table), key=lambda row: _number(row.get(order, "")))

    def structure(self) -> Structure:
        """Return groups with their questions, in their order."""
        found = Structure()
        for row in self._rows("surveys_languagesettings"):
            language = row.get("surveyls_language", self._language)
            found.titles[language] = row.get("surveyls_title", "")
            found.abouts[language] = row.get("surveyls_description", "")
        groups = self._groups()
        found.groups = list(groups.values())
        self._add_answers(self._add_lines(self._add_questions(groups)))
        return found

    def _groups(self) -> dict[str, Group]:
        groups: dict[str, Group] = {}
        for row in self._ordered("groups", "group_order"):
            self._word_group(groups.setdefault(row["gid"], Group(row["gid"])), row)
        for row in self._rows("group_l10ns"):
            if row.get("gid") in groups:
                self._word_group(groups[row["gid"]], row)
        return groups

    def _word_group(self, group: Group, row: Row) -> None:
        if "group_name" in row:
            language = row.get("language") or self._language
            group.texts[language], group.about[language] = row["group_name"], row.get("description", "")

    def _add_questions(self, groups: Mapping[str, Group]) -> dict[str, Asked]:
        found: dict[str, Asked] = {}
        for row in self._ordered("questions", "question_order"):
            if row.get("parent_qid", "0") not in {"", "0"} or row.get("gid") not in groups:
                continue
            asked = groups[row["gid"]].asked.setdefault(row["qid"], Asked(row.get("title", row["qid"])))
            asked.kind, asked.relevance = row.get("type", ""), row.get("relevance", "")
            asked.mandatory, asked.other = row.get("mandatory") in {"Y", "S"}, row.get("other") == "Y"
            self._word(asked, row, "question")
            asked.helps |= self._said(row, "help")
            found[row["qid"]] = asked
        for row in self._rows("question_l10ns"):
            if row.get("qid") in found:
                self._word(found[row["qid"]], row, "question")
                found[row["qid"]].helps |= self._said(row, "help")
        for row in self._rows("question_attributes"):
            if row.get("qid") in found and row.get("attribute") == MAP:
                found[row["qid"]].on_map = is_map(row.get("value", ""))
        return found

    def _add_lines(self, asked: dict[str, Asked]) -> dict[str, Asked]:
        """Add the lines of arrays and the boxes of several answers. The second scale of an array is no line."""
        lines: dict[str, Item] = {}
        for row in self._ordered("subquestions", "question_order"):
            owner = asked.get(row.get("parent_qid", ""))
            if owner is not None and row.get("scale_id", "0") in {"", "0"}:
                item = owner.lines.setdefault(row["qid"], Item(row.get("title", row["qid"])))
                self._word(item, row, "question")
                lines[row["qid"]] = item
        for row in self._rows("question_l10ns"):
            if row.get("qid") in lines:
                self._word(lines[row["qid"]], row, "question")
        return asked

    def _add_answers(self, asked: Mapping[str, Asked]) -> None:
        answers: dict[str, Item] = {}
        for row in self._ordered("answers", "sortorder"):
            owner = asked.get(row.get("qid", ""))
            if owner is not None and row.get("scale_id", "0") in {"", "0"}:
                item = owner.answers.setdefault(row["code"], Item(row["code"]))
                self._word(item, row, "answer")
                answers[row.get("aid", "")] = item
        for row in self._rows("answer_l10ns"):
            if row.get("aid") in answers:
                self._word(answers[row["aid"]], row, "answer")

    def _word(self, item: Item, row: Row, column: str) -> None:
        item.texts |= self._said(row, column)

    def _said(self, row: Row, column: str) -> dict[str, str]:
        return {row.get("language") or self._language: row[column]} if row.get(column) else {}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
