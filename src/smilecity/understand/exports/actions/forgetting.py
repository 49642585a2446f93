"""Files whose time is over are erased, and what a killed job has left lying."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from smilecity.ground import audit
from smilecity.understand.exports import reading
from smilecity.understand.exports.models import Export


@transaction.atomic
def forget_due(*, at: datetime) -> int:
    """Erase the files whose time is over, and files that belong to none; return how many were erased."""
    due = list(Export.objects.select_for_update(skip_locked=True).filter(erase_at__lte=at))
    _forget(due, at)
    folder = Path(settings.EXPORTS_FOLDER)
    known = {reading.path_of(row).stem for row in Export.objects.only("id", "form")}
    lying = [path for path in folder.iterdir() if path.name.partition(".")[0] not in known] if folder.exists() else []
    transaction.on_commit(lambda: _unlink(lying))
    return len(due)


@transaction.atomic
def forget_survey(*, survey: UUID, at: datetime) -> int:
    """Erase all files of a survey, because the answers in them are erased; return how many. One under way goes too."""
    rows = list(Export.objects.select_for_update().filter(survey=survey))
    paths = [reading.path_of(row) for row in rows]
    _forget(rows, at)
    transaction.on_commit(lambda: _unlink(paths))
    return len(rows)


def _forget(rows: list[Export], at: datetime) -> None:
    for row in rows:
        audit.record(actor=None, verb="exports.forget", subject=f"survey:{row.survey_id}", at=at)
    Export.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
