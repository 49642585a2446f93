"""Jobs of the reports: photos that programs sent become photos of ours."""

import logging
from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from smilecity.collect.reports import actions
from smilecity.ground import clock

# A full disk or a database that is away is over some time; what is no picture is never tried twice.
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)
# After all mails: whoever waits for a mail waits, a photo is looked at by staff first.
_LAST = -10
_STRANDED = timedelta(hours=1)
log = logging.getLogger(__name__)


@app.task(pass_context=False, retry=_RETRY, priority=_LAST)
def develop_photo(photo_id: str) -> None:
    """Make a photo of ours of what a program sent."""
    actions.develop_photo(photo=UUID(photo_id), at=clock.now())


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="reports.develop_stranded", lock="reports.develop_stranded", pass_context=False)
def develop_stranded(timestamp: int) -> None:
    """Try once more what no job has come to the end of."""
    now = clock.now()
    for photo in actions.stranded_photos(before=now - _STRANDED):
        try:
            actions.develop_photo(photo=photo, at=now)
        except OSError as error:
            log.warning("a photo still waits: %s", error.strerror)


@app.periodic(cron="14 3 * * *")
@app.task(queueing_lock="reports.sweep_waiting", lock="reports.sweep_waiting", pass_context=False)
def sweep_waiting(timestamp: int) -> None:
    """Erase files of photos that acts which failed have left."""
    actions.sweep_waiting(at=clock.now())
