"""When the last backup was made: a note in the home folder that `smilecity backup` leaves, without its place."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings


def _note() -> Path:
    return Path(settings.HOME) / "last-backup.json"


def remember(*, at: datetime, size: int) -> None:
    """Note that a backup has been made and read again."""
    fresh = _note().with_suffix(".new")
    fresh.write_text(json.dumps({"at": at.isoformat(), "bytes": size}))
    fresh.replace(_note())


def age(at: datetime) -> float | None:
    """Return how many seconds ago the last backup was made; None: nobody has noted one."""
    try:
        made = datetime.fromisoformat(json.loads(_note().read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return max((at - made).total_seconds(), 0.0)
