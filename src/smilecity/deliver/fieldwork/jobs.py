"""Jobs of field work: names do not stay for ever, and no words about what was erased."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from smilecity.deliver.fieldwork import actions
from smilecity.ground import clock

# Needs nothing but the database: what fails once goes well a little later.
_AGAIN = RetryStrategy(max_attempts=10, exponential_wait=2)


@app.task(retry=_AGAIN, pass_context=False)
def forget_words(contribution_id: str) -> None:
    """Erase what was said between office and crew about a contribution that was erased."""
    actions.forget_words(contribution=UUID(contribution_id))


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="fieldwork.forget_names", lock="fieldwork.forget_names", pass_context=False)
def forget_names(timestamp: int) -> None:
    """Take names out of orders that ended long ago."""
    actions.forget_names(at=clock.now())
