"""Reasons ready to use."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.text import Texts
from smilecity.understand.moderation.models import ReasonTemplate
from smilecity.understand.moderation.rules import Ground


@dataclass(frozen=True)
class TemplateRow:
    """A reason ready to use."""

    id: UUID
    name: str
    ground: Ground
    text: Texts
    law: str


def templates() -> list[TemplateRow]:
    """Return every template by its name. 1 SQL."""
    return [_row(row) for row in ReasonTemplate.objects.order_by("name", "id")]


def template(key: UUID) -> TemplateRow | None:
    """Return a template. 1 SQL."""
    row = ReasonTemplate.objects.filter(pk=key).first()
    return _row(row) if row else None


def _row(row: ReasonTemplate) -> TemplateRow:
    return TemplateRow(row.pk, row.name, Ground(row.ground), row.text, row.law)
