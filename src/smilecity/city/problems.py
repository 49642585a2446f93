"""What is wrong with a file that a person wants to import: every bad row with a German sentence, not just the first."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One bad row. `row` 0: the file as a whole. The sentence names row and column itself."""

    row: int
    sentence: str


class BadFile(Exception):
    """The file is not imported, not even in part; `problems` says why, in the order of its rows."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.sentence for problem in problems))
        self.problems = tuple(problems)


class Problems:
    """Collects problems, so that a file is read to its end before it is refused."""

    def __init__(self, place: str) -> None:
        """`place`: what a row is called in this kind of file: Zeile, Objekt, Eintrag."""
        self._place = place
        self._found: list[Problem] = []

    def add(self, row: int, column: str, sentence: str) -> None:
        """Note a bad row, in a column or field if one is to blame."""
        where = f"{self._place} {row}" if row else ""
        if column:
            where += f"{', Spalte' if self._place == 'Zeile' else ', Feld' if where else 'Feld'} „{column}“"
        self._found.append(Problem(row, _fit_for_a_terminal(f"{where}: {sentence}" if where else sentence)))

    def refuse(self) -> None:
        """Raise BadFile if anything was noted."""
        if self._found:
            raise BadFile(sorted(self._found, key=lambda problem: problem.row))


def _fit_for_a_terminal(sentence: str) -> str:
    # Sentences quote what stands in a file, and that may be anything.
    plain = "".join(c if c.isprintable() else "�" for c in sentence)
    return plain if len(plain) <= 400 else plain[:399] + "…"


def bad_file(sentence: str) -> BadFile:
    """Return the refusal of a file as a whole."""
    return BadFile([Problem(0, sentence)])


def refuse_twice(values: Iterable[tuple[int, str, str]], problems: Problems) -> None:
    """Note every value that an earlier row has already, whatever its case."""
    seen: dict[tuple[str, str], int] = {}
    for row, column, value in values:
        first = seen.setdefault((column, value.casefold()), row)
        if value and first != row:
            problems.add(row, column, f"„{value}“ steht schon an Stelle {first}.")


def is_printable(text: str) -> bool:
    """Say whether a text has no control characters besides tab and line break, and no half characters."""
    return all(unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\r\t" for c in text)
