"""Staff choose how one may take part, and make codes for letters; each act is in the audit log, no code is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions.staff import locked, note
from smilecity.collect.surveys.models import Survey
from smilecity.collect.surveys.rules import Act
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.codes import actions as codes
from smilecity.people.codes.actions import Draw
from smilecity.people.codes.rules import Layout
from smilecity.people.models import User
from smilecity.people.register import actions as register
from smilecity.people.register.rules import Way

NO_CODES_YET = sentence("Für diese Umfrage gibt es noch keine Codes.")


@transaction.atomic
def choose_ways(*, survey: UUID, ways: Collection[Way], by: User, at: datetime) -> None:
    """Say in which ways a survey takes answers from now on; what was counted stays counted. Raises Refused."""
    row = locked(survey, Act.CHOOSE_WAYS, by)
    chosen = [way.value for way in Way if way in ways]
    if not chosen:
        raise Refused(rules.NO_WAY)
    row.ways = chosen
    row.save(update_fields=["ways"])
    note(by, "surveys.choose_ways", row, at, ways=", ".join(chosen))


@transaction.atomic
def make_codes(*, survey: UUID, name: str, number: int, layout: Layout, by: User, at: datetime) -> UUID:
    """Plan a batch of one-time codes and return its id; the survey takes codes from now on. Raises Refused."""
    row = locked(survey, Act.PRINT_CODES, by)
    if row.process_id is None:
        row.process_id = register.open_process(title=row.title)
    if Way.CODE not in row.ways:
        row.ways = [way.value for way in Way if way in row.ways or way is Way.CODE]
    row.save(update_fields=["process", "ways"])
    name = rules.clean_text(name)
    batch = codes.make_batch(process=row.process_id, name=name, number=number, layout=layout, at=at)
    note(by, "surveys.make_codes", row, at, name=name, number=number)
    return batch


@transaction.atomic
def print_codes(*, survey: UUID, sheet: UUID, draw: Draw, by: User, at: datetime) -> bytes:
    """Make the codes of a sheet and return its file, once. Raises Refused."""
    row = locked(survey, Act.PRINT_CODES, by)
    printed = codes.print_sheet(process=_process(row), sheet=sheet, draw=draw, at=at)
    note(by, "surveys.print_codes", row, at, sheet=str(sheet))
    return printed


@transaction.atomic
def void_codes(*, survey: UUID, sheet: UUID, by: User, at: datetime) -> UUID:
    """Let the codes of a sheet count no more; return the sheet that can be printed instead. Raises Refused."""
    row = locked(survey, Act.PRINT_CODES, by)
    fresh = codes.void_sheet(process=_process(row), sheet=sheet, at=at)
    note(by, "surveys.void_codes", row, at, sheet=str(sheet))
    return fresh


def _process(survey: Survey) -> UUID:
    if survey.process_id is None:
        raise Refused(NO_CODES_YET)
    return survey.process_id
