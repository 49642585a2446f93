"""Jobs of the surveys: deadlines are kept to the minute, what was not confirmed is erased within the hour."""

from procrastinate.contrib.django import app

from smilecity.collect.surveys import actions
from smilecity.ground import clock


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="surveys.close_due", pass_context=False)
def close_due(timestamp: int) -> None:
    """Close the surveys whose deadline has come."""
    actions.close_due(at=clock.now())


@app.periodic(cron="*/20 * * * *")
@app.task(queueing_lock="surveys.drop_expired", pass_context=False)
def drop_expired(timestamp: int) -> None:
    """Erase drafts nobody came back to, and answers not confirmed in time."""
    actions.drop_expired(at=clock.now())
