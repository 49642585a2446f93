"""The query of a request, percent-encoded, as `Options`; anything it cannot mean is a QueryProblem."""

from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import DEFAULT_TOP, LARGEST_TOP, Expand, Options, ResultFormat, Selection

__all__ = ["DEFAULT_TOP", "LARGEST_TOP", "Expand", "Options", "ResultFormat", "Selection", "read_options"]


def read_options(query: str, kind: Kind) -> Options:
    """What the query string asks of entities of the kind. 400 what is wrong, 501 an option nobody knows."""
    raise NotImplementedError
