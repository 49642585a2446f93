"""How many rows there are on all pages. Nobody counts values where their number is known already."""

from smilecity.sense.things.queries import expressions
from smilecity.sense.things.queries.asking import Asking, reached
from smilecity.sense.things.queries.sql import Sql, every, fill, join
from smilecity.sense.things.queries.wanted import Wanted
from smilecity.sense.things.rules.schema import Kind


def counted(wanted: Wanted, asking: Asking) -> Sql:
    """Return the number as an expression."""
    if wanted.kind is Kind.OBSERVATIONS and wanted.options.filter is None:
        if wanted.origin is None:
            return join(" + ", [_sum(kind, asking) for kind in (Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS)])
        if wanted.of_a_stream:
            return fill("coalesce({}, 0)", wanted.origin.column("e_observations"))
    found = reached(wanted.kind, asking, wanted.origin)
    scope = expressions.Scope(wanted.kind, found.alias, asking)
    where = every([*found.where, *expressions.narrowed(wanted.options.filter, scope)])
    return fill("(SELECT count(*) FROM {} WHERE {})", found.source, where)


def _sum(kind: Kind, asking: Asking) -> Sql:
    """Return how many values the visible datastreams of a kind have."""
    found = reached(kind, asking)
    number = Sql(f"{found.alias}.e_observations")
    return fill("(SELECT coalesce(sum({}), 0) FROM {} WHERE {})", number, found.source, every(found.where))
