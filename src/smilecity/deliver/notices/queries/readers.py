"""Readers: found by the link of a mail or by their account, and how many no mail reaches."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.deliver.notices import rules
from smilecity.deliver.notices.models import Reader
from smilecity.deliver.notices.rules import Rhythm
from smilecity.ground import hashes


@dataclass(frozen=True)
class ReaderRow:
    """How somebody hears from us. `reachable`: their address still takes mails, as far as we know."""

    contact: UUID
    rhythm: Rhythm
    reachable: bool
    member: bool


def reader(token: str) -> ReaderRow | None:
    """Return the reader to whom the link of a mail belongs. 1 SQL."""
    return _row(Reader.objects.select_related("contact").filter(token_hash=hashes.digest(token)).first())


def reader_of(contact: UUID) -> ReaderRow | None:
    """Return how a contact hears from us; None: they never subscribed to anything. 1 SQL."""
    return _row(Reader.objects.select_related("contact").filter(pk=contact).first())


def _row(row: Reader | None) -> ReaderRow | None:
    if row is None:
        return None
    return ReaderRow(
        contact=row.pk,
        rhythm=Rhythm(row.rhythm),
        reachable=row.failures < rules.FAILURES_MOST,
        member=row.contact.user_id is not None,
    )


def undeliverable() -> int:
    """Return how many addresses get no more mail, because they refused it. 1 SQL."""
    return Reader.objects.filter(failures__gte=rules.FAILURES_MOST).count()
