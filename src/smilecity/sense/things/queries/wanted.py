"""What is asked of a list or of one entity."""

from dataclasses import dataclass
from datetime import datetime

from smilecity.sense.things.queries.asking import Origin, are_values_of
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Options, Ordering, Path


@dataclass(frozen=True)
class Wanted:
    """`origin`: only what is related to this row; none: everything. `ref`: addresses only.

    `only`: nothing but the rows with these ids; None: all. `between`: nothing but values that begin in this time.
    """

    kind: Kind
    options: Options
    origin: Origin | None = None
    ref: bool = False
    only: tuple[int, ...] | None = None
    between: tuple[datetime, datetime] | None = None

    @property
    def of_a_stream(self) -> bool:
        """Whether these are the values of one datastream."""
        return are_values_of(self.origin, self.kind)

    @property
    def by_time(self) -> bool | None:
        """Whether values are asked for by time, and by nothing else: False backwards, None not at all."""
        match self.options.orderby:
            case ():
                return True if self.of_a_stream else None
            case (Ordering(value=Path(relations=(), leaf=leaf), descending=descending),):
                return not descending if self.of_a_stream and leaf.name == "phenomenonTime" else None
        return None

    @property
    def is_end(self) -> bool:
        """Whether no more than the first or the last value of a datastream is asked for: its time is known already."""
        options = self.options
        plain = options.filter is None and options.skiptoken is None and self.only is None and options.skip == 0
        return plain and options.limit == 1 and self.by_time is not None and not self.ref

    @property
    def multi(self) -> bool | None:
        """Which kind of datastream the values belong to; None: each row says it."""
        return None if self.origin is None or not self.of_a_stream else self.origin.kind is Kind.MULTI_DATASTREAMS
