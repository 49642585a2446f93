"""What is done with codes: a batch is made, each of its sheets printed once, made void, redeemed, forgotten.

Who may do so is the business of the room whose process it is. Acts here are part of theirs (`savepoint=False`).
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.codes import rules
from smilecity.people.codes.models import Batch, Code, Sheet
from smilecity.people.codes.rules import Layout
from smilecity.people.register import actions as register
from smilecity.people.register import queries as register_queries
from smilecity.people.register.rules import Way

_PURPOSE = "codes.key"
NO_SHEET = sentence("Diese Codes gibt es nicht mehr.")
PRINTED = sentence(
    "Diese Codes wurden schon gedruckt. Wir heben sie nicht auf, darum lässt sich die Datei nicht noch einmal machen. "
    "Ist sie verloren, erklären Sie die Codes für ungültig und drucken neue."
)
NOT_PRINTED = sentence("Diese Codes wurden noch nicht gedruckt. Es gibt nichts, was ungültig werden könnte.")
Draw = Callable[[Sequence[str]], bytes]


@transaction.atomic(savepoint=False)
def make_batch(*, process: UUID, name: str, number: int, layout: Layout, at: datetime) -> UUID:
    """Plan a batch of codes and return its id. Its sheets are not printed yet. Raises Refused."""
    rules.check_batch(name, number)
    batch = Batch.objects.create(process_id=process, name=name, size=number, layout=layout, made_at=at)
    Sheet.objects.bulk_create(
        Sheet(batch=batch, number=position, size=size) for position, size in enumerate(rules.sheets_of(number), 1)
    )
    return batch.pk


@transaction.atomic(savepoint=False)
def print_sheet(*, process: UUID, sheet: UUID, draw: Draw, at: datetime) -> bytes:
    """Make the codes of a sheet and return what `draw` makes of them; afterwards nobody has them. Raises Refused.

    They are drawn before the commit: codes that could not be drawn never were.
    """
    row = _locked(process, sheet)
    if row.made_at:
        raise Refused(PRINTED)
    pepper = register.pepper_of(process)
    codes = [rules.new_code(secrets.randbelow) for _ in range(row.size)]
    Code.objects.bulk_create((Code(key=_key(pepper, code), sheet=row) for code in codes), batch_size=1000)
    row.made_at = at
    row.save(update_fields=["made_at"])
    return draw(codes)


def _locked(process: UUID, sheet: UUID) -> Sheet:
    row = Sheet.objects.select_for_update().filter(pk=sheet, batch__process=process).first()
    if row is None:
        raise Refused(NO_SHEET)
    return row


def _key(pepper: bytes, code: str) -> bytes:
    """Return the key of a code: a copy of the database, which holds the pepper, does not suffice to try codes."""
    return hmac.digest(hashes.keyed(_PURPOSE, pepper), code.encode(), "sha256")


@transaction.atomic(savepoint=False)
def void_sheet(*, process: UUID, sheet: UUID, at: datetime) -> UUID:
    """Let the codes of a printed sheet count no more; return the id of a new sheet in its place. Raises Refused.

    What was counted with them stays counted. The new sheet has as many codes as the old one.
    """
    row = _locked(process, sheet)
    if row.made_at is None:
        raise Refused(NOT_PRINTED)
    if row.void_at:
        raise Refused(rules.VOID)
    row.void_at = at
    row.save(update_fields=["void_at"])
    return Sheet.objects.create(batch_id=row.batch_id, number=row.number, size=row.size).pk


def read(*, process: UUID, typed: str) -> bytes:
    """Return the key of a typed code that can be redeemed now. Raises Refused with what is wrong."""
    key = _key(register.pepper_of(process), rules.read_code(typed))
    _require_good(process, key, _sheet_of(process, key))
    if register_queries.has_taken_part(process, key):
        raise Refused(rules.USED)
    return key


def _sheet_of(process: UUID, key: bytes) -> Sheet | None:
    return Sheet.objects.filter(batch__process=process, pk__in=Code.objects.filter(key=key).values("sheet")).first()


def _require_good(process: UUID, key: bytes, sheet: Sheet | None) -> None:
    if sheet is None:
        raise Refused(rules.UNKNOWN)
    # Who took part with it before it became void is told so: it is the truth, and it is theirs.
    if sheet.void_at and not register_queries.has_taken_part(process, key):
        raise Refused(rules.VOID)


# Shared: many redeem codes of one sheet at once, and only who makes it void waits for them.
_HOLD = """
SELECT s.* FROM codes_sheet s JOIN codes_code c ON c.sheet_id = s.id JOIN codes_batch b ON b.id = s.batch_id
WHERE c.key = %s AND b.process_id = %s FOR SHARE OF s
"""


@transaction.atomic(savepoint=False)
def redeem(*, process: UUID, key: bytes, at: datetime, way: Way = Way.CODE) -> None:
    """Burn a code in the register, in the transaction that counts. Raises Refused when it is used, void or unknown.

    Two that redeem the same code at once: the register's constraint lets one through, the other is told.
    """
    _require_good(process, key, next(iter(Sheet.objects.raw(_HOLD, [key, process])), None))
    if not register.join_by_key(process=process, key=key, way=way, at=at):
        raise Refused(rules.USED)


@transaction.atomic
def forget_due() -> int:
    """Erase the codes of processes whose pepper is destroyed, without which they say nothing; return how many."""
    erased, _ = Code.objects.filter(sheet__batch__process__pepper=None).delete()
    return erased
