"""A report goes to another category, or a whole category to another office: each history says so, each day stays."""

from datetime import datetime
from uuid import UUID

from smilecity.people.models import User


def file_under(*, contribution: UUID, category: str, by: User | None, at: datetime) -> bool:
    """Move a report to another category, and with it to the office that has to do with that; return whether it moved.

    The promised day stays. Raises Refused.
    """
    raise NotImplementedError


def move_office(*, category: int, office: int, by: User | None, at: datetime) -> int:
    """Let another office have to do with a category from now on, open reports included; return how many moved.

    Raises Refused. Promised days stay; followers are told by the notices, nobody at the desk is.
    """
    raise NotImplementedError
