"""The register's jobs: hashes and peppers are destroyed when their day has come."""

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.people.register import actions


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="register.forget_due", lock="register.forget_due", pass_context=False)
def forget_due(timestamp: int) -> None:
    """Destroy what the register need not know any more."""
    actions.forget_due(at=clock.now())
