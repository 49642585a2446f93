"""The jobs of the notices: what happened is told to each reader, what was not confirmed or is old is erased."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from smilecity.deliver.notices import actions
from smilecity.ground import clock

# Telling needs nothing but the database: what fails once, two jobs in each other's way, goes well a little later.
_AGAIN = RetryStrategy(max_attempts=10, exponential_wait=2)


@app.task(retry=_AGAIN, pass_context=False)
def welcome_author(contribution_id: str) -> None:
    """Let an author hear what becomes of a contribution, if they wish to."""
    actions.welcome_author(contribution=UUID(contribution_id), at=clock.now())


@app.task(retry=_AGAIN, pass_context=False)
def welcome_supporter(contribution_id: str, support_id: str) -> None:
    """Let a supporter hear what becomes of a contribution, if they wish to."""
    actions.welcome_supporter(support=UUID(support_id), at=clock.now())


@app.task(retry=_AGAIN, pass_context=False)
def welcome_commenter(contribution_id: str, comment_id: str) -> None:
    """Let who commented hear what becomes of a contribution, if they wish to."""
    actions.welcome_commenter(comment=UUID(comment_id), at=clock.now())


@app.task(retry=_AGAIN, pass_context=False)
def tell_step(contribution_id: str, step_id: str) -> None:
    """Write the notices of a step of a contribution's history."""
    actions.tell_step(step=UUID(step_id), at=clock.now())


@app.task(retry=_AGAIN, pass_context=False)
def tell_comment(contribution_id: str, comment_id: str) -> None:
    """Write the notices of a comment that is shown."""
    actions.tell_comment(comment=UUID(comment_id), at=clock.now())


@app.periodic(cron="*/20 * * * *")
@app.task(queueing_lock="notices.drop_expired", lock="notices.drop_expired", pass_context=False)
def drop_expired(timestamp: int) -> None:
    """Erase subscriptions that were not confirmed in time."""
    actions.drop_expired(at=clock.now())


@app.periodic(cron="7,27,47 * * * *")
@app.task(queueing_lock="notices.forget_guests", lock="notices.forget_guests", pass_context=False)
def forget_guests(timestamp: int) -> None:
    """Erase the addresses of guests whom nobody has to write to any more."""
    actions.forget_guests(at=clock.now())


@app.periodic(cron="11 3 * * *")
@app.task(queueing_lock="notices.forget_old", lock="notices.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Delete notices that are a year old."""
    actions.forget_old(at=clock.now())
