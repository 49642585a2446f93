"""The one place that reads the clock. Only doors and jobs call it; everything else is told the time as `at`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return datetime.now(UTC)
