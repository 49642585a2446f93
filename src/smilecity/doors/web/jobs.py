"""Publishes pages at their time and takes them back at theirs. What is done stays done. Prints what was published."""

from uuid import UUID

from django.core.management import call_command
from procrastinate.contrib.django import app

from smilecity.city import queries as city
from smilecity.ground import clock
from smilecity.understand.results import actions as results
from smilecity.understand.results import queries as results_queries


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="web.publish_due", lock="web.publish_due", pass_context=False)
def publish_due(timestamp: int) -> None:
    """Publish what is due and unpublish what has run out. After a day of silence it does all of it, once."""
    from smilecity.doors.web.pages import frame

    call_command("publish_scheduled", verbosity=0)
    frame.forget()


@app.task(pass_context=False)
def draw_reports(survey_id: str) -> None:
    """Print the report of a published result in each language; nothing where it was taken back meanwhile."""
    from smilecity.doors.web import result_report

    page, profile = results_queries.published_of(UUID(survey_id)), city.profile()
    if page is None:
        return
    for language in result_report.languages_of(page):
        content = result_report.draw(page, profile, language)
        results.keep_report(survey=UUID(survey_id), language=language, content=content, at=clock.now())


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="web.draw_missing_reports", pass_context=False)
def draw_missing_reports(timestamp: int) -> None:
    """Print what was published before there were reports, or could not be printed then."""
    for survey in results_queries.without_reports():
        draw_reports.defer(survey_id=str(survey))
