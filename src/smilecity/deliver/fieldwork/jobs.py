"""Jobs of field work: names do not stay for ever."""

from procrastinate.contrib.django import app

from smilecity.deliver.fieldwork import actions
from smilecity.ground import clock


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="fieldwork.forget_names", pass_context=False)
def forget_names(timestamp: int) -> None:
    """Take names out of orders that ended long ago."""
    actions.forget_names(at=clock.now())
