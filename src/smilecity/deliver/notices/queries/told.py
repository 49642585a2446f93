"""What is new for somebody, for their own page: what they were told, and what is near them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.notices.models import Notice, Subscription
from smilecity.deliver.notices.queries.letters import COLUMNS, READABLE, News, news_of


@dataclass(frozen=True)
class NoticeRow:
    """Something somebody was told. `unseen`: they have not looked at it on their own page."""

    news: News
    unseen: bool
    made_at: datetime


@dataclass(frozen=True)
class NearRow:
    """A contribution with a theme or in a district that somebody subscribes to."""

    id: UUID
    kind: Kind
    number: int
    title: str
    district: int | None
    status: Status
    published_at: datetime
    language: str


def newest(contact: UUID, *, most: int = 20) -> list[NoticeRow]:
    """Return what a contact was told, newest first; what is hidden by now only if it is their own. 1 SQL."""
    rows = (
        Notice.objects.filter(READABLE, contact=contact)
        .order_by("-made_at", "id")
        .values(*COLUMNS, "seen_at", "made_at")[:most]
    )
    return [NoticeRow(news_of(row), row["seen_at"] is None, row["made_at"]) for row in rows]


def unseen(contact: UUID, *, most: int = 100) -> int:
    """Return how many notices a contact has not seen yet, counted up to `most`. 1 SQL."""
    return Notice.objects.filter(READABLE, contact=contact, seen_at=None)[:most].count()


def near(contact: UUID, *, most: int = 5) -> list[NearRow]:
    """Return the newest contributions in the districts and with the themes that a contact subscribes to. 2 SQL."""
    running = Subscription.objects.filter(contact=contact, ended_at=None)
    wanted = list(running.filter(contribution=None, search__isnull=True).values_list("theme", "district"))
    themes = [theme for theme, _ in wanted if theme]
    districts = [district for _, district in wanted if district]
    if not wanted:
        return []
    rows = (
        Contribution.objects.filter(Q(theme_ids__overlap=themes) | Q(district__in=districts), visible=True)
        .exclude(Q(author=contact) & Q(author__isnull=False))
        .order_by(F("published_at").desc(), F("number").desc())
        .values_list("id", "kind", "number", "title", "district", "status", "published_at", "language")[:most]
    )
    return [
        NearRow(pk, Kind(kind), number, title, district, Status(status), at, language)
        for pk, kind, number, title, district, status, at, language in rows
        if at
    ]
