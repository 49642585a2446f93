"""One contribution as its office sees it, beside what the trunk tells: notes, who has it, how often the day moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions.models import Contribution
from smilecity.deliver.answers import reading
from smilecity.deliver.answers.models import Note, Taken


@dataclass(frozen=True)
class NoteRow:
    """What a clerk noted. `office`: it was handed over to this one with these words."""

    by: UUID | None
    office: int | None
    text: str
    at: datetime


@dataclass(frozen=True)
class Case:
    """What clerks know of a contribution and nobody else. `seen`: how many decisive steps it has."""

    notes: Sequence[NoteRow]
    taken_by: UUID | None
    extensions: int
    seen: int


def case(contribution: UUID) -> Case:
    """Return what the office knows of a contribution. 4 SQL."""
    notes = Note.objects.filter(contribution=contribution).order_by("at", "id")
    return Case(
        notes=[NoteRow(row.by_id, row.office_id, row.text, row.at) for row in notes],
        taken_by=Taken.objects.filter(contribution=contribution).values_list("user", flat=True).first(),
        extensions=reading.extensions(contribution),
        seen=reading.decisive_steps(contribution),
    )


def by_number(number: int) -> UUID | None:
    """Return the contribution with this public number. 1 SQL."""
    return Contribution.objects.filter(number=number).values_list("pk", flat=True).first()
