"""Options of the query language, decoded, as trees; anything they cannot mean is a QueryProblem."""

from smilecity.sense.things.rules.expansions import read_expansions
from smilecity.sense.things.rules.expressions import read_condition
from smilecity.sense.things.rules.orders import read_orderings, read_selection
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tokens import Tokens
from smilecity.sense.things.rules.tree import Expand, Expression, Ordering, Selection


def parse_filter(text: str, kind: Kind, *, option: str = "$filter") -> Expression:
    """A BOOLEAN expression about entities of the kind."""
    tokens = Tokens(text, option)
    found = read_condition(tokens, kind)
    tokens.end()
    return found


def parse_orderby(text: str, kind: Kind, *, option: str = "$orderby") -> tuple[Ordering, ...]:
    """What to order by, the most important first."""
    tokens = Tokens(text, option)
    found = read_orderings(tokens, kind)
    tokens.end()
    return found


def parse_select(text: str, kind: Kind, *, option: str = "$select") -> Selection | None:
    """What to show; None for `*`."""
    tokens = Tokens(text, option)
    found = read_selection(tokens, kind)
    tokens.end()
    return found


def parse_expand(text: str, kind: Kind, *, option: str = "$expand") -> tuple[Expand, ...]:
    """What to show inline; options of one expansion stand in parentheses, separated by `;`."""
    tokens = Tokens(text, option)
    found = read_expansions(tokens, kind)
    tokens.end()
    return found
