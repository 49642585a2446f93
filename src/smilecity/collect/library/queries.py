"""What may be asked of the library: entries found by words, one entry, the tags there are."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from smilecity.collect.library import rules
from smilecity.collect.library.models import Entry
from smilecity.collect.library.rules import Worded


@dataclass(frozen=True)
class EntryRow:
    """An entry as pages show it."""

    id: UUID
    worded: Worded


def entries(*, words: str = "", tag: str = "") -> list[EntryRow]:
    """Return the entries that hold all these words (and this tag), by name. 1 SQL."""
    found = Entry.objects.order_by("name", "id")
    for term in rules.terms(words):
        found = found.filter(search__contains=term)
    if tag:
        found = found.filter(tags__contains=[tag[: rules.TAG_MOST]])
    return [_row(entry) for entry in found]


def entry(entry: UUID) -> EntryRow | None:
    """Return an entry. 1 SQL."""
    found = Entry.objects.filter(pk=entry).first()
    return _row(found) if found else None


def tags() -> list[tuple[str, int]]:
    """Return the tags with how many entries have them, those of most first. 1 SQL."""
    counts = Counter(tag for row in Entry.objects.values_list("tags", flat=True) for tag in row)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))


def count() -> int:
    """Return how many entries there are. 1 SQL."""
    return Entry.objects.count()


def _row(entry: Entry) -> EntryRow:
    return EntryRow(entry.pk, entry.worded())
