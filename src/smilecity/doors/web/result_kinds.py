"""What result pages and files say of a matrix, a ranking, and of those who would rather not say."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from smilecity.doors.web import words
from smilecity.ground.text import pick
from smilecity.understand.results import rules
from smilecity.understand.results.rules import Ranked, Said, Table


def _language() -> str:
    return get_language() or "de"


def numbered(tables: Sequence[Table]) -> list[tuple[str, Table]]:
    """Return tables with the numbers of their questions; the lines of a matrix share one: 4.1, 4.2."""
    found: list[tuple[str, Table]] = []
    number, line, question = 0, 0, ""
    for table in tables:
        own = table.key.partition("/")[0]
        line = line + 1 if own == question else 1
        number += own != question
        question = own
        found.append((f"{number}.{line}" if table.part else str(number), table))
    return found


def named(table: Table) -> dict[str, object]:
    """Return what a table is called: its question, and of a matrix its line."""
    part = pick(table.part, _language())
    return {"part": part, "question": pick(table.text, _language())}


def opens(number: str) -> bool:
    """Say whether the table with this number is the first of its question."""
    return "." not in number or number.endswith(".1")


def notes(table: Table) -> list[str]:
    """Return what is said below the bars: how many would rather not say, why places are missing."""
    counted = [_("Einheit: {unit}.").format(unit=unit(table))] if table.rows and unit(table) else []
    said: list[Said | None] = [rules.abstained_note(table), rules.places_note(table)]
    return counted + [each.text(_language(), gettext) for each in said if each]


def unit(table: Table) -> str:
    """Return what a number counts."""
    return pick(table.unit, _language())


def places(table: Table) -> dict[str, object]:
    """Return how often each place was given, as components/table.html takes it; empty where it is not shown."""
    if not table.ranked:
        return {}
    number = len(table.ranked[0].counts)
    means = [_("Mittlerer Platz")] if table.ranked[0].mean is not None else []
    head = [_("Platz {place}").format(place=place) for place in range(1, number + 1)]
    question = pick(table.text, _language())
    return {
        # Unlike the name of the question's own part of the page; a text that was borrowed from German stays one.
        "caption": type(question)(f"{_('Alle Plätze als Tabelle')}: {question}"),
        "head": [_("Antwort"), *head, *means, _("Punkte")],
        "rows": [[pick(row.label, _language()), *_cells(row)] for row in table.ranked],
        "note": _("Die Punkte (nach Borda): Platz 1 zählt {most}, jeder weitere Platz einen Punkt weniger.").format(
            most=number
        ),
    }


def _cells(row: Ranked) -> list[str]:
    means = [rules.number_text(row.mean, _language())] if row.mean is not None else []
    return [*(words.number(count) for count in row.counts), *means, words.number(row.points)]


def lines_of(table: Table) -> Iterator[tuple[str, str, int]]:
    """Yield what a file has besides the rows: the places of a ranking, its points, those who would rather not say."""
    for row in table.ranked:
        label = pick(row.label, _language())
        for place, count in enumerate(row.counts, 1):
            yield f"{row.key}@{place}", _("{answer}: Platz {place}").format(answer=label, place=place), count
        yield f"{row.key}@", _("{answer}: Punkte").format(answer=label), row.points
    if table.abstained is not None:
        yield "", _("Keine Angabe"), table.abstained
