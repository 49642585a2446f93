"""The room's job: links that have run out are deleted, and with them the addresses."""

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.people.owndata import actions


@app.periodic(cron="27 * * * *")
@app.task(queueing_lock="owndata.forget_links", lock="owndata.forget_links", pass_context=False)
def forget_links(timestamp: int) -> None:
    """Delete links that have run out."""
    actions.forget_links(at=clock.now())
