"""What makes a report, what is near, and who may do what with categories and third parties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.rules import Status
from smilecity.collect.reports.rules.asking import Attribute, attributes_read
from smilecity.collect.reports.rules.routing import Ground
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.rules import Role

CODE_MOST = 20
FIRST_LEVEL_MOST = 8
THIRD_PARTY_MOST = 120
ANSWER_DAYS_MOST = 120
# Metres within which a report of the same category may mean the same.
RADIUS = 50
RADII = range(5, 501)
# What is still there to be seen: somebody waits, or work was promised and is not done.
STILL_OPEN = frozenset({Status.RECEIVED, Status.IN_REVIEW, Status.ACCEPTED})

NO_CATEGORY = sentence("Bitte wählen Sie aus, was Sie melden möchten.")
NOT_HANDLED = sentence("Darum kümmert sich nicht die Stadt. Auf dieser Seite steht, wer zuständig ist.")
NO_PLACE = sentence("Bitte zeigen Sie den Ort auf der Karte oder beschreiben Sie, wo er liegt.")
OUTSIDE = sentence(
    "Dieser Ort liegt außerhalb von {city}. Dort können wir nichts veranlassen. Zuständig ist die Gemeinde, zu der er "
    "gehört. Welche das ist, sagt Ihnen die Behördennummer 115."
)
NO_TEXT = sentence("Bitte beschreiben Sie in ein paar Worten, was los ist.")

_CLERKS = frozenset({Role.CLERK, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Facts:
    """What the check has to know of a category. `leaf`: it can be chosen, for none stands below it."""

    active: bool
    handled: bool
    leaf: bool
    text_required: bool
    attributes: Sequence[Attribute]


def check(
    category: Facts | None,
    *,
    text: str,
    place: str,
    ground: Ground | None,
    attributes: Mapping[str, str | Sequence[str]],
    city: str,
) -> None:
    """Raise Refused with the first reason why this is no report yet. The texts are clean (see contributions.rules)."""
    _require_choice(category)
    _require_place(place, ground, city)
    _require_words(text, required=category is not None and category.text_required)
    asked = category.attributes if category else ()
    wrong = attributes_read(asked, attributes).refused
    for each in asked:
        if each.code in wrong:
            raise Refused(wrong[each.code])


def _require_choice(category: Facts | None) -> None:
    if category is None or not category.active or not category.leaf:
        raise Refused(NO_CATEGORY)
    if not category.handled:
        raise Refused(NOT_HANDLED)


def _require_place(place: str, ground: Ground | None, city: str) -> None:
    if ground is Ground.OUTSIDE:
        raise Refused(OUTSIDE, city=city)
    if ground is None and not rules.has_words(place):
        raise Refused(NO_PLACE)


def _require_words(text: str, *, required: bool) -> None:
    if required and not text:
        raise Refused(NO_TEXT)
    if text and not rules.has_words(text):
        raise Refused(rules.NO_LETTERS)


def may_organise(roles: frozenset[Role]) -> bool:
    """Say who writes categories and says which office has to do with them."""
    return Role.ADMINISTRATOR in roles


def may_delegate(roles: frozenset[Role]) -> bool:
    """Say who files reports elsewhere and hands them to third parties; of which office, is the law of the answers."""
    return bool(roles & _CLERKS)
