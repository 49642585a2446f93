"""Options of the query language, decoded, as trees; anything they cannot mean is a QueryProblem."""

from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Expand, Expression, Ordering, Selection


def parse_filter(text: str, kind: Kind) -> Expression:
    """A BOOLEAN expression about entities of the kind."""
    raise NotImplementedError


def parse_orderby(text: str, kind: Kind) -> tuple[Ordering, ...]:
    """What to order by, the most important first."""
    raise NotImplementedError


def parse_select(text: str, kind: Kind) -> Selection | None:
    """What to show; None for `*`."""
    raise NotImplementedError


def parse_expand(text: str, kind: Kind) -> tuple[Expand, ...]:
    """What to show inline; options of one expansion stand in parentheses, separated by `;`."""
    raise NotImplementedError
