"""The room's job: proofs of consents are destroyed when their time is over."""

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.people.privacy import actions


@app.periodic(cron="57 2 * * *")
@app.task(queueing_lock="privacy.forget_due", lock="privacy.forget_due", pass_context=False)
def forget_due(timestamp: int) -> None:
    """Destroy consents that nobody can ask for any more."""
    actions.forget_due(at=clock.now())
