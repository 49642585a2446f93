"""How long ago something may be: any time, the last year, the last month."""

from enum import StrEnum


class Period(StrEnum):
    """A time back from now."""

    ANY = ""
    YEAR = "jahr"
    MONTH = "monat"


# From which age group on something belongs to a period; the groups: 0 older or without a time, 1 a year, 2 a month.
PERIODS = {Period.ANY: 0, Period.YEAR: 1, Period.MONTH: 2}
