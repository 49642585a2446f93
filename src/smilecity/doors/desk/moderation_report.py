"""The yearly report on moderation (Digital Services Act, article 15): figures of a year, on a page and as CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from smilecity.doors.desk import moderation_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.moderation_place import turned_away
from smilecity.doors.desk.shell import Crumb, crumbs, page, staff
from smilecity.ground import clock
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.queries.figures import Figures, figures
from smilecity.understand.moderation.rules import Act

FIRST_YEAR = 2020


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show the figures of a year (`?jahr=`; else this one)."""
    away = turned_away(request, Act.REPORT)
    if away:
        return away
    year, this = _year(request), _this_year()
    here = reverse("desk:moderation_report")
    return page(
        request,
        "desk/moderation_report.html",
        _("Jahresbericht zur Moderation {year}").format(year=year),
        _way(request),
        icon="table",
        rows=[{"label": label, "value": value} for label, value in _lines(_figures(year))],
        years=[{"year": n, "url": f"{here}?jahr={n}", "current": n == year} for n in range(this, this - 3, -1)],
        csv_url=f"{reverse('desk:moderation_report_csv')}?jahr={year}",
    )


def _way(request: HttpRequest) -> list[Crumb]:
    """Return the way here; who may not look into the queue is not led there."""
    if rules.may(Act.LOOK, staff(request).role_set):
        return crumbs((reverse("desk:moderation"), _("Moderation")), here=_("Jahresbericht"))
    return crumbs(here=_("Jahresbericht"))


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Give the same figures as CSV (RFC 4180 with semicolons)."""
    away = turned_away(request, Act.REPORT)
    if away:
        return away
    year, written = _year(request), io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow([_("Angabe"), str(year)])
    lines.writerows(_lines(_figures(year)))
    name = f"moderation-{year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _this_year() -> int:
    return clock.now().astimezone(words.city_zone()).year


def _year(request: HttpRequest) -> int:
    raw = request.GET.get("jahr", "")
    year = int(raw) if raw.isdecimal() and len(raw) == 4 else _this_year()
    return min(max(year, FIRST_YEAR), _this_year())


def _figures(year: int) -> Figures:
    zone = words.city_zone()
    return figures(datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))


def _lines(found: Figures) -> Iterator[tuple[str, str]]:
    """Give every figure with its name, in the order of the report."""
    yield _("Meldungen"), words.number(found.flags)
    for ground, count in found.flags_by_ground.items():
        yield _("Meldungen mit dem Grund: {ground}").format(ground=said.GROUNDS[ground]), words.number(count)
    yield _("Meldungen, nach denen etwas verborgen, geändert oder gelöscht wurde"), words.number(found.flags_acted_on)
    yield _("Meldungen, die noch offen sind"), words.number(found.flags_open)
    yield _("Mittlere Zeit bis zur Entscheidung (Median)"), _span(found.median_flag)
    for outcome, count in found.decisions.items():
        yield _("Entscheidungen: {outcome}").format(outcome=said.OUTCOMES[outcome]), words.number(count)
    for ground, count in found.restricted_by_ground.items():
        yield (
            _("Verborgen, geändert oder gelöscht mit dem Grund: {ground}").format(ground=said.GROUNDS[ground]),
            words.number(count),
        )
    yield _("Automatisch getroffene Entscheidungen"), words.number(found.automated)
    yield _("Beschwerden"), words.number(found.appeals)
    yield _("Beschwerden, die berechtigt waren"), words.number(found.appeals_upheld)
    yield _("Beschwerden, die noch offen sind"), words.number(found.appeals_open)
    yield _("Mittlere Zeit bis zur Antwort auf eine Beschwerde (Median)"), _span(found.median_appeal)


def _span(time: timedelta | None) -> str:
    if time is None:
        return "–"
    if time >= timedelta(days=2):
        return ngettext("{n} Tag", "{n} Tage", time.days).format(n=time.days)
    hours = max(round(time / timedelta(hours=1)), 1)
    return ngettext("{n} Stunde", "{n} Stunden", hours).format(n=hours)
