"""What the calendar tells those downstream."""

from dataclasses import dataclass

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class BookingNews(Event):
    """Somebody who has registered for a date is to be told something (see actions.take_letters)."""

    occurrence_id: int
