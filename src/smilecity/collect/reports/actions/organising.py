"""The town hall writes its tree of categories, and says which office has to do with what, where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from smilecity.collect.reports.rules import Attribute, Where
from smilecity.ground.text import Texts
from smilecity.people.models import User


@dataclass(frozen=True)
class CategoryFields:
    """What staff say of a category; see models.Category. `office`, `radius_metres`, `answer_days` None: as above."""

    title: Texts
    hint: Texts = field(default_factory=dict)
    instead: Texts = field(default_factory=dict)
    urgent: Texts = field(default_factory=dict)
    keywords: Sequence[str] = ()
    icon: str = ""
    position: int = 0
    radius_metres: int | None = None
    handled: bool = True
    text_required: bool = False
    attributes: Sequence[Attribute] = ()
    office: int | None = None
    answer_days: int | None = None
    active: bool = True


def save_category(*, code: str, parent: str, fields: CategoryFields, by: User | None, at: datetime) -> int:
    """Make a category with this code, or replace what is said of it; return its id. Raises Refused.

    `parent`: the code of the one above, empty on the first level. `by` None: the program itself.
    """
    raise NotImplementedError


def set_responsibility(
    *, category: int, district: int | None, ground: Where, office: int, by: User | None, at: datetime
) -> int:
    """Say which office has to do with a category there; what was said for the same place is replaced. Raises Refused."""
    raise NotImplementedError


def remove_responsibility(*, responsibility: int, by: User, at: datetime) -> None:
    """Take a rule away; reports keep the office they have. Raises Refused."""
    raise NotImplementedError
