"""What may be asked of parties and keys: who knocks (one statement), and what the desk shows. No secret is kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Lower

from smilecity.ground import hashes
from smilecity.people.keys import rules
from smilecity.people.keys.models import ApiKey, Party
from smilecity.people.keys.rules import Caller, Scope


def caller_of(token: str, *, at: datetime) -> Caller | None:
    """Say whose key this is; none if nobody's, expired, revoked, or of a party that ended."""
    row = (
        ApiKey.objects.filter(digest=hashes.digest(token), party__ended_at=None)
        .values_list("pk", "party_id", "scopes", "a_minute", "expires_at", "revoked_at")
        .first()
    )
    if row is None:
        return None
    key, party, scopes, a_minute, expires_at, revoked_at = row
    if not rules.is_good(expires_at=expires_at, revoked_at=revoked_at, at=at):
        return None
    known = frozenset(map(Scope, scopes))
    return Caller(key=key, party=party, scopes=known, a_minute=a_minute, expires_at=expires_at)


def callers_by_id(keys: Collection[UUID], *, at: datetime) -> dict[UUID, Caller]:
    """Return whose keys these are, where somebody else (the broker) has made sure of it; without those that are over.

    1 SQL, none without keys.
    """
    rows = ApiKey.objects.filter(pk__in=keys, party__ended_at=None) if keys else ApiKey.objects.none()
    return {
        row.pk: Caller(
            key=row.pk,
            party=row.party_id,
            scopes=frozenset(map(Scope, row.scopes)),
            a_minute=row.a_minute,
            expires_at=row.expires_at,
        )
        for row in rows
        if rules.is_good(expires_at=row.expires_at, revoked_at=row.revoked_at, at=at)
    }


@dataclass(frozen=True)
class PartyRow:
    """A party as the desk lists it; `keys` counts those that are good."""

    id: int
    name: str
    contact: str
    made_at: datetime
    ended_at: datetime | None
    keys: int


@dataclass(frozen=True)
class KeyRow:
    """A key as the desk shows it."""

    id: UUID
    label: str
    hint: str
    scopes: tuple[Scope, ...]
    a_minute: int
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_on: date | None
    good: bool


def parties(*, at: datetime, after: tuple[str, int] | None = None, most: int = 100) -> list[PartyRow]:
    """Return parties by name, from the one after `after` (its name in small letters, its id)."""
    rows = Party.objects.annotate(small=Lower("name"))
    if after:
        rows = rows.filter(Q(small__gt=after[0]) | Q(small=after[0], pk__gt=after[1]))
    found = list(rows.order_by("small", "pk")[:most])
    good = _good_keys([row.pk for row in found], at)
    return [_party(row, good) for row in found]


def party(party: int, *, at: datetime) -> PartyRow | None:
    """Return one party."""
    row = Party.objects.filter(pk=party).first()
    return _party(row, _good_keys([party], at)) if row else None


def keys_of(party: int, *, at: datetime) -> list[KeyRow]:
    """Return the keys of a party, the newest first."""
    return [_key(row, at) for row in ApiKey.objects.filter(party=party).order_by("-made_at", "pk")]


def party_of(key: UUID) -> int | None:
    """Return whose key this is."""
    return ApiKey.objects.filter(pk=key).values_list("party", flat=True).first()


def labels(of: Iterable[UUID]) -> dict[UUID, str]:
    """Return what keys are called; who is gone is missing."""
    return dict(ApiKey.objects.filter(pk__in=set(of)).values_list("pk", "label"))


def names(of: Iterable[int]) -> dict[int, str]:
    """Return the names of parties; who is gone is missing."""
    return dict(Party.objects.filter(pk__in=set(of)).values_list("pk", "name"))


def handle_of(party: int) -> str:
    """Return by which word other parties name this one: it is told by its holder and cannot be guessed or counted."""
    code = hashes.derived_code("party", str(party).encode(), 12)
    return "-".join((code[:4], code[4:8], code[8:]))


def parties_called(handles: Collection[str]) -> dict[str, int]:
    """Return the parties that these words name; a word that names none is missing. 1 SQL."""
    known = {_spoken(handle_of(party)): party for party in Party.objects.values_list("pk", flat=True)}
    return {handle: known[_spoken(handle)] for handle in handles if _spoken(handle) in known}


def _spoken(handle: str) -> str:
    """Return a handle without what people write differently."""
    return "".join(handle.upper().replace("-", "").split())


def choices() -> list[tuple[int, str]]:
    """Return the parties the city works with, by name."""
    return list(Party.objects.filter(ended_at=None).order_by(Lower("name"), "pk").values_list("pk", "name"))


def _good_keys(of: list[int], at: datetime) -> dict[int, int]:
    good = ApiKey.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), party__in=of, revoked_at=None)
    return dict(good.values_list("party").annotate(count=Count("pk")).order_by())


def _party(row: Party, good: dict[int, int]) -> PartyRow:
    keys = 0 if row.ended_at else good.get(row.pk, 0)
    return PartyRow(
        id=row.pk, name=row.name, contact=row.contact, made_at=row.made_at, ended_at=row.ended_at, keys=keys
    )


def _key(row: ApiKey, at: datetime) -> KeyRow:
    return KeyRow(
        id=row.pk,
        label=row.label,
        hint=row.hint,
        scopes=tuple(map(Scope, row.scopes)),
        a_minute=row.a_minute,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_on=row.used_on,
        good=rules.is_good(expires_at=row.expires_at, revoked_at=row.revoked_at, at=at),
    )
