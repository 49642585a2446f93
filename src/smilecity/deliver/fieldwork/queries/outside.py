"""What a crew has to do and has done, as its telephone shows it. A fixed number of SQL statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Kind, Publicity, Stage, Status
from smilecity.collect.reports import queries as reports
from smilecity.collect.reports.models import Report
from smilecity.collect.reports.queries import Answered, CategoryRow
from smilecity.deliver.fieldwork import reading, rules
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import State, Weight
from smilecity.ground.text import Texts
from smilecity.people.models import User


@dataclass(frozen=True)
class OrderRow:
    """An order as a crew lists it.

    `category`: in several languages, empty but for reports; `place`: in words; `due_on`: what the public was promised,
    `days_late`: since then; `photo`: the first that may be seen, at the address of photos of contributions.
    """

    id: UUID
    number: int
    kind: Kind
    title: str
    category: Texts
    icon: str
    place: str
    district: str
    lon: float | None
    lat: float | None
    urgent: bool
    note: str
    due_on: date | None
    days_late: int
    ordered_at: datetime
    settled_at: datetime | None
    photo: UUID | None
    crew: int
    crew_name: str
    state: State


@dataclass(frozen=True)
class OrderPhoto:
    """A photo of the report; `stage`: how it was, or how it is now."""

    id: UUID
    width: int
    height: int
    description: str
    stage: Stage


@dataclass(frozen=True)
class OrderPage:
    """One order with all that is known of the spot. `visible`: the public page of the contribution can be read.

    `answers`: all that was answered to the questions of a category, public or not: whoever goes there needs the number
    on the mast. What moderation has taken from view has neither text nor answers nor photos here. `weight`: of work
    that is done, what is true of it now.
    """

    row: OrderRow
    text: str
    answers: Sequence[Answered]
    photos: Sequence[OrderPhoto]
    visible: bool
    said: str
    weight: Weight


def my_orders(user: User, *, at: datetime) -> list[OrderRow]:
    """Return what somebody's crews have to see to, urgent ones and old ones first. 3 SQL."""
    rows = (_mine(user) & reading.going_on()).order_by("-urgent", "ordered_at", "pk")
    return _rows(rows, timezone.localdate(at))


def settled_today(user: User, *, at: datetime) -> list[OrderRow]:
    """Return what somebody's crews ended today, the last first. 3 SQL."""
    today = timezone.localdate(at)
    ended = [State.DONE, State.RETURNED]
    rows = _mine(user).filter(state__in=ended, settled_at__date=today).order_by("-settled_at", "pk")
    return _rows(rows, today)


def my_order(order: UUID, user: User, *, at: datetime) -> OrderPage | None:
    """Return an order of somebody's crews, open or not; None: there is none such. 5 SQL."""
    about = _mine(user).filter(pk=order)
    facts = _facts(about)
    if not facts:
        return None
    tree = reports.categories(retired=True)
    kept = Report.objects.filter(contribution=OuterRef("contribution")).values("attributes")
    entries = Exists(Entry.objects.filter(order=OuterRef("pk"), step__isnull=False))
    columns = (f"contribution__{column}" for column in ("text", "publicity", "pk", "visible", "status"))
    said, text, publicity, contribution, visible, status, told, answers = about.values_list(
        "said", *columns, entries, Subquery(kept)
    )[0]
    shown = publicity in {Publicity.SHOWN, Publicity.WAITING}
    return OrderPage(
        row=_row(facts[0], {row.code: row for row in tree}, timezone.localdate(at)),
        text=text if shown else "",
        answers=reports.answered(facts[0]["contribution__category"], answers or {}, tree) if shown else [],
        photos=_photos(contribution) if shown else [],
        visible=visible,
        said=said,
        weight=rules.look_back(told=told, shown=publicity == Publicity.SHOWN, status=Status(status)),
    )


def may_send(user: User, *, at: datetime) -> bool:
    """Say whether anything is taken from somebody's device: of a crew, or in one until not long ago. 1 SQL at most."""
    return rules.may_work_outside(user.role_set) or rules.may_send(reading.outside(user, at=at))


def _mine(user: User) -> QuerySet[WorkOrder]:
    """Return the orders of somebody's crews; without the role they have none."""
    rows = WorkOrder.objects.filter(crew__in=reading.crews_of(user))
    return rows if rules.may_work_outside(user.role_set) else rows.none()


def _photos(contribution: UUID) -> list[OrderPhoto]:
    rows = Photo.objects.filter(contribution=contribution, hidden=False).order_by("position", "id")
    return [OrderPhoto(row.pk, row.width, row.height, row.description, Stage(row.stage)) for row in rows]


def _rows(rows: QuerySet[WorkOrder], today: date) -> list[OrderRow]:
    facts = _facts(rows)
    tree = {row.code: row for row in reports.categories(retired=True)} if facts else {}
    return [_row(row, tree, today) for row in facts]


def _facts(rows: QuerySet[WorkOrder]) -> list[dict[str, Any]]:
    first = Photo.objects.filter(contribution=OuterRef("contribution"), hidden=False).order_by("position", "id")
    shown = Contribution.objects.filter(pk=OuterRef("contribution"), publicity=Publicity.SHOWN)
    return list(
        rows.annotate(
            photo=Subquery(first.filter(contribution__in=shown.values("pk")).values("pk")[:1]),
            about=F("contribution__number"),
        ).values(*_COLUMNS, "photo", "about")
    )


_ABOUT = ("kind", "category", "title", "place", "district__name", "lon", "lat", "due_on")
_COLUMNS = (
    *("pk", "urgent", "note", "ordered_at", "settled_at", "crew", "crew__name", "state"),
    *(f"contribution__{column}" for column in _ABOUT),
)


def _row(facts: Mapping[str, Any], tree: Mapping[str, CategoryRow], today: date) -> OrderRow:
    about = {column: facts[f"contribution__{column}"] for column in _ABOUT}
    category = tree.get(about["category"]) if about["kind"] == Kind.REPORT else None
    return OrderRow(
        id=facts["pk"],
        number=facts["about"],
        kind=Kind(about["kind"]),
        title=about["title"],
        category=category.title if category else {},
        icon=category.icon if category else "",
        place=about["place"],
        district=about["district__name"] or "",
        lon=about["lon"],
        lat=about["lat"],
        urgent=facts["urgent"],
        note=facts["note"],
        due_on=about["due_on"],
        days_late=rules.days_late(about["due_on"], today),
        ordered_at=facts["ordered_at"],
        settled_at=facts["settled_at"],
        photo=facts["photo"],
        crew=facts["crew"],
        crew_name=facts["crew__name"],
        state=State(facts["state"]),
    )
