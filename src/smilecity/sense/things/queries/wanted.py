"""What is asked of a list or of one entity."""

from dataclasses import dataclass

from smilecity.sense.things.queries.asking import Origin
from smilecity.sense.things.queries.columns import STREAMS
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Options


@dataclass(frozen=True)
class Wanted:
    """`origin`: only what is related to this row; none: everything. `ref`: addresses only.

    `only`: nothing but the rows with these ids; None: all.
    """

    kind: Kind
    options: Options
    origin: Origin | None = None
    ref: bool = False
    only: tuple[int, ...] | None = None

    @property
    def of_a_stream(self) -> bool:
        """Whether these are the values of one datastream."""
        return self.kind is Kind.OBSERVATIONS and self.origin is not None and self.origin.kind in STREAMS

    @property
    def multi(self) -> bool | None:
        """Which kind of datastream the values belong to; None: each row says it."""
        return None if self.origin is None or not self.of_a_stream else self.origin.kind is Kind.MULTI_DATASTREAMS
