"""What a copy of somebody's data looks like: sections of rows with named fields, and the JSON Schema that says so.

The words are German message ids; the document itself speaks the names of the fields, which never change.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from smilecity.ground.text import sentence

# Long enough for a slow mail, short enough for a mailbox that others open.
LINK_LIVES = timedelta(hours=24)
TOKEN_PURPOSE = "owndata.token"
SCHEMA_VERSION = "1"
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

STAFF_STAYS = sentence(
    "Mit diesem Konto arbeiten Sie für die Stadt. Bitten Sie zuerst die Administration, Ihre Rolle zu entfernen. "
    "Danach können Sie das Konto löschen."
)
LINK_GONE = sentence("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an.")


class Kind(StrEnum):
    """What a field holds; each is written to JSON in one way."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DAY = "day"
    MOMENT = "moment"
    LIST = "list"
    OBJECT = "object"


_JSON: Mapping[Kind, Mapping[str, object]] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.YES_NO: {"type": ["boolean", "null"]},
    Kind.DAY: {"type": ["string", "null"], "format": "date"},
    Kind.MOMENT: {"type": ["string", "null"], "format": "date-time"},
    Kind.LIST: {"type": ["array", "null"]},
    Kind.OBJECT: {"type": ["object", "null"]},
}


@dataclass(frozen=True)
class Field:
    """One field of a row: its name in the document, its label on the page (a German message id)."""

    name: str
    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Section:
    """Rows of one sort. `label`: its heading on the page."""

    name: str
    label: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class Person:
    """Whose data: a confirmed address, their account (None: a guest), contacts, what their browser has begun."""

    address: str
    user: UUID | None = None
    contacts: Collection[UUID] = ()
    begun: Collection[UUID] = ()


def section_schema(section: Section) -> dict[str, object]:
    """Return the JSON Schema of the rows of a section."""
    rows = {field.name: {**_JSON[field.kind], "title": field.label} for field in section.fields}
    row = {"type": "object", "properties": rows, "required": list(rows), "additionalProperties": False}
    return {"type": "array", "title": section.label, "items": row}


def schema(holdings: Mapping[str, Sequence[Section]]) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the whole document."""
    parts = {
        name: {
            "type": "object",
            "properties": {section.name: section_schema(section) for section in sections},
            "required": [section.name for section in sections],
            "additionalProperties": False,
        }
        for name, sections in holdings.items()
    }
    head = {
        "schema_version": {"const": SCHEMA_VERSION},
        "made_at": _JSON[Kind.MOMENT],
        "address": {"type": "string"},
        "remarks": {"type": "array", "items": {"type": "string"}},
    }
    whole = {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
    return {
        "$schema": SCHEMA_DIALECT,
        "title": "Smile City: own data",
        "type": "object",
        "properties": {**head, "data": whole},
        "required": [*head, "data"],
        "additionalProperties": False,
    }


def is_over(expires_at: datetime, at: datetime) -> bool:
    """Say whether a link has run out."""
    return at >= expires_at
