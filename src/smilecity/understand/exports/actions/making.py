"""A file is made: row by row as the database gives them, beside its place, and put there when it is whole.

A job that was killed begins anew: nobody ever fetches half a file.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.ground.events import publish
from smilecity.understand.exports import reading
from smilecity.understand.exports.actions import writing
from smilecity.understand.exports.events import ExportEnded
from smilecity.understand.exports.models import Export
from smilecity.understand.exports.reading import Row
from smilecity.understand.exports.rules import UNDER_WAY, Stage

_TELL_EVERY = 5_000


def make(*, export: UUID, at: datetime) -> None:
    """Make a file that is waited for; repeating it changes nothing. Raises OSError when there is no room for it.

    Not one transaction: others see how far it is, and what it reads does not change any more.
    """
    row = Export.objects.filter(pk=export, stage__in=UNDER_WAY).first()
    survey = surveys.by_id(row.survey_id) if row else None
    if row is None or survey is None:
        return
    try:
        size = _write(row, survey)
    except OSError:
        _end(row, at, stage=Stage.FAILED)
        raise
    _end(row, at, stage=Stage.READY, size=size)


def _write(export: Export, survey: SurveyRow) -> int:
    """Write the file and return its size in bytes."""
    book = reading.book_of(survey)
    rows = reading.chosen_rows(survey, book, export.chosen)
    total = rows.count()
    Export.objects.filter(pk=export.pk).update(stage=Stage.RUNNING, done=0, total=total)
    path = reading.path_of(export)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.part")
    try:
        writing.WRITERS[export.form](beside, survey, book, _told(export, reading.stream(rows)))
        _keep(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path.stat().st_size


def _told(export: Export, rows: Iterable[Row]) -> Iterator[Row]:
    """Hand the rows on, and say every now and then how many there were."""
    number = 0
    for number, row in enumerate(rows, 1):
        if number % _TELL_EVERY == 0:
            Export.objects.filter(pk=export.pk).update(done=number)
        yield row
    Export.objects.filter(pk=export.pk).update(done=number)


def _keep(beside: Path, path: Path) -> None:
    """Put a file in its place, for its owner only, on the disk before anybody is told."""
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.chmod(0o600)
    beside.replace(path)


@transaction.atomic
def _end(export: Export, at: datetime, **known: object) -> None:
    ended = Export.objects.filter(pk=export.pk, stage__in=UNDER_WAY).update(ended_at=at, **known)
    if ended:
        publish(ExportEnded(export_id=export.pk))
    else:  # it was thrown away meanwhile
        reading.path_of(export).unlink(missing_ok=True)
