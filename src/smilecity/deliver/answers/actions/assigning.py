"""Every contribution gets its office and its promised day: one by one as they come in, many at once after an import."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.actions.many import Assigned, set_offices
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import OPEN, Channel, Kind
from smilecity.collect.reports import queries as reports
from smilecity.collect.reports.queries import Route
from smilecity.deliver.answers import reading, rules
from smilecity.deliver.answers.reading import CURRENT, Plan, Promised

CHUNK = 2_000
NO_ROUTE = Route(None, None)
_FACTS = ("number", "kind", "category", "theme_ids", "district", "channel", "submitted_at")


@transaction.atomic
def assign(*, contribution: UUID, at: datetime) -> bool:
    """Make an office responsible and promise a day; return whether that was needed. Repeating it changes nothing."""
    if not _waiting().filter(pk=contribution).exists():
        return False
    row = held(contribution)
    promised = next(_promised([row], reading.plan(), timezone.localdate(at)))
    if promised is None or row.office_id is not None:
        return False
    trunk.set_office(contribution=row.pk, office=promised.office, due_on=promised.due_on, by=None, at=at)
    return True


def assign_missing(*, at: datetime) -> int:
    """Make offices responsible for everything open that has none; return for how many.

    What was imported is written many at a time and nobody is told; everything else as if it had just come in. For what
    nobody is responsible for, a look at many costs as much as a look at one: it is taken every few minutes.
    """
    plan, today, done, last = reading.plan(), timezone.localdate(at), 0, 0
    while rows := list(_waiting().filter(number__gt=last).order_by("number").only(*_FACTS)[:CHUNK]):
        last = rows[-1].number
        found = [(row, promised) for row, promised in zip(rows, _promised(rows, plan, today), strict=True) if promised]
        imported = [Assigned(row.pk, to.office, to.due_on) for row, to in found if row.channel == Channel.IMPORT]
        done += set_offices(assigned=imported, at=at)
        done += sum(assign(contribution=row.pk, at=at) for row, _to in found if row.channel != Channel.IMPORT)
    return done


def _waiting() -> QuerySet[Contribution]:
    """Return what is open and has no office."""
    return Contribution.objects.filter(office=None, status__in=OPEN, merged_into=None, publicity__in=CURRENT)


def _promised(rows: Sequence[Contribution], plan: Plan, today: date) -> Iterator[Promised | None]:
    """Yield office and day for each; of reports their category says it. 4 SQL where there is a report, else none."""
    theirs = [row.pk for row in rows if row.kind == Kind.REPORT]
    routes, grounds = (reports.routes(), reports.grounds(theirs)) if theirs else (None, {})
    for row in rows:
        start = rules.starts_on(Channel(row.channel), timezone.localdate(row.submitted_at), today)
        route = NO_ROUTE
        if routes and row.kind == Kind.REPORT:
            route = routes.route(row.category, row.district_id, grounds.get(row.pk))
        yield plan.promise(
            Kind(row.kind), row.category, row.theme_ids, row.district_id, start, office=route.office, days=route.days
        )
