"""Staff ask for a file, and throw one away. Both stand in the audit log, with what was chosen and never an answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.collect.surveys import queries as surveys
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.understand.exports import reading, rules
from smilecity.understand.exports.events import ExportAsked
from smilecity.understand.exports.models import Export
from smilecity.understand.exports.rules import Form

GONE = sentence("Diese Umfrage gibt es nicht mehr.")


@transaction.atomic
def ask(*, survey: UUID, form: Form, chosen: Mapping[str, Sequence[str]], by: User, at: datetime) -> UUID:
    """Have a file made and return its id. Raises Refused."""
    # Held, so that whoever presses twice is counted twice.
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    row = surveys.by_id(survey)
    if row is None:
        raise Refused(GONE)
    reason = rules.why_not(by.role_set, row.state, erased=row.is_erased(timezone.localdate(at)))
    if reason:
        raise Refused(reason)
    if Export.objects.filter(asked_by=by.pk, stage__in=rules.UNDER_WAY).count() >= rules.WAITING_MOST:
        raise Refused(rules.ENOUGH, most=rules.WAITING_MOST)
    book = reading.book_of(row)
    wanted = rules.check_chosen(book, chosen)
    if form is Form.XLSX and reading.chosen_rows(row, book, wanted).count() > rules.SHEET_MOST:
        raise Refused(rules.TOO_LARGE, most=f"{rules.SHEET_MOST:,}".replace(",", "."))
    export = Export.objects.create(
        survey_id=survey, form=form, chosen=wanted, asked_by=by.pk, asked_at=at, erase_at=at + rules.KEPT
    )
    _note(export, "exports.ask", by, at, form=form.value, chosen=len(wanted))
    publish(ExportAsked(export_id=export.pk))
    return export.pk


@transaction.atomic
def remove(*, export: UUID, by: User, at: datetime) -> None:
    """Erase a file before its time. Repeating it changes nothing. Raises Refused."""
    row = Export.objects.select_for_update().filter(pk=export).first()
    if row is None:
        return
    if not by.role_set & rules.ROLES:
        raise Refused(rules.NOT_YOURS)
    path = reading.path_of(row)
    _note(row, "exports.remove", by, at)
    row.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _note(export: Export, verb: str, by: User, at: datetime, **details: str | int | bool) -> None:
    audit.record(actor=by.pk, verb=verb, subject=f"survey:{export.survey_id}", at=at, details=details)
