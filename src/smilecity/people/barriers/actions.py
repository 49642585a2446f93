"""What is done with barriers: reported, settled, and their names forgotten."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.people.barriers import rules
from smilecity.people.barriers.models import Barrier
from smilecity.people.models import User
from smilecity.people.register.rules import clean_address


def report(*, page: str, text: str, name: str, address: str, phone: str, language: str, at: datetime) -> UUID:
    """Keep what somebody reports; return its id. All but the text is optional. Raises Refused."""
    made = Barrier.objects.create(
        page=rules.clean_line(page),
        text=rules.clean_text(text),
        name=rules.clean_line(name),
        address=clean_address(address) if address.strip() else "",
        phone=rules.clean_line(phone),
        language=language,
        received_at=at,
    )
    return made.pk


@transaction.atomic
def settle(*, barrier: UUID, by: User, at: datetime) -> None:
    """Say that a barrier was taken care of. Repeating it changes nothing. Raises Refused."""
    if not rules.may_care(by.role_set):
        raise Refused(rules.NOT_YOURS)
    row = Barrier.objects.select_for_update(of=("self",)).filter(pk=barrier).first()
    if row is None:
        raise Refused(rules.GONE)
    if row.settled_at:
        return
    row.settled_at, row.by = at, by
    row.save(update_fields=["settled_at", "by"])
    audit.record(actor=by.pk, verb="barriers.settle", subject=f"barrier:{row.pk}", at=at)


def forget_names(*, at: datetime) -> int:
    """Erase names and ways to answer of what was settled long ago; return how many."""
    old = Barrier.objects.filter(settled_at__lte=rules.forgotten_before(at))
    return old.exclude(name="", address="", phone="").update(name="", address="", phone="")
