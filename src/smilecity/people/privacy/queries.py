"""What may be asked: how a city words the notice of a process, and what an address has agreed to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from smilecity.ground.text import Texts
from smilecity.people.privacy.models import Consent, ProcessNotice
from smilecity.people.privacy.reading import key_of
from smilecity.people.privacy.rules import Notice, Point


def notice(subject: str) -> Notice:
    """Return what the city says of a process; nothing where it says what comes with the program. 1 SQL."""
    return notices([subject])[subject]


def notices(subjects: Collection[str]) -> dict[str, Notice]:
    """Return what the city says of these processes. 1 SQL."""
    found = {row.pk: _notice(row) for row in ProcessNotice.objects.filter(pk__in=subjects)}
    return {subject: found.get(subject, Notice()) for subject in subjects}


def _notice(row: ProcessNotice) -> Notice:
    points = {Point(point): texts for point, texts in row.points.items() if point in set(Point)}
    return Notice(points=points, minimum_age=row.minimum_age, consent=row.consent)


@dataclass(frozen=True)
class ConsentRow:
    """Somebody agreed: to which text of which process, in which version, in which hour; until when, if no longer.

    `forget_on`: when the proof is destroyed; None while what was agreed to still runs.
    """

    subject: str
    version: int
    text: Texts
    given_at: datetime
    revoked_at: datetime | None
    forget_on: date | None


def consents_of(address: str) -> list[ConsentRow]:
    """Return what an address has agreed to, oldest first. To be told to its owner only. 1 SQL. Raises Refused."""
    rows = Consent.objects.filter(key=key_of(address)).order_by("given_at", "id")
    named = rows.values_list("text__subject", "text__version", "text__text", "given_at", "revoked_at", "forget_on")
    return [ConsentRow(*row) for row in named]


def standing(address: str) -> set[str]:
    """Return for which processes something stands that an address has agreed to. 1 SQL. Raises Refused."""
    given = Consent.objects.filter(key=key_of(address), revoked_at=None)
    return set(given.values_list("text__subject", flat=True))
