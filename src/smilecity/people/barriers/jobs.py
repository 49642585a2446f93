"""The room's job: names go half a year after a barrier was settled."""

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.people.barriers import actions


@app.periodic(cron="33 3 * * *")
@app.task(queueing_lock="barriers.forget_names", lock="barriers.forget_names", pass_context=False)
def forget_names(timestamp: int) -> None:
    """Erase names of what was settled long ago."""
    actions.forget_names(at=clock.now())
