"""What is counted: each contribution of a year that everybody may read, with what its history says. One statement."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import OPEN, Channel, Kind, Publicity, Status
from smilecity.collect.reports import queries as reports
from smilecity.measure.statistics.rules import NOBODY, Figures, Known, year_span

# What was merged is not visible, but it was read and goes on elsewhere; everything else has to be visible. Answered:
# by the first public words, or by an end without words. Done: since the first such step after the last one that said
# something else.
_CASES = """
WITH known AS MATERIALIZED (
    SELECT c.id, c.submitted_at, c.status, c.channel, c.category, c.office_id, c.district_id, c.due_on,
        c.merged_into_id IS NOT NULL AS merged
    FROM contributions_contribution c
    WHERE c.kind = %(kind)s AND c.submitted_at >= %(begins)s AND c.submitted_at < %(ends)s
        AND (c.visible OR (c.merged_into_id IS NOT NULL AND c.publicity = %(shown)s))
), said AS MATERIALIZED (
    SELECT s.contribution_id, s.verb, s.status, s.at FROM contributions_step s JOIN known k ON k.id = s.contribution_id
    WHERE s.verb = 'replied' OR s.status <> ''
), told AS MATERIALIZED (
    SELECT contribution_id, min(at) FILTER (WHERE verb = 'replied' OR NOT status = ANY(%(open)s)) AS answered_at,
        max(at) FILTER (WHERE status NOT IN ('', %(done)s)) AS undone_at
    FROM said GROUP BY contribution_id
), done AS (
    SELECT s.contribution_id, min(s.at) AS done_at FROM said s JOIN told t USING (contribution_id)
    WHERE s.status = %(done)s AND (t.undone_at IS NULL OR s.at > t.undone_at) GROUP BY s.contribution_id
)
SELECT (k.submitted_at AT TIME ZONE %(zone)s)::date, k.status, k.channel, k.category, k.office_id,
    coalesce(d.code, ''), k.merged, coalesce(r.delegated_to, '') <> '',
    (t.answered_at AT TIME ZONE %(zone)s)::date, (e.done_at AT TIME ZONE %(zone)s)::date,
    k.due_on, p.promised_on, p.answered_on
FROM known k
    LEFT JOIN told t ON t.contribution_id = k.id LEFT JOIN done e ON e.contribution_id = k.id
    LEFT JOIN answers_kept p ON p.contribution_id = k.id LEFT JOIN reports_report r ON r.contribution_id = k.id
    LEFT JOIN city_district d ON d.id = k.district_id
"""
# In the city's time zone; whoever sees a contribution or not, each is there to notice that something has changed.
_YEARS = """
SELECT kind, extract(year FROM submitted_at AT TIME ZONE %(zone)s)::int AS year, count(*), max(changed_at)
FROM contributions_contribution GROUP BY 1, 2 ORDER BY 1, 2
"""
_STATUSES, _CHANNELS = {each.value: each for each in Status}, {each.value: each for each in Channel}


def zone_name() -> str:
    """Return the name of the city's time zone."""
    return str(settings.TIME_ZONE)


def years() -> dict[tuple[Kind, int], tuple[int, datetime]]:
    """Return the years in which something came in, each with how much that was and its last change. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_YEARS, {"zone": zone_name()})
        return {(Kind(kind), year): (number, seen) for kind, year, number, seen in cursor.fetchall()}


def cases(kind: Kind, year: int) -> Iterator[Known]:
    """Yield what is counted of a year. 1 SQL, of reports 2."""
    groups = top_categories() if kind is Kind.REPORT else {}
    begins, ends = year_span(year, timezone.get_default_timezone())
    params: dict[str, Any] = {
        "kind": kind.value,
        "begins": begins,
        "ends": ends,
        "shown": Publicity.SHOWN.value,
        "open": [status.value for status in OPEN],
        "done": Status.DONE.value,
        "zone": zone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CASES, params)
        for row in cursor:
            yield _known(row, groups)


def _known(row: tuple[Any, ...], groups: Mapping[str, str]) -> Known:
    submitted_on, status, channel, category, office, district, merged, delegated, *days = row
    group = groups.get(category, category) or NOBODY
    facts = (_CHANNELS[channel], group, office, district, merged, delegated)
    return Known(submitted_on, _STATUSES[status], *facts, *days)


def top_categories() -> dict[str, str]:
    """Return the code of the category on the first level by the code of each below it. 1 SQL."""
    parents = {row.code: row.parent for row in reports.categories(retired=True)}
    return {code: parents.get(parent, "") or parent or code for code, parent in parents.items()}


def with_inhabitants(figures: Figures) -> Figures:
    """Return figures with how many live in each district, where that is known of all. At most 2 SQL."""
    living = city.population_by("district")
    if living is None:
        return figures
    return replace(
        figures,
        inhabitants={code: number for (code,), number in living.counts.items() if code},
        inhabitants_year=living.year,
    )
