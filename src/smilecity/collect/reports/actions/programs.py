"""Reports come in from other programs (Open311), in the name of the party whose key they use."""

from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions.actions import Content
from smilecity.ground.text import sentence

NO_KEY = sentence("Dieser Schlüssel gilt nicht mehr.")


def submit_by_program(
    *,
    call: UUID,
    category: str,
    content: Content,
    attributes: dict[str, str | list[str]],
    photo: bytes | None,
    key: UUID,
    at: datetime,
    token: str = "",
    before: bool = True,
) -> UUID:
    """Store a report that a program sends with a key; return its id. Raises Refused.

    `token`: the program's own name for it; sent again, the report of the first time is returned. `before`: it is read
    before it is shown. Nobody is written to: an address that others hand over was confirmed by nobody.
    """
    raise NotImplementedError
