"""What can be seen of reports, made in a town for those who look at it: one of everything."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.collect.reports import actions
from smilecity.collect.reports.models import Category
from smilecity.doors.web.kind_words import PATHS
from smilecity.ground import clock
from smilecity.measure.statistics import actions as statistics
from smilecity.measure.statistics.rules import LEAST
from smilecity.people.models import User
from smilecity.people.privacy import actions as privacy
from smilecity.people.privacy import rules
from smilecity.people.privacy.rules import Notice
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_clerk
from tests.factories_contributions import make_call, make_contribution
from tests.factories_reports import make_report
from tests.support.reporter import make_tree


def show() -> dict[str, str]:
    """Take reports for two calls, one of which asks something first; show a report that others do."""
    at, staff = clock.now(), make_staff()
    if not Category.objects.exists():
        make_tree()
    first, second = (make_call(Kind.REPORT, at=at, opens_at=AT - timedelta(days=1), by=staff) for _ in range(2))
    subject = rules.subject_of(rules.Sort.CALL, second)
    notice = Notice(minimum_age=14, consent={"de": "Ich bin einverstanden."})
    privacy.word(subject=subject, notice=notice, by=staff, at=at)
    report = make_report(
        first, "laterne", lon=12.14, lat=54.09, text="Dunkel seit Freitag.", attributes={"mast": "A 7"}
    )
    actions.delegate(contribution=report.pk, to="Stadtwerke", by=staff, at=at)
    idea = make_contribution(make_call(Kind.IDEA, at=at, by=staff), by=staff)
    spot = make_contribution(make_call(Kind.PLACE, at=at, by=staff), by=staff, category="happy", lon=12.14, lat=54.09)
    _answer_some(first, staff, at)
    statistics.count(at=at)
    year = timezone.localtime(at).year
    opens, asks = (Call.objects.get(pk=call).slug for call in (first, second))
    page = f"/meldungen/{report.number}/"
    return {
        "reports": "/meldungen/",
        "reports of a category": "/meldungen/?rubrik=laterne",
        "report": page,
        **{f"statistics of {word}": f"/{word}/statistik/" for word in PATHS.values()},
        "statistics of a year": f"/meldungen/statistik/{year}/",
        "statistics of a year of ideas": f"/ideen/statistik/{timezone.localtime(idea.submitted_at).year}/",
        "statistics of a year of places": f"/orte/statistik/{timezone.localtime(spot.submitted_at).year}/",
        "support": f"{page}unterstuetzen/",
        "comment": f"{page}kommentieren/",
        "flag": f"{page}melden/",
        "which call": "/meldungen/neu/",
        "before": f"/meldungen/neu/{asks}/vorher/",
        "what": f"/meldungen/neu/{opens}/was/",
    }


def _answer_some(call: UUID, staff: User, at: datetime) -> None:
    """Answer as many reports as it takes to say how long answers took."""
    office = make_answering_office(fallback=False)
    clerk = make_clerk(office)
    for days in range(LEAST):
        row = make_report(call, "laterne", lon=12.14, lat=54.09, by=staff)
        trunk.set_office(contribution=row.pk, office=office, due_on=None, by=staff, at=at)
        answered(row, Status.DONE, by=clerk, at=row.submitted_at + timedelta(days=days))
