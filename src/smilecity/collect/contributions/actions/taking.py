"""People contribute: a draft is sent off by a guest, who confirms by mail, or by a member, whose word counts at once.

Nothing is stored as a contribution before that.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.actions.drafts import DRAFT_GONE, DRAFT_KEPT, ask, content_of, held_draft
from smilecity.collect.contributions.actions.photos import move_photos
from smilecity.collect.contributions.actions.storing import Check, checked, district_of, require_open, store
from smilecity.collect.contributions.models import Contribution, Draft
from smilecity.collect.contributions.rules import Act, Channel, Kind
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from smilecity.people.privacy import actions as privacy
from smilecity.people.register import actions as register
from smilecity.people.register import queries as register_queries
from smilecity.people.register.rules import Purpose

PURPOSE_OF = {Kind.IDEA: Purpose.IDEA, Kind.PLACE: Purpose.PLACE, Kind.REPORT: Purpose.REPORT}


@transaction.atomic
def submit_as_guest(
    *,
    draft: UUID,
    address: str,
    informed: bool,
    language: str,
    at: datetime,
    before: bool = False,
    check: Check | None = None,
) -> None:
    """Send a draft off: it waits until its mail is confirmed. Raises Refused.

    The mail comes in `language`. `informed`: they want to hear what becomes of it. `before`: it is read before it is
    shown, whatever the call says. Sending twice (double click, two tabs) changes nothing.
    """
    row = held_draft(draft, Act.CONTRIBUTE)
    if row is None:
        raise Refused(DRAFT_GONE)
    if row.submitted:
        return
    _ready(row, check, at)
    row.before = row.before or before
    purpose = PURPOSE_OF[Kind(row.call.kind)]
    ask(row, address=address, purpose=purpose, informed=informed, language=language, at=at)


def _ready(row: Draft, check: Check | None, at: datetime) -> None:
    """Check that the draft can be sent off as it is. Raises Refused."""
    require_open(row.call, at)
    content = checked(content_of(row))
    if check:
        check(content)
    district_of(content)


@transaction.atomic
def submit_as_member(
    *, draft: UUID, user: User, informed: bool, at: datetime, before: bool = False, check: Check | None = None
) -> UUID:
    """Store the draft of somebody who is signed in; return the contribution. Raises Refused. Twice stores once."""
    row = held_draft(draft, Act.CONTRIBUTE)
    if row is None or row.submitted:
        return _made_before(draft)
    _ready(row, check, at)
    row.informed, row.before = informed, row.before or before
    author = contacts.of_member(user=user, language=row.language, at=at)
    register.join(process=row.call.process_id, address=user.email, at=at)
    privacy.note(texts=row.consents, address=user.email, at=at)
    return store_draft(row, author, at)


@transaction.atomic
def submit_anonymously(*, draft: UUID, at: datetime, check: Check | None = None) -> UUID:
    """Store the draft of somebody who leaves no address; return the contribution. Raises Refused. Twice stores once.

    Nobody stands behind it, so it is always read before it is shown. The doors say how many one visitor may send.
    """
    row = held_draft(draft, Act.CONTRIBUTE)
    if row is None or row.submitted:
        return _made_before(draft)
    _ready(row, check, at)
    row.informed, row.before = False, True
    return store_draft(row, None, at)


def _made_before(draft: UUID) -> UUID:
    if not Contribution.objects.filter(pk=draft).exists():
        raise Refused(DRAFT_GONE)
    return draft


def store_draft(row: Draft, author: UUID | None, at: datetime) -> UUID:
    """Turn a locked draft into a contribution with its photos; return its id. Raises Refused."""
    made = store(
        call=row.call,
        content=content_of(row),
        author=author,
        informed=row.informed,
        channel=Channel.WEB,
        entered_by=None,
        before=row.before,
        at=at,
        draft=row.pk,
    )
    move_photos(row.pk, made)
    row.delete()
    return made


def resend(*, draft: UUID, at: datetime) -> None:
    """Send the mail once more. Raises Refused."""
    register.resend(reference=draft, at=at)


@transaction.atomic
def take_back(*, draft: UUID, at: datetime) -> None:
    """Let what waits become a draft again, to change the address or what was written. The sent link dies.

    Raises Refused when it waits no longer.
    """
    row = held_draft(draft)
    if row is None or not row.submitted:
        raise Refused(DRAFT_GONE)
    waiting = register_queries.waiting_for(draft, at)
    register.withdraw(reference=draft)
    row.submitted, row.address, row.erase_at = False, waiting.address if waiting else "", at + DRAFT_KEPT
    row.save(update_fields=["submitted", "address", "erase_at"])
