"""The jobs of the codes: hashes are destroyed once the pepper of their process is."""

from procrastinate.contrib.django import app

from smilecity.people.codes import actions


@app.periodic(cron="53 2 * * *")
@app.task(queueing_lock="codes.forget_due", lock="codes.forget_due", pass_context=False)
def forget_due(timestamp: int) -> None:
    """Erase the codes that nobody can redeem any more."""
    actions.forget_due()
