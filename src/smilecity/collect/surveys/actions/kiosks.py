"""A tablet on site: staff set it up with a PIN, its link is opened once on the device, the PIN or the desk ends it.

The device knows a secret, the database its hash. Nothing here says who took part or what was answered.
"""

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions.staff import locked, note
from smilecity.collect.surveys.models import Kiosk
from smilecity.collect.surveys.rules import Act
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.people.register.rules import Way

START_WITHIN = timedelta(minutes=30)
PIN_TRIES = 10
_PURPOSE = "surveys.kiosk"
NO_PIN = sentence("Bitte geben Sie eine PIN aus 4 bis 8 Ziffern ein.")
NO_NAME = sentence("Bitte geben Sie dem Tablet einen Namen, zum Beispiel: Marktplatz.")
START_GONE = sentence("Dieser Link gilt nicht mehr. Bitte richten Sie das Tablet im Arbeitsbereich neu ein.")
WRONG_PIN = sentence("Diese PIN stimmt nicht.")
PIN_LOCKED = sentence("Die PIN wurde zu oft falsch eingegeben. Bitte beenden Sie das Tablet im Arbeitsbereich.")


@transaction.atomic
def make_kiosk(*, survey: UUID, name: str, pin: str, by: User, at: datetime) -> str:
    """Set a tablet up; return the secret of its link, which starts one device within half an hour. Raises Refused."""
    row = locked(survey, Act.RUN_KIOSK, by)
    rules.require_way(Way.KIOSK, row.ways)
    name, secret = rules.clean_text(name)[:80], hashes.new_secret()
    if not name:
        raise Refused(NO_NAME)
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        raise Refused(NO_PIN)
    kiosk = Kiosk(survey=row, name=name, start_hash=hashes.digest(secret), start_until=at + START_WITHIN, made_at=at)
    kiosk.pin_hash = _pin_hash(kiosk.pk, pin)
    kiosk.save(force_insert=True)
    note(by, "surveys.start_kiosk", row, at, name=name)
    return secret


def _pin_hash(kiosk: UUID, pin: str) -> bytes:
    return hashes.keyed(_PURPOSE, kiosk.bytes + pin.encode())


@transaction.atomic
def begin_kiosk(*, secret: str, at: datetime) -> UUID:
    """Spend the link on a device; return the id that its session keeps. To be called by a POST only. Raises Refused."""
    row = Kiosk.objects.select_for_update().filter(start_hash=hashes.digest(secret), start_until__gt=at).first()
    if row is None or row.ended_at:
        raise Refused(START_GONE)
    row.start_hash = None
    row.save(update_fields=["start_hash"])
    return row.pk


@transaction.atomic
def end_kiosk_by_pin(*, kiosk: UUID, pin: str, at: datetime) -> str:
    """End the tablet by its PIN; return the reason where it does not fit.

    Returned rather than raised, because the count of wrong tries must be committed.
    """
    row = Kiosk.objects.select_for_update().filter(pk=kiosk).first()
    if row is None or row.ended_at:
        return ""
    if row.tries >= PIN_TRIES:
        return PIN_LOCKED
    if not secrets.compare_digest(bytes(row.pin_hash), _pin_hash(row.pk, pin.strip())):
        Kiosk.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
        return WRONG_PIN
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    return ""


@transaction.atomic
def end_kiosk(*, survey: UUID, kiosk: UUID, by: User, at: datetime) -> None:
    """End a tablet from the desk, wherever it is. Raises Refused."""
    row = locked(survey, Act.RUN_KIOSK, by)
    if Kiosk.objects.filter(pk=kiosk, survey=row, ended_at=None).update(ended_at=at):
        note(by, "surveys.end_kiosk", row, at)
