"""The answers to choose from, row by row as they stand in the form: typed, added, moved, removed, checked.

A row keeps its key when its text is edited; only rows that are new get a fresh one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, zip_longest

from django.http import QueryDict
from django.utils.translation import gettext as _

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Option
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import too_long
from smilecity.ground.text import LANGUAGES

TEXT_MOST = 200
LEAST = 2


@dataclass(frozen=True)
class Row:
    """One row: the key it had (empty: new), its texts, and what is wrong with it."""

    key: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in the row."""
        return not any(self.texts.values())


def typed(data: QueryDict) -> list[Row]:
    """Return the rows of a form that was sent."""
    columns = [data.getlist("option_key"), *(data.getlist(f"option_{language}") for language in LANGUAGES)]
    # One row more than are allowed shows what is wrong; no form that we made sends thousands.
    most = 2 * rules.OPTIONS_MOST
    return [
        Row(key, dict(zip(LANGUAGES, map(rules.clean_text, texts), strict=True)))
        for key, *texts in zip_longest(*(column[:most] for column in columns), fillvalue="")
    ]


def known(options: Iterable[Option]) -> list[Row]:
    """Return the rows of a question as it is kept."""
    return [Row(option.key, {language: option.text.get(language, "") for language in LANGUAGES}) for option in options]


def padded(rows: Sequence[Row], least: int = LEAST) -> list[Row]:
    """Return rows with blank ones after them, so that there is always something to fill in."""
    return [*rows, *(Row() for _missing in range(least - len(rows)))]


def changed(rows: Sequence[Row], wish: str) -> tuple[list[Row], int]:
    """Do what a button asks ("add", "up-2", "down-0", "drop-1"); return the rows and the place to go on typing."""
    verb, _dash, place = wish.partition("-")
    if verb == "add":
        return [*rows, Row()], len(rows)
    at = int(place) if place.isdecimal() and len(place) < 4 else len(rows)
    if at >= len(rows):
        return list(rows), 0
    rest = [*rows[:at], *rows[at + 1 :]]
    if verb == "drop":
        return rest, max(0, at - 1)
    to = max(0, at - 1) if verb == "up" else min(len(rest), at + 1) if verb == "down" else at
    return [*rest[:to], rows[at], *rest[to:]], to


def checked(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that say something, each with its error if there is one."""
    said = [row for row in rows if not row.is_blank]
    seen: set[str] = set()
    result = []
    for row in said:
        german = row.texts.get("de", "").casefold()
        result.append(replace(row, error=_wrong(row, repeated=german in seen)))
        seen.add(german)
    return result


def _wrong(row: Row, *, repeated: bool) -> str:
    if not row.texts.get("de"):
        return _("Hier fehlt der deutsche Text.")
    for language, text in row.texts.items():
        if len(text) > TEXT_MOST:
            return f"{words.LANGUAGES[language]}: {too_long(text, TEXT_MOST)}"
    return _("Diese Antwort steht schon weiter oben.") if repeated else ""


def options(rows: Sequence[Row], kept_keys: Iterable[str]) -> list[Option]:
    """Return the options: keys that the question has are kept, every other row gets a fresh one."""
    free, result = set(kept_keys), []
    fresh = (key for number in count(1) if (key := f"a{number}") not in set(kept_keys))
    for row in rows:
        key = row.key if row.key in free else next(fresh)
        free.discard(key)
        result.append(Option(key, {language: text for language, text in row.texts.items() if text}))
    return result
