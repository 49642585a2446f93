"""The contacts' jobs: proofs are destroyed when their time is over."""

from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.people.contacts import actions


@app.periodic(cron="53 2 * * *")
@app.task(queueing_lock="contacts.forget_proofs", lock="contacts.forget_proofs", pass_context=False)
def forget_proofs(timestamp: int) -> None:
    """Destroy proofs of opt-ins that nobody can ask for any more."""
    actions.forget_proofs(at=clock.now())
