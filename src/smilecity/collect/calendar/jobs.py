"""Jobs of the calendar: what was not confirmed in time, and registrations of dates long over, are erased."""

from procrastinate.contrib.django import app

from smilecity.collect.calendar import actions
from smilecity.ground import clock


@app.periodic(cron="3,23,43 * * * *")
@app.task(queueing_lock="calendar.drop_expired", lock="calendar.drop_expired", pass_context=False)
def drop_expired(timestamp: int) -> None:
    """Erase registrations that were not confirmed in time."""
    actions.drop_expired(at=clock.now())


@app.periodic(cron="31 3 * * *")
@app.task(queueing_lock="calendar.forget_old", lock="calendar.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Erase registrations of dates that are long over."""
    actions.forget_old(at=clock.now())
