"""The inbox of an office: what waits, the most pressing first, a page at a time, with what each tab counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import OPEN, Channel, Kind, Publicity, Status
from smilecity.deliver.answers.models import Reminder, Taken
from smilecity.deliver.answers.reading import CURRENT
from smilecity.deliver.answers.rules import DECISIVE, Standing


class Desk(StrEnum):
    """Whose table is looked at."""

    MINE = "mine"
    OFFICE = "office"
    ALL = "all"


class Tab(StrEnum):
    """Which part of it."""

    OPEN = "open"
    OVERDUE = "overdue"
    SOON = "soon"
    NEW = "new"
    LOST = "lost"
    DONE = "done"


@dataclass(frozen=True)
class InboxFilter:
    """What is looked at. `people`: for whom somebody acts today; `soon`: the last day that counts as due soon."""

    who: Standing
    people: frozenset[UUID]
    today: date
    soon: date
    desk: Desk = Desk.OFFICE
    tab: Tab = Tab.OPEN
    status: Status | None = None
    office: int | None = None
    kind: Kind | None = None
    text: str = ""


@dataclass(frozen=True)
class InboxRow:
    """A contribution in the inbox. `seen`: how many decisive steps it has; `taken_by`: who has it on their table."""

    id: UUID
    number: int
    kind: Kind
    title: str
    status: Status
    office: int | None
    due_on: date | None
    submitted_at: datetime
    channel: Channel
    shown: bool
    supports: int
    comments: int
    taken_by: UUID | None
    escalated: bool
    seen: int


@dataclass(frozen=True)
class InboxPage:
    """A page of the inbox; `next`: the cursor of the next page."""

    rows: Sequence[InboxRow]
    next: str


@dataclass(frozen=True)
class Counts:
    """How many lie in each tab."""

    by_tab: dict[Tab, int] = field(default_factory=dict)


def _on_desk(wanted: InboxFilter) -> QuerySet[Contribution]:
    """Return what lies on this table, whatever its state."""
    rows = Contribution.objects.filter(merged_into=None, publicity__in=CURRENT)
    if not (wanted.desk is Desk.ALL and wanted.who.administers):
        rows = rows.filter(office__in=wanted.who.offices | wanted.who.heads)
    if wanted.desk is Desk.MINE:
        rows = rows.filter(Exists(Taken.objects.filter(contribution=OuterRef("pk"), user__in=wanted.people)))
    if wanted.office is not None:
        rows = rows.filter(office=wanted.office)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    return _searched(rows, wanted.text)


def _searched(rows: QuerySet[Contribution], text: str) -> QuerySet[Contribution]:
    words = text.strip().lstrip("#")
    if words.isdecimal() and len(words) < 16:
        return rows.filter(number=int(words))
    for word in words.replace("\x00", "").lower().split()[:5]:
        rows = rows.filter(words__contains=word)
    return rows


def _tabs(wanted: InboxFilter) -> dict[Tab, Q]:
    waiting = Q(status__in=OPEN)
    return {
        Tab.OPEN: waiting,
        Tab.OVERDUE: waiting & Q(due_on__lt=wanted.today),
        Tab.SOON: waiting & Q(due_on__range=(wanted.today, wanted.soon)),
        Tab.NEW: Q(status=Status.RECEIVED),
        Tab.LOST: waiting & Q(office=None),
        Tab.DONE: ~waiting,
    }


def counts(wanted: InboxFilter) -> Counts:
    """Return what each tab counts. 1 SQL."""
    # The tab of what is answered is not counted: it only grows, and nobody needs its number.
    tabs = {tab: which for tab, which in _tabs(wanted).items() if tab is not Tab.DONE}
    totals = (
        _on_desk(wanted).filter(status__in=OPEN).aggregate(**{tab.value: Count("pk", filter=tabs[tab]) for tab in tabs})
    )
    return Counts({Tab(tab): number for tab, number in totals.items()})


def inbox(wanted: InboxFilter, *, after: str = "", most: int = 50) -> InboxPage:
    """Return a page of the inbox: the promised day decides, so what is overdue stands on top. 1 SQL."""
    rows = _on_desk(wanted).filter(_tabs(wanted)[wanted.tab])
    if wanted.status is not None:
        rows = rows.filter(status=wanted.status)
    by_day = wanted.tab is not Tab.DONE
    order = (F("due_on").asc(nulls_last=True), F("number").asc()) if by_day else (F("number").desc(),)
    found = list(_facts(rows.filter(_beyond(after, by_day=by_day)).order_by(*order))[: most + 1])
    page = [_row(facts) for facts in found[:most]]
    return InboxPage(page, _cursor(page[-1], by_day=by_day) if len(found) > most else "")


def _facts(rows: QuerySet[Contribution]) -> QuerySet[Contribution, dict[str, Any]]:
    decisive = Step.objects.filter(contribution=OuterRef("pk"), verb__in=DECISIVE).order_by()
    promise = {"contribution": OuterRef("pk"), "due_on": OuterRef("due_on"), "office": OuterRef("office")}
    told = Reminder.objects.filter(kind=Reminder.Kind.ESCALATED, **promise)
    return rows.annotate(
        seen=Coalesce(Subquery(decisive.values("contribution").annotate(n=Count("pk")).values("n")), 0),
        taken_by=Subquery(Taken.objects.filter(contribution=OuterRef("pk")).values("user")[:1]),
        escalated=Exists(told),
    ).values(*_COLUMNS, "seen", "taken_by", "escalated")


_COLUMNS = (
    *("pk", "number", "kind", "title", "status", "office", "due_on", "submitted_at", "channel", "publicity"),
    *("supports", "comments"),
)


def _row(facts: dict[str, Any]) -> InboxRow:
    return InboxRow(
        id=facts["pk"],
        number=facts["number"],
        kind=Kind(facts["kind"]),
        title=facts["title"],
        status=Status(facts["status"]),
        office=facts["office"],
        due_on=facts["due_on"],
        submitted_at=facts["submitted_at"],
        channel=Channel(facts["channel"]),
        shown=facts["publicity"] == Publicity.SHOWN,
        supports=facts["supports"],
        comments=facts["comments"],
        taken_by=facts["taken_by"],
        escalated=facts["escalated"],
        seen=facts["seen"],
    )


def _cursor(row: InboxRow, *, by_day: bool) -> str:
    return f"{row.due_on or 'ohne'}_{row.number}" if by_day else str(row.number)


def _beyond(after: str, *, by_day: bool) -> Q:
    """Return what comes after a cursor; nonsense begins at the top."""
    day, _sep, number = after.rpartition("_")
    if not number.isdecimal() or len(number) > 15:
        return Q()
    if not by_day:
        return Q(number__lt=int(number))
    if day == "ohne":
        return Q(due_on=None, number__gt=int(number))
    try:
        due_on = date.fromisoformat(day)
    except ValueError:
        return Q()
    return Q(due_on__gt=due_on) | Q(due_on=due_on, number__gt=int(number)) | Q(due_on=None)
