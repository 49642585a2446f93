"""Who kept their word, in numbers, and what is overdue, by name. Numbers are those of the last count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import OPEN, Kind, Status
from smilecity.deliver.answers.models import Tally
from smilecity.deliver.answers.rules import Outcome

Numbers = Mapping[Outcome, int]


@dataclass(frozen=True)
class Counted:
    """What became of the promises: in all, by office (None: none), theme and status. `at`: when it was counted."""

    at: datetime | None
    total: Numbers
    by_office: Mapping[int | None, Numbers]
    by_theme: Mapping[int, Numbers]
    by_status: Mapping[tuple[Kind, Status], int]


@dataclass(frozen=True)
class OverdueRow:
    """A contribution whose promised day has passed without an answer."""

    number: int
    kind: Kind
    title: str
    language: str
    office: int | None
    due_on: date


def numbers(kind: Kind | None = None) -> Counted:
    """Return what became of the promises for one kind, or for all. 1 SQL."""
    rows = Tally.objects.all() if kind is None else Tally.objects.filter(kind=kind)
    total: dict[Outcome, int] = {}
    by_office: dict[int | None, dict[Outcome, int]] = {}
    by_theme: dict[int, dict[Outcome, int]] = {}
    by_status: dict[tuple[Kind, Status], int] = {}
    counted_at = None
    for row in rows:
        which, counted_at = Outcome(row.outcome), row.counted_at
        if row.by_theme:
            _add(by_theme.setdefault(row.theme_id or 0, {}), which, row.number)
        else:
            _add(by_office.setdefault(row.office_id, {}), which, row.number)
            _add(total, which, row.number)
            if row.status:
                stands = Kind(row.kind), Status(row.status)
                by_status[stands] = by_status.get(stands, 0) + row.number
    return Counted(counted_at, total, by_office, by_theme, by_status)


def _add(numbers: dict[Outcome, int], which: Outcome, number: int) -> None:
    numbers[which] = numbers.get(which, 0) + number


def overdue(
    today: date, *, kind: Kind | None = None, after: str = "", most: int = 25
) -> tuple[Sequence[OverdueRow], str]:
    """Return a page of what is overdue, who waits longest first, and the cursor of the next page. 1 SQL."""
    rows = Contribution.objects.filter(visible=True, status__in=OPEN, due_on__lt=today)
    if kind is not None:
        rows = rows.filter(kind=kind)
    day, _sep, number = after.partition("_")
    try:
        last = (date.fromisoformat(day), int(number)) if len(number) < 16 else None
    except ValueError:
        last = None
    if last:
        rows = rows.filter(due_on__gte=last[0]).exclude(due_on=last[0], number__lte=last[1])
    facts = rows.order_by("due_on", "number").values_list("number", "kind", "title", "language", "office", "due_on")
    found = list(facts[: most + 1])
    page = [
        OverdueRow(n, Kind(k), title, language, office, due_on)
        for n, k, title, language, office, due_on in found[:most]
        if due_on
    ]
    return page, f"{page[-1].due_on}_{page[-1].number}" if len(found) > most else ""
