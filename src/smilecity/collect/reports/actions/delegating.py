"""A third party does it: in public, with its name; the town hall still answers for it, on the same day."""

from datetime import datetime
from uuid import UUID

from smilecity.people.models import User


def delegate(*, contribution: UUID, to: str, by: User, at: datetime) -> UUID | None:
    """Say in public that a third party does it now; return the step, None: it had it already. Raises Refused."""
    raise NotImplementedError


def take_back(*, contribution: UUID, by: User, at: datetime) -> UUID | None:
    """Say in public that the town hall does it itself again; return the step, None: nobody else had it. Raises Refused."""
    raise NotImplementedError
