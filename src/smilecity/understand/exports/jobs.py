"""The files' jobs: one makes a file, one erases those whose time is over."""

from uuid import UUID

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.understand.exports import actions


@app.task(pass_context=False)
def make(export_id: str) -> None:
    """Make a file that was asked for."""
    actions.make(export=UUID(export_id), at=clock.now())


@app.periodic(cron="11 3 * * *")
@app.task(queueing_lock="exports.forget_due", lock="exports.forget_due", pass_context=False)
def forget_due(timestamp: int) -> None:
    """Erase the files whose time is over."""
    actions.forget_due(at=clock.now())


@app.task(pass_context=False)
def forget_survey(survey_id: str) -> None:
    """Erase the files of a survey whose answers were erased."""
    actions.forget_survey(survey=UUID(survey_id), at=clock.now())
