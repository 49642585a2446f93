"""Words that the database and the standard share: access, second values, steps of aggregates, quality flags."""

from enum import IntEnum, StrEnum


class Access(StrEnum):
    """Who may read a datastream."""

    PUBLIC = "public"
    INTERNAL = "internal"  # the city itself
    SHARED = "shared"  # the city, and the parties it names


class SecondValue(StrEnum):
    """What a datastream does with a second value of the same time."""

    KEEP = "keep"  # both stay
    REPLACE = "replace"  # the later one counts
    REFUSE = "refuse"  # the earlier one counts, the sender is told


class Step(StrEnum):
    """How long the times are that aggregates sum up. Days and months are those of the city's clock."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


class Quality(IntEnum):
    """The flags of SeaDataNet and Copernicus Marine (0 to 9), as far as they are used here."""

    UNCHECKED = 0
    GOOD = 1
    PROBABLY_GOOD = 2
    PROBABLY_BAD = 3
    BAD = 4
    CHANGED = 5
    NOMINAL = 7
    INTERPOLATED = 8
    MISSING = 9


# Left out of aggregates.
DOUBTFUL = frozenset({Quality.PROBABLY_BAD, Quality.BAD, Quality.MISSING})
# Beyond this a value is no measurement; sums of it could not be held by any column.
# What stands where nobody said by what device: the standard knows no values without one.
UNKNOWN_SENSOR = "ohne Angabe"
LARGEST = 1e100
