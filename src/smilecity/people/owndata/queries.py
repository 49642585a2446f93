"""What may be asked of one's own data: all of it, its schema, who somebody is, and which link opens what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from smilecity.ground import hashes
from smilecity.people.contacts import queries as contacts
from smilecity.people.models import User
from smilecity.people.owndata import rules
from smilecity.people.owndata.models import OwnLink
from smilecity.people.owndata.registry import holdings
from smilecity.people.owndata.rules import Person, Section

Value = str | int | float | bool | list[Any] | dict[str, Any] | None


@dataclass(frozen=True)
class Part:
    """The rows of one section, as JSON can hold them."""

    section: Section
    rows: list[dict[str, Value]]


@dataclass(frozen=True)
class LinkRow:
    """A link that was asked for. `user`: the account that it erases."""

    id: UUID
    address: str
    user: UUID | None
    language: str
    expires_at: datetime
    token: str


def member(user: User, begun: Collection[UUID] = ()) -> Person:
    """Return an account as the person whose data is asked for; a guest's contact of the same address is theirs."""
    return Person(user.email, user.pk, _contacts(user.email, user.pk), tuple(begun))


def guest(address: str, user: UUID | None = None) -> Person:
    """Return somebody who is known by an address. `user`: an account with it that was never confirmed."""
    return Person(address, user, _contacts(address, user))


def _contacts(address: str, user: UUID | None) -> tuple[UUID, ...]:
    """Return the contact of an account and that of its address, unless it is somebody else's. 2 SQL."""
    own = contacts.of_user(user) if user else None
    of_address = contacts.guest_of_address(address)
    return tuple(dict.fromkeys(found for found in (own, of_address) if found))


def export(person: Person) -> dict[str, list[Part]]:
    """Return all that the rooms hold of a person, by room. Each room asks a fixed number of statements."""
    return {
        holding.name: [
            Part(section, [_row(section, row) for row in found.get(section.name, ())]) for section in holding.sections
        ]
        for holding in holdings()
        for found in [holding.export(person)]
    }


def document(person: Person, *, remarks: list[str], at: datetime) -> dict[str, Any]:
    """Return all of it as one document that fits `schema()`. `remarks`: what it cannot hold, in words."""
    data = {name: {part.section.name: part.rows for part in parts} for name, parts in export(person).items()}
    return {
        "schema_version": rules.SCHEMA_VERSION,
        "made_at": at.isoformat(),
        "address": person.address,
        "remarks": remarks,
        "data": data,
    }


def schema() -> dict[str, object]:
    """Return the JSON Schema of the document."""
    return rules.schema({holding.name: holding.sections for holding in holdings()})


def stays() -> list[str]:
    """Return the sentences about what is not erased, and why."""
    return [sentence for holding in holdings() for sentence in holding.stays]


def _row(section: Section, row: Mapping[str, Any]) -> dict[str, Value]:
    return {field.name: _plain(row.get(field.name)) for field in section.fields}


def _plain(value: Any) -> Value:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def link(token: str, *, at: datetime) -> LinkRow | None:
    """Return what a link opens; None where it has run out or was never sent. 1 SQL."""
    row = OwnLink.objects.filter(token_hash=hashes.digest(token), expires_at__gt=at).first()
    return _link(row) if row else None


def link_to_send(link: UUID) -> LinkRow | None:
    """Return what the mail with a link says; None where it is gone. 1 SQL."""
    row = OwnLink.objects.filter(pk=link).first()
    return _link(row) if row else None


def _link(row: OwnLink) -> LinkRow:
    token = hashes.derived_token(rules.TOKEN_PURPOSE, bytes(row.salt))
    return LinkRow(row.pk, row.address, row.user_id, row.language, row.expires_at, token)
