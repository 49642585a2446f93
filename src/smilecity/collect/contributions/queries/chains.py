"""What was merged into what. A merged contribution may be merged again: at the end of the chain stands one."""

from uuid import UUID

from django.db import connection

_UP = """
WITH RECURSIVE chain AS (
    SELECT id, number, merged_into_id, 0 AS step FROM contributions_contribution WHERE id = %s
    UNION ALL
    SELECT c.id, c.number, c.merged_into_id, chain.step + 1
    FROM contributions_contribution c JOIN chain ON c.id = chain.merged_into_id
)
SELECT id, number FROM chain ORDER BY step
"""
_DOWN = """
WITH RECURSIVE tree AS (
    SELECT id FROM contributions_contribution WHERE id = %s
    UNION ALL
    SELECT c.id FROM contributions_contribution c JOIN tree ON c.merged_into_id = tree.id
)
SELECT id FROM tree
"""


def chain(contribution: UUID) -> list[tuple[UUID, int]]:
    """Return id and number of a contribution, of what it was merged into, and so on to the end. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_UP, [contribution])
        return [(found, number) for found, number in cursor.fetchall()]


def merged_here(contribution: UUID) -> list[UUID]:
    """Return a contribution and all that was merged into it, directly or by way of others. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWN, [contribution])
        return [found for (found,) in cursor.fetchall()]
