"""Publishes pages at their time and takes them back at theirs. What is done stays done. Prints what was published."""

from uuid import UUID

from django.core.management import call_command
from procrastinate.contrib.django import app

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import Kind
from smilecity.ground import clock
from smilecity.ground.text import LANGUAGES
from smilecity.measure.statistics import actions as statistics
from smilecity.measure.statistics import queries as statistics_queries
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
@app.task(queueing_lock="web.draw_missing_reports", lock="web.draw_missing_reports", pass_context=False)
def draw_missing_reports(timestamp: int) -> None:
    """Print what was published before there were reports, or could not be printed then."""
    for survey in results_queries.without_reports():
        draw_reports.defer(survey_id=str(survey))


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="web.draw_year_reports", lock="web.draw_year_reports", pass_context=False)
def draw_year_reports(timestamp: int) -> None:
    """Print the reports of all years, each in a job of its own that ends at once where nothing has changed.

    A year that is not over is printed, too, and marked so; the first night of the next prints it without the mark.
    """
    for year in statistics_queries.years(Kind.REPORT):
        for language in LANGUAGES:
            draw_year_report.defer(year=year, language=language)


@app.task(pass_context=False)
def draw_year_report(year: int, language: str) -> None:
    """Print the report of a year in a language, unless the one there is says the same."""
    from smilecity.doors.web import statistics_report

    found = statistics_queries.year(Kind.REPORT, year)
    if found is None or not found.figures.total.number:
        return
    at = clock.now()
    there = {each.language: each.digest for each in statistics_queries.printed(Kind.REPORT, year)}
    report = statistics_report.written(found, city.profile(), language, at)
    if there.get(language) != report.digest:
        content, digest = report.draw(), report.digest
        statistics.keep_report(kind=found.kind, year=year, language=language, content=content, digest=digest, at=at)
