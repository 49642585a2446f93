"""The results' jobs: each is published at the moment that was set; districts of surveys that run are counted.

Single answers are erased when the time that residents were told is over.
"""

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from smilecity.ground import clock
from smilecity.understand.results import actions, queries


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="results.publish_due", lock="results.publish_due", pass_context=False)
def publish_due(timestamp: int) -> None:
    """Have each result published whose moment has come: one that cannot be evaluated keeps no other waiting."""
    for survey in queries.due(clock.now()):
        # One that waits already is not asked for twice.
        with suppress(AlreadyEnqueued), transaction.atomic():
            publish_planned.configure(queueing_lock=f"results.publish:{survey}").defer(survey_id=str(survey))


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="results.count_districts", lock="results.count_districts", pass_context=False)
def count_districts(timestamp: int) -> None:
    """Count the districts of surveys that run, for those who watch them."""
    actions.count_districts(at=clock.now())


@app.task(pass_context=False)
def publish_planned(survey_id: str) -> None:
    """Publish one result."""
    actions.publish_planned(survey=UUID(survey_id), at=clock.now())


@app.periodic(cron="31 3 * * *")
@app.task(queueing_lock="results.forget_answers", lock="results.forget_answers", pass_context=False)
def forget_answers(timestamp: int) -> None:
    """Erase the single answers whose day has come, their result frozen before."""
    actions.forget_due(at=clock.now())


@app.task(lock="results.forget_answers", pass_context=False)
def forget_now(survey_id: str) -> None:
    """Erase the single answers of a survey because somebody does not want to wait."""
    actions.forget_answers(survey=UUID(survey_id), at=clock.now())
