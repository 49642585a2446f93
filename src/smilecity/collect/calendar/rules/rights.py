"""Who may do what with the calendar at the desk, as a table."""

from enum import StrEnum

from smilecity.ground.text import sentence
from smilecity.people.rules import DESK_ROLES, Role


class Act(StrEnum):
    """What staff do with the calendar. `LOOK`: drafts too. `GUESTS`: see who comes, take somebody's registration."""

    LOOK = "look"
    WRITE = "write"
    STEER = "steer"
    DOCUMENT = "document"
    IMPORT = "import"
    GUESTS = "guests"


_EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
MAY: dict[Act, frozenset[Role]] = {
    Act.LOOK: DESK_ROLES - {Role.STEWARD},
    Act.WRITE: _EDITORS,
    Act.STEER: _EDITORS,
    Act.DOCUMENT: _EDITORS,
    Act.IMPORT: _EDITORS,
    Act.GUESTS: _EDITORS | {Role.CLERK},
}
NOT_YOURS = sentence("Das darf nur die Redaktion oder die Administration.")
NOT_YOUR_GUESTS = sentence("Das dürfen nur Redaktion, Sachbearbeitung und Administration.")


def may(act: Act, roles: frozenset[Role]) -> bool:
    """Say whether somebody with these roles may do it."""
    return bool(roles & MAY[act])
