"""A value that is in the table already, as far as its removal has to know it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """`last`: its end, or its start where it is an instant."""

    id: int
    stream: int
    start: datetime
    last: datetime
    result_time: datetime | None
