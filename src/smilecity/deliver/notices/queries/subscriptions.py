"""What somebody subscribes to, for their own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from smilecity.collect.contributions.rules import Kind, Publicity
from smilecity.deliver.notices.models import Subscription, Wish
from smilecity.deliver.notices.queries.letters import Named, named
from smilecity.deliver.notices.reading import target_of
from smilecity.deliver.notices.rules import Reason, Target
from smilecity.ground.text import Texts


@dataclass(frozen=True)
class SubscriptionRow:
    """A subscription. `about`: the contribution; `name`: of the theme or district; the rest is in the target."""

    id: UUID
    contact: UUID
    target: Target
    about: Named | None
    name: Texts
    reason: Reason
    running: bool
    made_at: datetime


_COLUMNS = (
    "id",
    "contact",
    "contribution",
    "contribution__kind",
    "contribution__number",
    "contribution__title",
    "contribution__publicity",
    "contribution__author",
    "theme",
    "theme__name",
    "district",
    "district__name",
    "search",
    "reason",
    "made_at",
    "ended_at",
)


def subscriptions(contact: UUID) -> list[SubscriptionRow]:
    """Return what runs for a contact, newest first. 1 SQL."""
    rows = Subscription.objects.filter(contact=contact, ended_at=None).order_by("-made_at", "id").values(*_COLUMNS)
    return [_row(row) for row in rows]


def subscription(contact: UUID, subscription: UUID) -> SubscriptionRow | None:
    """Return one subscription of this contact, running or ended; None: not theirs. 1 SQL."""
    row = Subscription.objects.filter(pk=subscription, contact=contact).values(*_COLUMNS).first()
    return _row(row) if row else None


def _row(row: dict[str, Any]) -> SubscriptionRow:
    own = row["contribution__author"] == row["contact"]
    district = {"de": row["district__name"]} if row["district__name"] else {}
    return SubscriptionRow(
        id=row["id"],
        contact=row["contact"],
        target=target_of(row["contribution"], row["theme"], row["district"], row["search"]),
        about=named(row, "contribution__", own=own) if row["contribution"] else None,
        name=row["theme__name"] or district,
        reason=Reason(row["reason"]),
        running=row["ended_at"] is None,
        made_at=row["made_at"],
    )


def wished(wish: UUID) -> tuple[Target, Named | None] | None:
    """Return what a guest wishes to subscribe to, while it waits for its confirmation. 1 SQL."""
    row = Wish.objects.select_related("contribution").defer("contribution__words").filter(pk=wish).first()
    if row is None:
        return None
    about = row.contribution
    target = target_of(row.contribution_id, row.theme_id, row.district_id, row.search)
    title = about.title if about and about.publicity == Publicity.SHOWN else ""
    return target, Named(Kind(about.kind), about.number, title) if about else None


def follows(contact: UUID, contribution: UUID) -> UUID | None:
    """Return the running subscription of a contact to a contribution, for the button beside it. 1 SQL."""
    rows = Subscription.objects.filter(contact=contact, contribution=contribution, ended_at=None)
    return rows.values_list("pk", flat=True).first()
