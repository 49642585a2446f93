"""A third party does it: in public, with its name; the town hall still answers for it, on the same day."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.rules import Status, Verb, clean_line, has_words
from smilecity.collect.reports import rules
from smilecity.collect.reports.actions.acting import begin
from smilecity.collect.reports.models import Report
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

NOT_YOURS = sentence("Das dürfen nur Sachbearbeitung und Administration.")
NO_THIRD_PARTY = sentence("Bitte nennen Sie, wer sich jetzt darum kümmert. Alle können den Namen lesen.")
NOT_OPEN = sentence("Diese Meldung ist abgeschlossen. Niemand muss sich mehr darum kümmern.")


@transaction.atomic
def delegate(*, contribution: UUID, to: str, by: User, at: datetime) -> UUID | None:
    """Say in public that a third party does it now; return the step, None: it had it already. Raises Refused."""
    _require_right(by)
    row = begin(contribution)
    name = clean_line(to, rules.THIRD_PARTY_MOST)
    if not has_words(name):
        raise Refused(NO_THIRD_PARTY)
    if Status(row.status) not in rules.STILL_OPEN:
        raise Refused(NOT_OPEN)
    fresh = Report.objects.filter(contribution=row).exclude(delegated_to=name)
    if not fresh.update(delegated_to=name, delegated_at=at):
        return None
    step = trunk.tell(contribution=row.pk, verb=Verb.DELEGATED, by=by, at=at, text=name)
    _record("delegate", row.pk, by, at)
    return step


@transaction.atomic
def take_back(*, contribution: UUID, by: User, at: datetime) -> UUID | None:
    """Say in public that the town hall does it itself again; return the step, None: nobody else had it.

    Raises Refused.
    """
    _require_right(by)
    row = begin(contribution)
    report = Report.objects.get(contribution=row)
    if not report.delegated_to:
        return None
    name, report.delegated_to, report.delegated_at = report.delegated_to, "", None
    report.save(update_fields=["delegated_to", "delegated_at"])
    step = trunk.tell(contribution=row.pk, verb=Verb.RETURNED, by=by, at=at, text=name)
    _record("take_back", row.pk, by, at)
    return step


def _require_right(by: User) -> None:
    if not rules.may_delegate(by.role_set):
        raise Refused(NOT_YOURS)


def _record(verb: str, contribution: UUID, by: User, at: datetime) -> None:
    audit.record(actor=by.pk, verb=f"reports.{verb}", subject=f"contribution:{contribution}", at=at)
