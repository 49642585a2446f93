"""A guest confirms by the link or the code of the mail: only now what waits becomes a contribution, support or comment.

Locked in the order of the room: what it is about, the draft, and last what waits in the register.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.actions.commenting import add_comment
from smilecity.collect.contributions.actions.drafts import DRAFT_GONE, held_draft
from smilecity.collect.contributions.actions.photos import erase_photos
from smilecity.collect.contributions.actions.supporting import add_support, is_own
from smilecity.collect.contributions.actions.taking import store_draft
from smilecity.collect.contributions.actions.targets import held_end, why_not
from smilecity.collect.contributions.models import Comment, Contribution, Draft
from smilecity.collect.contributions.queries.mine import OUR_PURPOSES, fate_of
from smilecity.collect.contributions.rules import Act, End, Settled, is_open
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import actions as contacts
from smilecity.people.privacy import actions as privacy
from smilecity.people.register import actions as register
from smilecity.people.register import queries as register_queries
from smilecity.people.register.rules import Outcome


@dataclass(frozen=True)
class _Held:
    """A draft that waits and what it is about, both locked."""

    draft: Draft
    target: Contribution | None

    @property
    def act(self) -> Act:
        return Act(self.draft.act)

    def settled(self, end: End, made: UUID | None = None) -> Settled:
        return Settled(end, self.act, made or (self.target.pk if self.target else None))


@transaction.atomic
def confirm_by_link(*, token: str, at: datetime) -> Settled:
    """Let what waits behind the link of a mail count. To be called by a POST only.

    Where the call has ended or its target can no longer be read, nothing is spent: it may come back in time.
    """
    waiting = register_queries.waiting_by_token(token, at)
    if waiting is None or waiting.purpose not in OUR_PURPOSES:
        return fate_of(token)
    held = _held(waiting.reference)
    redeem = partial(register.redeem_token, token=token, at=at)
    return _redeemed(held, redeem, at, expired=waiting.expired) or fate_of(token)


@transaction.atomic
def confirm_by_code(*, draft: UUID, code: str, at: datetime) -> Settled | str:
    """Let what waits in this browser count by the code of the mail; returns the reason where the code does not fit."""
    held = _held(draft)
    if held is None:
        return _counted_before(draft) or register.NOT_WAITING
    wrong: list[str] = []

    def redeem() -> register.Redeemed | None:
        redeemed = register.redeem_code(reference=draft, code=code, at=at)
        if isinstance(redeemed, str):
            wrong.append(redeemed)
            return None
        return redeemed

    return _redeemed(held, redeem, at, expired=False) or wrong[0]


def _held(reference: UUID) -> _Held | None:
    """Return what waits, locked after its target; None: it is settled or erased."""
    target = Draft.objects.filter(pk=reference).values_list("target", flat=True).first()
    about = held_end(target) if target else None
    draft = held_draft(reference)
    return _Held(draft, about) if draft else None


def _counted_before(draft: UUID) -> Settled | None:
    """Return the end that an earlier click had; None: there was none."""
    if Contribution.objects.filter(pk=draft).exists():
        return Settled(End.DONE, Act.CONTRIBUTE, draft)
    said = Comment.objects.filter(pk=draft).values_list("contribution", flat=True).first()
    return Settled(End.DONE, Act.COMMENT, said) if said else None


def _redeemed(
    held: _Held | None, redeem: Callable[[], register.Redeemed | None], at: datetime, *, expired: bool
) -> Settled | None:
    """Spend the confirmation and settle it, unless that is not possible now; None: it does not fit, or is spent."""
    reason = _why_not(held, at) if held and not expired else None
    if held and reason:
        return held.settled(reason)
    redeemed = redeem()
    if redeemed is None:
        return None
    if held is None:
        raise Refused(DRAFT_GONE)
    if redeemed.outcome is not Outcome.CONFIRMED:
        erase_photos(drafts=[held.draft.pk])
        held.draft.delete()
        return held.settled(End.EXPIRED)
    return _settle(held, redeemed, at)


def _why_not(held: _Held, at: datetime) -> End | None:
    if held.target:
        return why_not(held.target, at)
    call = held.draft.call
    return None if is_open(call.opens_at, call.closes_at, at) else End.CLOSED


def _settle(held: _Held, redeemed: register.Redeemed, at: datetime) -> Settled:
    contacts.prove(address=redeemed.address, purpose=redeemed.purpose.value, language=redeemed.language, at=at)
    privacy.note(texts=held.draft.consents, address=redeemed.address, at=at)
    if held.target is None:
        author = contacts.remember(address=redeemed.address, language=redeemed.language, at=at)
        return held.settled(End.DONE, store_draft(held.draft, author, at))
    if held.act is Act.SUPPORT:
        return held.settled(_support(held.draft, held.target, redeemed, at))
    return held.settled(_comment(held.draft, held.target, redeemed, at))


def _support(draft: Draft, target: Contribution, redeemed: register.Redeemed, at: datetime) -> End:
    draft.delete()
    if is_own(target, redeemed.address):
        return End.OWN
    contact = None
    if draft.informed:
        contact = contacts.remember(address=redeemed.address, language=redeemed.language, at=at)
    return add_support(target, redeemed.key, contact, at)


def _comment(draft: Draft, target: Contribution, redeemed: register.Redeemed, at: datetime) -> End:
    author = contacts.remember(address=redeemed.address, language=redeemed.language, at=at)
    comment = Comment(
        pk=redeemed.reference,
        author_id=author,
        author_name=draft.content.get("author_name", ""),
        text=draft.content.get("text", ""),
        informed=draft.informed,
        language=draft.language,
    )
    add_comment(target, comment, before=draft.before, at=at)
    draft.delete()
    return End.DONE
