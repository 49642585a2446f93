"""The figures of a year for the report on moderation (articles 15 and 24): reports, decisions, complaints, times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet

from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.rules import RESTRICTING, Ground, Outcome


@dataclass(frozen=True)
class Figures:
    """What happened from one instant up to another. Decisions that were taken back do not count."""

    flags: int
    flags_by_ground: Mapping[Ground, int]
    flags_acted_on: int
    flags_open: int
    decisions: Mapping[Outcome, int]
    restricted_by_ground: Mapping[Ground, int]
    automated: int
    appeals: int
    appeals_upheld: int
    appeals_open: int
    median_flag: timedelta | None
    median_appeal: timedelta | None


_RESTRICTING = [outcome.value for outcome in RESTRICTING]
_FLAGS = "moderation_flag f JOIN moderation_decision d ON d.id = f.decision_id"
_MEDIAN = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY {until} - {since}) FROM {source}
    WHERE {since} >= %s AND {since} < %s AND {until} IS NOT NULL
"""


def figures(since: datetime, until: datetime) -> Figures:
    """Return the figures from `since` up to, but without, `until`. 9 SQL."""
    flags = Flag.objects.filter(received_at__gte=since, received_at__lt=until)
    decisions = Decision.objects.filter(decided_at__gte=since, decided_at__lt=until, undone_at=None)
    acted = flags.aggregate(done=Count("pk", filter=Q(decision__outcome__in=_RESTRICTING)), open=_count(decision=None))
    appeals = Appeal.objects.filter(made_at__gte=since, made_at__lt=until).aggregate(
        made=Count("pk"), upheld=_count(upheld=True), open=_count(decided_at=None)
    )
    outcomes = dict(decisions.values_list("outcome").annotate(number=Count("pk")).order_by("outcome"))
    grounds = _by_ground(flags)
    return Figures(
        flags=sum(grounds.values()),
        flags_by_ground=grounds,
        flags_acted_on=acted["done"],
        flags_open=acted["open"],
        decisions={outcome: outcomes.get(outcome, 0) for outcome in Outcome},
        restricted_by_ground=_by_ground(decisions.filter(outcome__in=_RESTRICTING)),
        # Every decision is made by somebody; the report says so in a figure of its own (article 15 (1) (e)).
        automated=decisions.filter(automated=True).count(),
        appeals=appeals["made"],
        appeals_upheld=appeals["upheld"],
        appeals_open=appeals["open"],
        median_flag=_median(_FLAGS, "f.received_at", "d.decided_at", since, until),
        median_appeal=_median("moderation_appeal a", "a.made_at", "a.decided_at", since, until),
    )


def _count(**condition: object) -> Count:
    return Count("pk", filter=Q(**condition))


def _by_ground(rows: QuerySet[Flag] | QuerySet[Decision]) -> dict[Ground, int]:
    counted = rows.values_list("ground").annotate(number=Count("pk")).order_by("ground")
    return {Ground(ground): number for ground, number in counted}


def _median(source: str, begin: str, end: str, since: datetime, until: datetime) -> timedelta | None:
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN.format(source=source, since=begin, until=end), [since, until])
        row = cursor.fetchone()
    return row[0] if row else None
