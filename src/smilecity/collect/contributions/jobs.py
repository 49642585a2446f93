"""Jobs of the trunk: what nobody confirmed or may keep is erased, and files that nothing names are swept."""

from procrastinate.contrib.django import app

from smilecity.collect.contributions import actions
from smilecity.ground import clock


@app.periodic(cron="*/20 * * * *")
@app.task(queueing_lock="contributions.drop_expired", lock="contributions.drop_expired", pass_context=False)
def drop_expired(timestamp: int) -> None:
    """Erase drafts nobody came back to, and what was not confirmed in time."""
    actions.drop_expired(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="contributions.close_due", lock="contributions.close_due", pass_context=False)
def close_due(timestamp: int) -> None:
    """Close the registers of calls that have ended."""
    actions.close_due(at=clock.now())


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="contributions.erase_redacted", lock="contributions.erase_redacted", pass_context=False)
def erase_redacted(timestamp: int) -> None:
    """Erase what lies beneath redacted texts and photos where its time has come."""
    actions.erase_originals(at=clock.now())
    actions.erase_revisions(at=clock.now())


@app.periodic(cron="11 3 * * *")
@app.task(queueing_lock="contributions.sweep_files", lock="contributions.sweep_files", pass_context=False)
def sweep_files(timestamp: int) -> None:
    """Erase files of photos that acts which failed have left."""
    actions.sweep_files(at=clock.now())
