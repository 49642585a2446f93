"""Builds what people do with contributions for tests: drafts, confirmations, supports; through actions only."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.rules import End, Settled
from smilecity.people.register import queries as register
from smilecity.people.register.models import Pending
from tests.factories import AT
from tests.factories_contributions import make_call

_numbers = count(1)


def new_address() -> str:
    """Return an address that no other test uses."""
    return f"guest-{next(_numbers)}@example.org"


def make_draft(call: UUID | None = None, *, at: datetime = AT, **content: Any) -> UUID:
    """Begin a draft with a title and a text; return its id."""
    draft = actions.begin(call=call or make_call(at=at), language="de", at=at)
    said = {"title": f"Mehr Bäume am Markt {next(_numbers)}", "text": "Damit es kühler wird."}
    actions.write(draft=draft, content=said | content, at=at)
    return draft


@dataclass(frozen=True)
class Mailed:
    """What the mail of a draft that waits says."""

    draft: UUID
    token: str
    code: str


def mail_of(draft: UUID) -> Mailed:
    """Return what the mail of a draft says that was sent off."""
    facts = register.mail_for(Pending.objects.get(reference=draft).pk)
    assert facts
    return Mailed(draft, facts.token, facts.code)


def send_off(
    call: UUID | None = None,
    address: str | None = None,
    *,
    informed: bool = True,
    before: bool = False,
    at: datetime = AT,
    **content: Any,
) -> Mailed:
    """Have a guest write and send off; return what the mail says."""
    draft = make_draft(call, at=at, **content)
    actions.submit_as_guest(
        draft=draft, address=address or new_address(), informed=informed, language="de", at=at, before=before
    )
    return mail_of(draft)


def ask_support(contribution: UUID, address: str | None = None, *, informed: bool = False, at: datetime = AT) -> Mailed:
    """Have a guest ask to support; return what the mail says."""
    asked = actions.support_as_guest(
        contribution=contribution, address=address or new_address(), informed=informed, language="de", at=at
    )
    return mail_of(asked)


def ask_comment(contribution: UUID, address: str | None = None, *, text: str = "Ja!", at: datetime = AT) -> Mailed:
    """Have a guest comment; return what the mail says."""
    asked = actions.comment_as_guest(
        contribution=contribution,
        text=text,
        author_name="Max",
        address=address or new_address(),
        informed=False,
        language="de",
        at=at,
    )
    return mail_of(asked)


def confirm(mailed: Mailed, *, at: datetime = AT) -> Settled:
    """Confirm by the link of the mail; return how it ended."""
    return actions.confirm_by_link(token=mailed.token, at=at)


def contribute(call: UUID | None = None, address: str | None = None, *, at: datetime = AT, **content: Any) -> UUID:
    """Have a guest write, send off and confirm; return the contribution."""
    settled = confirm(send_off(call, address, at=at, **content), at=at)
    assert settled.end is End.DONE
    assert settled.contribution
    return settled.contribution


def support(contribution: UUID, address: str | None = None, *, informed: bool = False, at: datetime = AT) -> End:
    """Have a guest support and confirm; return how it ended."""
    return confirm(ask_support(contribution, address, informed=informed, at=at), at=at).end
