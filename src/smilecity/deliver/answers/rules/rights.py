"""Who may act on a contribution of an office: its clerks, who stands in for them today, and administrators.

Rights are a predicate of role, office and day; absences and the day are handed in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from smilecity.ground.text import sentence
from smilecity.people.rules import Role

NOT_A_CLERK = sentence("Das dürfen nur Beschäftigte einer zuständigen Stelle und die Administration.")
NOT_YOUR_OFFICE = sentence("Dafür ist eine andere Stelle zuständig. Antworten kann nur sie oder die Administration.")
NOT_IN_CHARGE = sentence("Das darf nur die Administration.")


class Act(StrEnum):
    """What is done at the desk of answers."""

    SEE = "see"
    ANSWER = "answer"
    HAND_OVER = "hand_over"
    EXTEND = "extend"
    EXTEND_AGAIN = "extend_again"
    NOTE = "note"
    MERGE = "merge"
    BLOCKS = "blocks"
    ORGANISE = "organise"
    DESCRIBE = "describe"


@dataclass(frozen=True)
class Standing:
    """What somebody is today: roles, the offices they act for (their own and by substitution), those they head."""

    roles: frozenset[Role]
    offices: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()

    @property
    def administers(self) -> bool:
        """Whether every office is theirs."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def acts_for(self) -> frozenset[int]:
        """The offices they may act for: without the role of a clerk none, whatever list they still stand on."""
        return self.offices | self.heads if Role.CLERK in self.roles else frozenset()


_Right = Callable[[Standing, int | None], bool]


def _anywhere(who: Standing, office: int | None) -> bool:
    return who.administers or bool(who.acts_for)


def _there(who: Standing, office: int | None) -> bool:
    return who.administers or office in who.acts_for


def _leads(who: Standing, office: int | None) -> bool:
    return who.administers or (office in who.heads and office in who.acts_for)


def _administers(who: Standing, office: int | None) -> bool:
    return who.administers


# The whole law of who may do what; the office is that of the contribution.
RIGHTS: dict[Act, _Right] = {
    Act.SEE: _anywhere,
    Act.ANSWER: _there,
    Act.HAND_OVER: _there,
    Act.EXTEND: _there,
    Act.EXTEND_AGAIN: _leads,
    Act.NOTE: _anywhere,
    Act.MERGE: _there,
    Act.BLOCKS: _there,
    Act.ORGANISE: _administers,
    # What residents are told of an office: whoever works there knows it best.
    Act.DESCRIBE: _there,
}


def may(act: Act, who: Standing, office: int | None) -> bool:
    """Say whether somebody may do this with a contribution of this office (None: it has none yet)."""
    return RIGHTS[act](who, office)


def why_not_act(act: Act, who: Standing, office: int | None) -> str | None:
    """Return the reason why somebody may not do this; None: they may."""
    if may(act, who, office):
        return None
    if act is Act.ORGANISE:
        return NOT_IN_CHARGE
    return NOT_YOUR_OFFICE if may(Act.SEE, who, office) else NOT_A_CLERK


@dataclass(frozen=True)
class Away:
    """Somebody is away from the first to the last day, and who stands in."""

    user: UUID
    substitute: UUID
    first_on: date
    last_on: date

    def holds(self, today: date) -> bool:
        """Say whether they are away today."""
        return self.first_on <= today <= self.last_on


def represented(user: UUID, absences: Iterable[Away], today: date) -> frozenset[UUID]:
    """Return for whom somebody acts today: themselves, and everybody away whose substitute they are.

    Where the substitute is away too, their own substitute stands in for both; a circle ends where it began.
    """
    today_away = [away for away in absences if away.holds(today)]
    found, fresh = {user}, {user}
    while fresh:
        fresh = {away.user for away in today_away if away.substitute in fresh} - found
        found |= fresh
    return frozenset(found)


def stands_in(user: UUID, absences: Iterable[Away], today: date) -> UUID:
    """Return who acts for somebody today: themselves, or the first in the chain of substitutes who is not away.

    Where all are away, it is the person themselves: somebody has to be told.
    """
    instead = {away.user: away.substitute for away in absences if away.holds(today)}
    seen, now = {user}, user
    while now in instead:
        now = instead[now]
        if now in seen:
            return user
        seen.add(now)
    return now
