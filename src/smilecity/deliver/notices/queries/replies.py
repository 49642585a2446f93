"""What the town hall said last, to everybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions.models import Step
from smilecity.collect.contributions.rules import Status, Verb
from smilecity.deliver.notices.queries.letters import Named, named


@dataclass(frozen=True)
class ReplyRow:
    """A public reply, of which office, to what."""

    id: UUID
    about: Named
    office: int | None
    status: Status | None
    text: str
    at: datetime


def newest_replies(most: int = 30) -> list[ReplyRow]:
    """Return the newest replies to what everybody can see. 1 SQL."""
    rows = (
        Step.objects.filter(verb=Verb.REPLIED, contribution__visible=True)
        .order_by("-at", "id")
        .values(
            "id",
            "contribution__kind",
            "contribution__number",
            "contribution__title",
            "contribution__publicity",
            "office",
            "status",
            "text",
            "at",
        )[:most]
    )
    return [
        ReplyRow(
            id=row["id"],
            about=named(row, "contribution__"),
            office=row["office"],
            status=Status(row["status"]) if row["status"] else None,
            text=row["text"],
            at=row["at"],
        )
        for row in rows
    ]
