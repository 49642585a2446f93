"""Finds statements of migrations that would hold up a site with much in its tables. In: SQL. Out: what is wrong.

What the same migration has made is empty and may be changed at will. The rules are those of PostgreSQL's manual
("ALTER TABLE", "CREATE INDEX"): which forms read or rewrite the whole table while nobody else may write.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CREATED = re.compile(r'^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?"?(\w+)"?', re.IGNORECASE)
_INDEX = re.compile(
    r'^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?\S+ ON (?:ONLY )?"?(\w+)"?', re.IGNORECASE
)
_ALTERED = re.compile(r'^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?"?(\w+)"? (.*)$', re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(
    r"^(?:LOCK|CLUSTER|VACUUM FULL|REINDEX(?! .*CONCURRENTLY)|REFRESH MATERIALIZED VIEW(?! CONCURRENTLY))\b",
    re.IGNORECASE,
)
_ROWS = re.compile(r'^(?:UPDATE|DELETE FROM|INSERT INTO) (?:ONLY )?"?(\w+)"?', re.IGNORECASE)
# What a default computes anew for every row makes PostgreSQL write the whole table again.
_VOLATILE = re.compile(r"DEFAULT .*?\b(?:gen_random_uuid|random|clock_timestamp|nextval|timeofday)\s*\(", re.IGNORECASE)
# What Django writes instead of RunPython.
_PROGRAM = "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"
_ADDS_COLUMN = re.compile(r'^ADD COLUMN (?:IF NOT EXISTS )?"?\w+"? ', re.IGNORECASE)


@dataclass(frozen=True)
class Trouble:
    """One statement that would hold others up."""

    table: str
    why: str


def troubles(statements: Iterable[str]) -> Iterator[Trouble]:
    """Yield what is wrong with the statements of one migration, in their order."""
    fresh: set[str] = set()
    altered: set[str] = set()
    for statement in map(str.strip, statements):
        if statement.startswith(_PROGRAM) and altered:
            yield Trouble(min(altered), "a program runs while this table is locked: give it a migration of its own")
        if found := _ALTERED.match(statement):
            altered |= {found[1]} - fresh
        if made := _CREATED.match(statement):
            fresh.add(made[1])
        for trouble in _of(statement):
            if trouble.table not in fresh:
                yield trouble


def _of(statement: str) -> Iterator[Trouble]:
    if index := _INDEX.match(statement):
        if not index[1]:
            yield Trouble(index[2], "an index that is not built CONCURRENTLY stops all writing")
    elif altered := _ALTERED.match(statement):
        for change in _changes(altered[2]):
            if why := _why(change):
                yield Trouble(altered[1], why)
    elif _WHOLE.match(statement):
        yield Trouble("", f"{statement.split(maxsplit=1)[0]} locks a whole table")
    elif rows := _ROWS.match(statement):
        yield Trouble(rows[1], "rows are written while the locks of this migration are held: a job does it in batches")


def _changes(text: str) -> Iterator[str]:
    """Split `ADD COLUMN …, ALTER COLUMN …` at commas outside of brackets."""
    depth, begin = 0, 0
    for place, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            yield text[begin:place].strip()
            begin = place + 1
    yield text[begin:].strip().rstrip(";")


def _why(change: str) -> str:
    big = change.upper()
    if _ADDS_COLUMN.match(change):
        return _why_column(change)
    if big.startswith("ADD CONSTRAINT"):
        return (
            "" if "NOT VALID" in big or "USING INDEX" in big else "a constraint that is checked at once reads every row"
        )
    if re.match(r'ALTER COLUMN "?\w+"? (?:SET DATA )?TYPE', change, re.IGNORECASE):
        return "another type may write every row anew"
    if re.match(r'ALTER COLUMN "?\w+"? SET NOT NULL', change, re.IGNORECASE):
        return "NOT NULL reads every row"
    return ""


def _why_column(change: str) -> str:
    big = change.upper()
    if _VOLATILE.search(change) or "GENERATED" in big or re.search(r"\b(?:BIG|SMALL)?SERIAL\b", big):
        return "a column whose value is computed for each row writes every row anew"
    if "NOT NULL" in big and "DEFAULT" not in big:
        return "NOT NULL without a default fails as soon as there is a row"
    if re.search(r"\b(?:UNIQUE|PRIMARY KEY)\b", big):
        return "a unique column builds its index while nobody may write"
    return ""
