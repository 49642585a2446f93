"""Who may do what with an order: its crew says what became of it, its office gives it and takes it back.

A right is a predicate of role, office, crew and phase (what became of the order so far).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from smilecity.deliver.fieldwork.rules.settling import State
from smilecity.ground.text import sentence
from smilecity.people.rules import Role

NOT_OF_A_CREW = sentence("Das dürfen nur Teams im Außendienst.")
NOT_YOUR_CREW = sentence("Dieser Auftrag gehört nicht zu Ihrem Team.")
NOT_YOUR_OFFICE = sentence("Aufträge gibt nur die zuständige Stelle oder die Administration.")
NOT_THE_HEAD = sentence("Teams stellt nur die Leitung der Stelle oder die Administration zusammen.")
ORDERED_ALREADY = sentence("Dafür hat ein Team schon einen Auftrag. Bitte ziehen Sie ihn zuerst zurück.")
OVER = sentence("Dieser Auftrag ist nicht mehr offen.")


class Act(StrEnum):
    """What is done about work outside. `see`, `photo` and `settle`: on the spot; all else: at the desk."""

    SEE = "see"
    PHOTO = "photo"
    SETTLE = "settle"
    ORDER = "order"
    MOVE = "move"
    WITHDRAW = "withdraw"
    CREWS = "crews"


@dataclass(frozen=True)
class Standing:
    """What somebody is today: roles, the offices they act for, those they head, the crews they belong to.

    `left`: crews that they left not long ago.
    """

    roles: frozenset[Role]
    offices: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()
    crews: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """What it is done to. `former`: crews that had the order before; `state` None: there is no order yet.

    `office`: of the contribution; `crews_office`: of the crew, which differs once the contribution was handed over.
    """

    office: int | None = None
    crew: int | None = None
    former: frozenset[int] = field(default=frozenset())
    state: State | None = None
    crews_office: int | None = None


_Right = Callable[[Standing, Place], bool]


def is_of_crew(who: Standing, place: Place) -> bool:
    """Say whether the order is the crew's of somebody now."""
    return Role.CREW in who.roles and place.crew in who.crews


def _was_of_crew(who: Standing, place: Place) -> bool:
    """Who had it may still send what waited on their device when it went to others, or when they left.

    Who left needs no role: it went with the last crew.
    """
    had = place.former if place.crew is None else place.former | {place.crew}
    return (Role.CREW in who.roles and bool(had & who.crews)) or bool(had & who.left)


def _of_office(who: Standing, place: Place) -> bool:
    return _answers_for(who, place.office)


def _answers_for(who: Standing, office: int | None) -> bool:
    if Role.ADMINISTRATOR in who.roles:
        return True
    return Role.CLERK in who.roles and office in who.offices | who.heads


def _open_at_office(who: Standing, place: Place) -> bool:
    return _of_office(who, place) and place.state is State.OPEN


def _open_at_either_office(who: Standing, place: Place) -> bool:
    """Whose people they are may call them back, too, when the contribution went to another office."""
    ours = _answers_for(who, place.office) or _answers_for(who, place.crews_office)
    return ours and place.state is State.OPEN


def _free_at_office(who: Standing, place: Place) -> bool:
    return _of_office(who, place) and place.state is not State.OPEN


def _leads(who: Standing, place: Place) -> bool:
    return Role.ADMINISTRATOR in who.roles or (Role.CLERK in who.roles and place.office in who.heads)


# The whole law of who may do what. Whether what comes late still counts: settling.weigh.
RIGHTS: dict[Act, _Right] = {
    Act.SEE: is_of_crew,
    Act.PHOTO: _was_of_crew,
    Act.SETTLE: _was_of_crew,
    Act.ORDER: _free_at_office,
    Act.MOVE: _open_at_office,
    Act.WITHDRAW: _open_at_either_office,
    Act.CREWS: _leads,
}


def may(act: Act, who: Standing, place: Place) -> bool:
    """Say whether somebody may do this with an order of this office and crew, as it stands."""
    return RIGHTS[act](who, place)


def may_work_outside(roles: frozenset[Role]) -> bool:
    """Say who has the pages for work outside at all."""
    return Role.CREW in roles


def may_send(who: Standing) -> bool:
    """Say from whose devices anything is taken at all: who works outside, or did until not long ago."""
    return may_work_outside(who.roles) or bool(who.left)


def why_not_act(act: Act, who: Standing, place: Place) -> str | None:
    """Return the reason why somebody may not do this; None: they may."""
    if may(act, who, place):
        return None
    if act in {Act.SEE, Act.PHOTO, Act.SETTLE}:
        return NOT_YOUR_CREW if Role.CREW in who.roles else NOT_OF_A_CREW
    if act is Act.CREWS:
        return NOT_THE_HEAD
    crews_own = act is Act.WITHDRAW and _answers_for(who, place.crews_office)
    if not _of_office(who, place) and not crews_own:
        return NOT_YOUR_OFFICE
    return ORDERED_ALREADY if act is Act.ORDER else OVER
