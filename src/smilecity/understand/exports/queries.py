"""What may be asked of files: those of a survey, one of them, what may be chosen for the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.people.models import User
from smilecity.understand.exports import reading
from smilecity.understand.exports.models import Export
from smilecity.understand.exports.rules import UNDER_WAY, Book, Form, Stage


@dataclass(frozen=True)
class ExportRow:
    """A file as staff see it. `total`, `size`: None until they are known."""

    id: UUID
    survey: UUID
    form: Form
    chosen: Mapping[str, list[str]]
    stage: Stage
    done: int
    total: int | None
    size: int | None
    asked_by: UUID
    asked_at: datetime
    ended_at: datetime | None
    erase_at: datetime

    @property
    def under_way(self) -> bool:
        """Whether it is still to be waited for."""
        return self.stage in UNDER_WAY


def of_survey(survey: UUID, most: int = 50) -> list[ExportRow]:
    """Return the files of a survey, the newest first. 1 SQL."""
    return [_row(row) for row in Export.objects.filter(survey=survey).order_by("-asked_at", "id")[:most]]


def by_id(export: UUID) -> ExportRow | None:
    """Return a file. 1 SQL."""
    row = Export.objects.filter(pk=export).first()
    return _row(row) if row else None


def _row(row: Export) -> ExportRow:
    return ExportRow(
        id=row.pk,
        survey=row.survey_id,
        form=Form(row.form),
        chosen=row.chosen,
        stage=Stage(row.stage),
        done=row.done,
        total=row.total,
        size=row.size,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        erase_at=row.erase_at,
    )


def file_of(export: UUID) -> Path | None:
    """Return where a file that is ready lies. 1 SQL."""
    row = Export.objects.filter(pk=export, stage=Stage.READY).first()
    path = reading.path_of(row) if row else None
    return path if path and path.exists() else None


def book_of(survey: SurveyRow) -> Book:
    """Return what may be chosen for a file of this survey. At most 5 SQL."""
    return reading.book_of(survey)


def address_of(export: UUID) -> tuple[str, str] | None:
    """Return name and address of who asked for a file, to be written to. 2 SQL."""
    asked_by = Export.objects.filter(pk=export).values_list("asked_by", flat=True).first()
    user = User.objects.filter(pk=asked_by, is_active=True).first() if asked_by else None
    return (user.name, user.email) if user else None
