"""Jobs of the surveys: they open and close to the minute, what was not confirmed is erased within the hour."""

from procrastinate.contrib.django import app

from smilecity.collect.surveys import actions
from smilecity.ground import clock


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="surveys.close_due", lock="surveys.close_due", pass_context=False)
def close_due(timestamp: int) -> None:
    """Close the surveys whose deadline has come."""
    actions.close_due(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="surveys.open_due", lock="surveys.open_due", pass_context=False)
def open_due(timestamp: int) -> None:
    """Open the surveys whose moment has come."""
    actions.open_due(at=clock.now())


@app.periodic(cron="*/20 * * * *")
@app.task(queueing_lock="surveys.drop_expired", lock="surveys.drop_expired", pass_context=False)
def drop_expired(timestamp: int) -> None:
    """Erase drafts nobody came back to, and answers not confirmed in time."""
    actions.drop_expired(at=clock.now())
    actions.forget_absent(at=clock.now())


@app.periodic(cron="*/20 * * * *")
@app.task(queueing_lock="surveys.erase_originals", lock="surveys.erase_originals", pass_context=False)
def erase_originals(timestamp: int) -> None:
    """Erase what lies beneath redacted free texts where its time has come."""
    actions.erase_originals(at=clock.now())


@app.periodic(cron="5 6 * * *")
@app.task(queueing_lock="surveys.announce_erasure", lock="surveys.announce_erasure", pass_context=False)
def announce_erasure(timestamp: int) -> None:
    """Tell staff of answers that are erased within a week."""
    actions.announce_erasure(at=clock.now())
