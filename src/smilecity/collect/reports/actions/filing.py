"""A report goes to another category, or a whole category to another office: each history says so, each day stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.city.models import Office
from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions.many import move_offices
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import TITLE_MOST
from smilecity.collect.reports import reading, rules
from smilecity.collect.reports.actions.acting import begin
from smilecity.collect.reports.models import Category, Report
from smilecity.collect.reports.reading import CategoryRow, Routes
from smilecity.collect.reports.rules import Ground
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick, sentence
from smilecity.people.models import User

NOT_YOURS = sentence("Das dürfen nur Sachbearbeitung und Administration.")
NOT_IN_CHARGE = sentence("Das darf nur die Administration.")
NO_OFFICE = sentence("Diese Stelle gibt es nicht mehr. Bitte wählen Sie eine andere.")
CATEGORY_GONE = sentence("Diese Rubrik gibt es nicht mehr.")


@transaction.atomic
def file_under(*, contribution: UUID, category: str, by: User | None, at: datetime) -> bool:
    """Move a report to another category, and with it to the office that has to do with that; return whether it moved.

    The promised day stays, and so do answers to the questions of the former category. A title that was the former
    category's becomes the new one's. `by` None: the program itself. Raises Refused.
    """
    if by is not None and not rules.may_delegate(by.role_set):
        raise Refused(NOT_YOURS)
    row, routes = begin(contribution), reading.routes()
    wanted, before = routes.categories.get(category), routes.categories.get(row.category)
    if wanted is None or not (wanted.active and wanted.leaf):
        raise Refused(rules.NO_CATEGORY)
    if not trunk.set_category(
        contribution=row.pk, category=category, title=_title(row, before, wanted), by=by, at=at, text=_named(wanted)
    ):
        return False
    Report.objects.filter(contribution=row).update(category=wanted.id)
    office = _office(routes, row, category, _ground_of(row))
    if office is not None:
        trunk.set_office(contribution=row.pk, office=office, due_on=row.due_on, by=by, at=at)
    _record("file_under", f"contribution:{row.pk}", by, at, category=category)
    return True


def _named(category: CategoryRow) -> str:
    return pick(category.title, "de")[:TITLE_MOST]


def _title(row: Contribution, before: CategoryRow | None, wanted: CategoryRow) -> str:
    return _named(wanted) if before is not None and row.title == _named(before) else row.title


def _ground_of(row: Contribution) -> str:
    return Report.objects.values_list("ground", flat=True).get(contribution=row)


def _office(routes: Routes, row: Contribution, category: str, ground: str) -> int | None:
    return routes.route(category, row.district_id, Ground(ground) if ground else None).office


@transaction.atomic
def move_office(*, category: int, office: int, by: User | None, at: datetime) -> int:
    """Let another office have to do with a category from now on, open reports included; return how many moved.

    Where a rule for a district or the water names another office, that stays. Promised days stay. Followers are told by
    the notices as of any change, nobody at the desk is written to. `by` None: the program itself. Raises Refused.
    """
    if by is not None and not rules.may_organise(by.role_set):
        raise Refused(NOT_IN_CHARGE)
    if not Office.objects.filter(pk=office, retired_on=None).exists():
        raise Refused(NO_OFFICE)
    row = Category.objects.select_for_update().filter(pk=category).first()
    if row is None:
        raise Refused(CATEGORY_GONE)
    row.office_id = office
    row.save(update_fields=["office"])
    moved = move_offices(offices=_offices_anew(row.code), by=by, at=at)
    _record("move_office", f"category:{category}", by, at, office=office, moved=moved)
    return moved


def _offices_anew(code: str) -> dict[UUID, int]:
    """Return the office of every open report of a category and of those below it, all locked in the order of ids."""
    routes = reading.routes()
    rows = reading.still_open(code, routes).select_for_update()
    held = list(rows.only("id", "category", "district").order_by("pk"))
    grounds = dict(Report.objects.filter(contribution__in=[row.pk for row in held]).values_list("pk", "ground"))
    found = {row.pk: _office(routes, row, row.category, grounds.get(row.pk, "")) for row in held}
    return {pk: office for pk, office in found.items() if office is not None}


def _record(verb: str, subject: str, by: User | None, at: datetime, **details: str | int | bool) -> None:
    audit.record(actor=by.pk if by else None, verb=f"reports.{verb}", subject=subject, at=at, details=details)
