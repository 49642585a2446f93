"""Questions that only some are asked: how many answered must not tell what the table of an earlier question hides."""

from collections.abc import Sequence
from dataclasses import replace

from smilecity.collect.surveys.rules import Condition, Question
from smilecity.understand.results.rules.disclosure import Hidden
from smilecity.understand.results.rules.tables import Table


def linked(questions: Sequence[Question], tables: Sequence[Table]) -> list[Table]:
    """Return the tables, without numbers where a question hangs on an answer whose count is hidden.

    Everybody who gave that answer was asked, and as a rule answered: the base would give it away.
    """
    own = {table.key: table for table in tables}
    silenced: set[str] = set()
    for question in questions:
        asked_by = question.condition
        if asked_by and (asked_by.question in silenced or _is_hidden(asked_by, own.get(asked_by.question))):
            silenced.add(question.id)
    return [_without_numbers(table) if table.key.split("/")[0] in silenced else table for table in tables]


def _is_hidden(condition: Condition, table: Table | None) -> bool:
    """Say whether the table of the earlier question hides an answer that decides."""
    if table is None or table.base is None:
        return True
    return any(row.count is None for row in table.rows if row.key in condition.keys)


def _without_numbers(table: Table) -> Table:
    rows = tuple(replace(row, count=None) for row in table.rows)
    hidden = replace(table, base=None, rows=rows, hidden=Hidden.LINKED)
    return replace(hidden, mean=None, median=None, abstained=None, ranked=())
