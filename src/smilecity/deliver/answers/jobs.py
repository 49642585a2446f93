"""Jobs of the answers: every contribution gets its office, clerks are reminded in time, heads when it is too late."""

from uuid import UUID

from procrastinate.contrib.django import app

from smilecity.deliver.answers import actions
from smilecity.ground import clock


@app.task(pass_context=False)
def assign(contribution_id: str) -> None:
    """Make an office responsible for a contribution that came in."""
    actions.assign(contribution=UUID(contribution_id), at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="answers.assign_missing", lock="answers.assign_missing", pass_context=False)
def assign_missing(timestamp: int) -> None:
    """Make offices responsible for what has none: imports, and what came in before there was a rule."""
    actions.assign_missing(at=clock.now())


@app.periodic(cron="11 5 * * *")
@app.task(queueing_lock="answers.remind", lock="answers.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind clerks of what is due soon, and tell heads what is overdue."""
    actions.remind(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="answers.count", lock="answers.count", pass_context=False)
def count(timestamp: int) -> None:
    """Count what became of the promises, for the public page."""
    actions.count(at=clock.now())


@app.task(pass_context=False)
def work_off(batch_id: str) -> None:
    """Do what was chosen for several contributions at once."""
    actions.work_off(batch=UUID(batch_id), at=clock.now())
