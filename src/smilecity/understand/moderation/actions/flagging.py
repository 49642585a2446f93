"""A reader reports a contribution or comment, without signing in, with or without a name (article 16)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity, clean_line, clean_text
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.register.rules import clean_address
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.events import FlagReceived
from smilecity.understand.moderation.models import Flag
from smilecity.understand.moderation.reading import flag_secret, flag_token
from smilecity.understand.moderation.rules import Ground, Target

NOT_SHOWN = sentence("Dieser Beitrag ist nicht mehr zu sehen. Sie brauchen ihn nicht mehr zu melden.")
NAME_MOST = 120


@dataclass(frozen=True)
class Flagged:
    """A report as it was received: its number and the token of its page."""

    id: UUID
    number: int
    token: str


@transaction.atomic
def flag(
    *,
    target: Target,
    ground: Ground | None,
    text: str,
    truthful: bool,
    at: datetime,
    name: str = "",
    address: str = "",
    language: str = "de",
) -> Flagged:
    """Take a report and return its receipt. Raises Refused for what is missing or not public (article 16 (2))."""
    if ground is None:
        raise Refused(rules.NO_GROUND)
    said = clean_text(text, rules.FLAG_MOST)
    _require_complete(said, truthful=truthful)
    _require_shown(target)
    secret = flag_secret()
    row = Flag.objects.create(
        contribution_id=target.contribution,
        comment_id=target.comment,
        ground=ground,
        text=said,
        name=clean_line(name, NAME_MOST),
        address=clean_address(address) if address.strip() else "",
        language=language,
        received_at=at,
        salt=secret.salt,
        token_hash=secret.token_hash,
    )
    row.refresh_from_db(fields=["number"])
    publish(FlagReceived(flag_id=row.pk))
    return Flagged(row.pk, row.number, flag_token(secret.salt))


def _require_complete(said: str, *, truthful: bool) -> None:
    if not said:
        raise Refused(rules.NO_EXPLANATION)
    if not truthful:
        raise Refused(rules.NOT_CONFIRMED)


def _require_shown(target: Target) -> None:
    shown = Contribution.objects.filter(pk=target.contribution, publicity=Publicity.SHOWN).exists()
    if shown and target.comment:
        shown = Comment.objects.filter(
            pk=target.comment, contribution=target.contribution, publicity=Publicity.SHOWN
        ).exists()
    if not shown:
        raise Refused(NOT_SHOWN)
