"""What somebody has contributed, supported and said, to be told to them only; and the state of what they confirm."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from smilecity.collect.contributions.models import Call, Comment, Contribution, Photo, Support
from smilecity.collect.contributions.queries.lists import CARD, Card, cards_of
from smilecity.collect.contributions.rules import Act, End, Publicity, Settled
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Outcome, Purpose


@dataclass(frozen=True)
class Mine:
    """Something of one's own, with its publicity."""

    card: Card
    publicity: Publicity


_ACTS = {
    Purpose.IDEA: Act.CONTRIBUTE,
    Purpose.PLACE: Act.CONTRIBUTE,
    Purpose.REPORT: Act.CONTRIBUTE,
    Purpose.SUPPORT: Act.SUPPORT,
    Purpose.COMMENT: Act.COMMENT,
}
# What is confirmed in this room.
OUR_PURPOSES = frozenset(_ACTS)
_ENDS = {Outcome.CONFIRMED: End.USED, Outcome.REPEATED: End.REPEATED, Outcome.EXPIRED: End.EXPIRED}

_OF_CONTACT = f"""
SELECT {CARD} FROM contributions_contribution c WHERE c.author_id = %(contact)s
ORDER BY c.submitted_at DESC, c.number DESC LIMIT %(most)s
"""  # noqa: S608 - only our own words
_SUPPORTED = f"""
SELECT {CARD} FROM contributions_contribution c
JOIN contributions_support s ON s.contribution_id = c.id
WHERE s.key = ANY(%(keys)s) AND s.via_id IS NULL AND c.visible
ORDER BY s.on DESC, c.number DESC LIMIT %(most)s
"""  # noqa: S608 - only our own words


def of_contact(contact: UUID, most: int = 100) -> list[Mine]:
    """Return what a contact has contributed, the newest first, shown or not. 2 SQL."""
    cards = cards_of(_OF_CONTACT, {"contact": contact, "most": most})
    rows = Contribution.objects.filter(pk__in=[card.id for card in cards]).values_list("pk", "publicity")
    publicity = dict(rows)
    return [Mine(card, Publicity(publicity[card.id])) for card in cards]


def processes() -> list[UUID]:
    """Return the processes of all calls: with them `register.keys_in` finds somebody's keys. 1 SQL."""
    return list(Call.objects.values_list("process", flat=True))


def supported_by(keys: Collection[bytes], most: int = 100) -> list[Card]:
    """Return what somebody supports, the newest first. `keys`: the person in each process. 1 SQL."""
    return cards_of(_SUPPORTED, {"keys": list(keys), "most": most})


def supports(contribution: UUID, key: bytes | None) -> bool:
    """Say whether the person with this key supports a contribution. To be told to them only. 1 SQL."""
    return key is not None and Support.objects.filter(contribution=contribution, key=key).exists()


def comments_of(contact: UUID, most: int = 100) -> list[tuple[UUID, int, str]]:
    """Return the comments of a contact, the newest first: id, number of the contribution, text. 1 SQL."""
    rows = Comment.objects.filter(author=contact).exclude(publicity=Publicity.REMOVED).order_by("-posted_at", "id")
    return list(rows.values_list("id", "contribution__number", "text")[:most])


def written_by(contacts: Collection[UUID]) -> list[dict[str, Any]]:
    """Return what these contacts have contributed, for their own copy of it, with how many photos. 1 SQL."""
    pictures = Photo.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
    photos = Coalesce(Subquery(pictures.annotate(number=Count("pk")).values("number")), 0)
    rows = Contribution.objects.filter(author__in=contacts).order_by("submitted_at", "number")
    return list(rows.values(*_CONTRIBUTION, photos=photos))


def said_by(contacts: Collection[UUID]) -> list[Mapping[str, Any]]:
    """Return the comments of these contacts, for their own copy of them. 1 SQL."""
    rows = Comment.objects.filter(author__in=contacts).order_by("posted_at", "id")
    about = {"number": F("contribution__number"), "title": F("contribution__title")}
    return list(rows.values("text", "author_name", "publicity", "posted_at", **about))


def export_person(contact: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return all that lies here about a contact, for their own copy of it. 3 SQL."""
    contributions = Contribution.objects.filter(author=contact).order_by("submitted_at", "number")
    comments = Comment.objects.filter(author=contact).order_by("posted_at", "id")
    supported = Support.objects.filter(contact=contact, via=None).order_by("on", "id")
    return {
        "contributions": list(contributions.values(*_CONTRIBUTION)),
        "comments": list(comments.values("contribution__number", "text", "author_name", "publicity", "posted_at")),
        "supports": list(supported.values("contribution__number", "contribution__title", "on")),
    }


_CONTRIBUTION = (
    *("number", "kind", "category", "title", "text", "language", "place", "lon", "lat", "author_name", "informed"),
    *("publicity", "status", "submitted_at", "published_at"),
)


def fate_of(token: str) -> Settled:
    """Return what became of a link that waits no longer. 2 SQL."""
    spent, purpose = register.spent(token), register.purpose_of(token)
    act = _ACTS.get(purpose) if purpose else None
    return Settled(_ENDS[spent[0]], act) if spent and act else Settled(End.UNKNOWN)
