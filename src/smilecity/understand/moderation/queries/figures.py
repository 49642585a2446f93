"""The figures of a year, for the report on moderation (articles 15 and 24): reports, decisions, complaints, times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q

from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.rules import Ground, Outcome


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


_MEDIAN = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY {until} - {since}) FROM {source}
    WHERE {since} >= %s AND {since} < %s AND {until} IS NOT NULL
"""


def figures(since: datetime, until: datetime) -> Figures:
    """Return the figures from `since` up to, but without, `until`. 7 SQL."""
    flags = Flag.objects.filter(received_at__gte=since, received_at__lt=until)
    decisions = Decision.objects.filter(decided_at__gte=since, decided_at__lt=until, undone_at=None)
    restricting = decisions.filter(outcome__in=[Outcome.HIDDEN, Outcome.EDITED])
    appeals = Appeal.objects.filter(made_at__gte=since, made_at__lt=until).aggregate(
        made=Count("pk"), upheld=Count("pk", filter=Q(upheld=True)), open=Count("pk", filter=Q(decided_at=None))
    )
    by_ground = flags.values_list("ground").annotate(number=Count("pk")).order_by("ground")
    acted = flags.aggregate(
        acted=Count("pk", filter=Q(decision__outcome__in=[Outcome.HIDDEN, Outcome.EDITED])),
        open=Count("pk", filter=Q(decision=None)),
    )
    outcomes = decisions.values_list("outcome", "automated").annotate(number=Count("pk")).order_by("outcome")
    rows = list(outcomes)
    grounds = {Ground(ground): number for ground, number in by_ground}
    restricted = restricting.values_list("ground").annotate(number=Count("pk")).order_by("ground")
    return Figures(
        flags=sum(grounds.values()),
        flags_by_ground=grounds,
        flags_acted_on=acted["acted"],
        flags_open=acted["open"],
        decisions={out: sum(number for name, _auto, number in rows if name == out) for out in Outcome},
        restricted_by_ground={Ground(ground): number for ground, number in restricted},
        automated=sum(number for _name, automated, number in rows if automated),
        appeals=appeals["made"],
        appeals_upheld=appeals["upheld"],
        appeals_open=appeals["open"],
        median_flag=_median(
            "moderation_flag f JOIN moderation_decision d ON d.id = f.decision_id",
            "f.received_at",
            "d.decided_at",
            since,
            until,
        ),
        median_appeal=_median("moderation_appeal a", "a.made_at", "a.decided_at", since, until),
    )


def _median(source: str, begin: str, end: str, since: datetime, until: datetime) -> timedelta | None:
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN.format(source=source, since=begin, until=end), [since, until])
        row = cursor.fetchone()
    return row[0] if row else None
