"""How somebody who writes is reached: kept with the draft until it is sent off, then with the register only."""

from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions.actions.drafts import DRAFT_GONE, DRAFT_KEPT
from smilecity.collect.contributions.models import Draft
from smilecity.collect.contributions.rules import Act
from smilecity.ground.refusals import Refused
from smilecity.people.register.rules import clean_address


def give_contact(*, draft: UUID, address: str, informed: bool, at: datetime) -> None:
    """Keep where the mail goes (empty for members) and whether to write later. Raises Refused: no address, gone."""
    cleaned = clean_address(address) if address else ""
    rows = Draft.objects.filter(pk=draft, act=Act.CONTRIBUTE, submitted=False)
    if not rows.update(address=cleaned, informed=informed, erase_at=at + DRAFT_KEPT):
        raise Refused(DRAFT_GONE)
