"""Jobs of the statistics: years are counted anew while something changes in them. Printing is the web door's job."""

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.measure.statistics import actions


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="statistics.count", lock="statistics.count", pass_context=False)
def count(timestamp: int) -> None:
    """Count the years in which something has changed."""
    actions.count(at=clock.now())
