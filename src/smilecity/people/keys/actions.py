"""What is done to parties and their keys; all of it stands in the audit log, no secret does.

In: a party's name, what a key is for. Out: the secret of a new key, once; afterwards only its digest is known.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from smilecity.ground import audit, hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.keys import rules
from smilecity.people.keys.models import ApiKey, Party
from smilecity.people.keys.rules import MOST_A_MINUTE, Scope
from smilecity.people.models import User

NOT_IN_CHARGE = sentence("Partner und Schlüssel verwalten nur Datenbetreuung und Administration.")
NO_NAME = sentence("Bitte geben Sie dem Partner einen Namen.")
LONG_NAME = sentence("Der Name darf höchstens {most} Zeichen lang sein.")
LONG_CONTACT = sentence("Der Kontakt darf höchstens {most} Zeichen lang sein.")
NAME_TAKEN = sentence("Einen Partner mit diesem Namen gibt es schon.")
NO_PARTY = sentence("Diesen Partner gibt es nicht mehr.")
PARTY_ENDED = sentence("Die Zusammenarbeit mit diesem Partner ist beendet. Er bekommt keine neuen Schlüssel.")
NO_LABEL = sentence("Bitte schreiben Sie dazu, wofür der Schlüssel ist.")
LONG_LABEL = sentence("Wofür der Schlüssel ist, darf höchstens {most} Zeichen lang sein.")
NO_SCOPE = sentence("Bitte wählen Sie mindestens ein Recht für den Schlüssel.")
WRONG_RATE = sentence("Bitte geben Sie 1 bis {most} Anfragen in der Minute an.")
OVER_ALREADY = sentence("Der Schlüssel wäre schon abgelaufen. Bitte wählen Sie einen späteren Tag.")
NO_KEY = sentence("Diesen Schlüssel gibt es nicht mehr.")
SHORT_SECRET = sentence("Ein vorgegebener Schlüssel braucht mindestens {least} Zeichen.")
SECRET_TAKEN = sentence("Diesen Schlüssel gibt es schon.")

PREFIX = "sc_"
NAME_MOST, CONTACT_MOST, LABEL_MOST = 200, 300, 120
SECRET_LEAST = 16
A_MINUTE = 600

# Which keys this process has noted on which day, so that a busy key costs one statement a day.
_noted: dict[UUID, date] = {}


@dataclass(frozen=True)
class NewKey:
    """A key just made. `secret` is shown once; nobody can read it again."""

    id: UUID
    secret: str


@transaction.atomic
def make_party(*, name: str, contact: str = "", by: User | None, at: datetime) -> int:
    """Enter somebody who provides data or has it shared with them; return the id. Raises Refused.

    `by` None: the program itself.
    """
    _require_charge(by)
    name, contact = _named(name, contact)
    party = Party(name=name, contact=contact, made_at=at)
    _keep(party)
    _record("make_party", party.pk, by, at, name=name)
    return party.pk


@transaction.atomic
def rename_party(*, party: int, name: str, contact: str, by: User | None, at: datetime) -> None:
    """Change a party's name and contact. Raises Refused."""
    _require_charge(by)
    name, contact = _named(name, contact)
    row = _party(party)
    row.name, row.contact = name, contact
    _keep(row)
    _record("rename_party", party, by, at, name=name)


@transaction.atomic
def end_party(*, party: int, by: User | None, at: datetime) -> None:
    """End working with a party: its keys open nothing any more. What it provided stays. Repeatable."""
    _require_charge(by)
    row = _party(party)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _tell_doors()
        _record("end_party", party, by, at)


@transaction.atomic
def make_key(
    *,
    party: int,
    label: str,
    scopes: Collection[Scope],
    a_minute: int = A_MINUTE,
    expires_at: datetime | None = None,
    secret: str | None = None,
    by: User | None,
    at: datetime,
) -> NewKey:
    """Make a key for a party's program. Raises Refused. `secret`: one set by the operator, as the demo's is."""
    _require_charge(by)
    if _party(party).ended_at is not None:
        raise Refused(PARTY_ENDED)
    _require_sensible(label.strip(), scopes, a_minute, expires_at, at)
    secret = _secret(secret)
    key = ApiKey.objects.create(
        party_id=party,
        label=label.strip(),
        digest=hashes.digest(secret),
        hint=secret[:8],
        scopes=sorted(scopes),
        a_minute=a_minute,
        made_at=at,
        expires_at=expires_at,
    )
    _record("make_key", party, by, at, key=str(key.pk), scopes=", ".join(sorted(scopes)))
    return NewKey(id=key.pk, secret=secret)


@transaction.atomic
def revoke_key(*, key: UUID, by: User | None, at: datetime) -> None:
    """Let a key open nothing from now on. Raises Refused; repeating it changes nothing."""
    _require_charge(by)
    row = ApiKey.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise Refused(NO_KEY)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _tell_doors()
        _record("revoke_key", row.party_id, by, at, key=str(key))


def note_use(*, key: UUID, at: datetime) -> None:
    """Remember the day on which a key was last used, nothing finer. One statement a day and process at most."""
    today = timezone.localdate(at)
    if _noted.get(key) == today:
        return
    with transaction.atomic():
        # Only if it is not noted: of two processes one writes, and nobody waits for a row that is as it should be.
        ApiKey.objects.filter(pk=key).exclude(used_on__gte=today).update(used_on=today)
    _noted[key] = today


def _tell_doors() -> None:
    """Have every process forget whom it knows, in the moment of the commit; a rollback tells nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [rules.KEYS_ARE_OVER])


def _require_charge(by: User | None) -> None:
    if by is not None and not rules.may_manage(by.role_set):
        raise Refused(NOT_IN_CHARGE)


def _named(name: str, contact: str) -> tuple[str, str]:
    name, contact = name.strip(), contact.strip()
    if not name:
        raise Refused(NO_NAME)
    if len(name) > NAME_MOST:
        raise Refused(LONG_NAME, most=NAME_MOST)
    if len(contact) > CONTACT_MOST:
        raise Refused(LONG_CONTACT, most=CONTACT_MOST)
    return name, contact


def _keep(party: Party) -> None:
    try:
        party.save()
    except IntegrityError as error:
        raise Refused(NAME_TAKEN) from error


def _party(party: int) -> Party:
    row = Party.objects.select_for_update().filter(pk=party).first()
    if row is None:
        raise Refused(NO_PARTY)
    return row


def _require_sensible(
    label: str, scopes: Collection[Scope], a_minute: int, expires_at: datetime | None, at: datetime
) -> None:
    if not label:
        raise Refused(NO_LABEL)
    if len(label) > LABEL_MOST:
        raise Refused(LONG_LABEL, most=LABEL_MOST)
    if not scopes:
        raise Refused(NO_SCOPE)
    if not 1 <= a_minute <= MOST_A_MINUTE:
        raise Refused(WRONG_RATE, most=MOST_A_MINUTE)
    if expires_at is not None and expires_at <= at:
        raise Refused(OVER_ALREADY)


def _secret(given: str | None) -> str:
    if given is None:
        return PREFIX + hashes.new_secret()
    if len(given) < SECRET_LEAST:
        raise Refused(SHORT_SECRET, least=SECRET_LEAST)
    if ApiKey.objects.filter(digest=hashes.digest(given)).exists():
        raise Refused(SECRET_TAKEN)
    return given


def _record(verb: str, party: int, by: User | None, at: datetime, **details: str) -> None:
    actor = by.pk if by else None
    audit.record(actor=actor, verb=f"keys.{verb}", subject=f"party:{party}", at=at, details={**details})
