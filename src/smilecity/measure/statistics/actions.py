"""Counts the years in which something has changed since, and keeps the yearly reports that were printed."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from smilecity.collect.contributions.rules import Kind
from smilecity.measure.statistics import reading, rules
from smilecity.measure.statistics.models import YearCount, YearReport
from smilecity.understand.results.drawing import plan, plan_to_frozen

Seen = tuple[int, datetime]


def count(*, at: datetime) -> int:
    """Count each year anew in which something has changed, and all on a new day: promises run out by themselves.

    Return how many. What the city is made of (districts, inhabitants, categories) is read with it. Without a change 2
    SQL; at most 8 more for each year.
    """
    there = reading.years()
    rows = YearCount.objects.only("kind", "year", "number", "seen", "counted_at")
    known = {(Kind(row.kind), row.year): row for row in rows}
    drawn = cache(lambda: plan_to_frozen(plan()))
    stale = [key for key, seen in there.items() if not _is_fresh(known.get(key), seen, at)]
    for kind, year in stale:
        _count(kind, year, there[kind, year], drawn(), at)
    for kind, year in known.keys() - there.keys():
        _drop(kind, year)
    return len(stale)


@transaction.atomic
def _drop(kind: Kind, year: int) -> None:
    """Forget a year of which nothing is left, and what was printed of it."""
    YearCount.objects.filter(kind=kind, year=year).delete()
    YearReport.objects.filter(kind=kind, year=year).delete()


def _is_fresh(row: YearCount | None, seen: Seen, at: datetime) -> bool:
    if row is None or timezone.localdate(row.counted_at) != timezone.localdate(at):
        return False
    return (row.number, row.seen) == seen


@transaction.atomic
def _count(kind: Kind, year: int, seen: Seen, drawn: Mapping[str, Any], at: datetime) -> None:
    figures = reading.with_inhabitants(rules.count(reading.cases(kind, year), timezone.localdate(at)))
    if not figures.total.number:
        YearReport.objects.filter(kind=kind, year=year).delete()
    number, changed_at = seen
    YearCount.objects.update_or_create(
        kind=kind,
        year=year,
        defaults={
            "figures": rules.to_frozen(figures),
            "plan": drawn,
            "number": number,
            "seen": changed_at,
            "counted_at": at,
        },
    )


@transaction.atomic
def keep_report(*, kind: Kind, year: int, language: str, content: bytes, digest: str, at: datetime) -> None:
    """Keep the printed report of a year in a language; an older one goes."""
    made = {"content": content, "size": len(content), "digest": digest, "made_at": at}
    YearReport.objects.update_or_create(kind=kind, year=year, language=language, defaults=made)
