"""Moderation's jobs: remember what nobody has read, tell what was decided, forget who reported."""

from uuid import UUID

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.rules import Target


@app.task(pass_context=False)
def notice_contribution(contribution_id: str) -> None:
    """Put a contribution that was shown at once into the queue."""
    actions.notice(target=Target(UUID(contribution_id)), at=clock.now())


@app.task(pass_context=False)
def notice_comment(contribution_id: str, comment_id: str) -> None:
    """Put a comment that was shown at once into the queue."""
    actions.notice(target=Target(UUID(contribution_id), UUID(comment_id)), at=clock.now())


@app.task(pass_context=False)
def notice_step(contribution_id: str, step_id: str) -> None:
    """Put what its author has changed into the queue again."""
    actions.notice_step(step=UUID(step_id))


@app.task(pass_context=False)
def notice_photo(contribution_id: str, photo_id: str) -> None:
    """Put what a photo came to too late into the queue again."""
    actions.notice_photo(contribution=UUID(contribution_id), photo=UUID(photo_id), at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="moderation.settle_due", lock="moderation.settle_due", pass_context=False)
def settle_due(timestamp: int) -> None:
    """Tell those concerned what was decided and not taken back."""
    actions.settle_due(at=clock.now())


@app.periodic(cron="23 4 * * *")
@app.task(queueing_lock="moderation.forget", lock="moderation.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Erase who reported, when nothing can be asked about it any more."""
    actions.forget(at=clock.now())
