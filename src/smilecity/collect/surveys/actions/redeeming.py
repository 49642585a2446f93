"""People take part by a one-time code, staff enter paper, a tablet takes answers on site; none of it by an address.

As with every other way: the register learns that somebody took part, `Participation` what was said, in one transaction.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions import holding, taking
from smilecity.collect.surveys.actions.staff import note
from smilecity.collect.surveys.models import Participation, Question, Survey
from smilecity.collect.surveys.rules import Act, Answer, End, Settled, State
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.codes import actions as codes
from smilecity.people.codes.rules import NO_CODE
from smilecity.people.models import User
from smilecity.people.register import actions as register
from smilecity.people.register.rules import Way

EMPTY = sentence("Auf diesem Bogen ist noch nichts angekreuzt oder geschrieben.")
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


class _Repeated(Exception):
    """The account has taken part: the code must not be burnt for nothing."""


def read_code(*, survey: Survey | UUID, typed: str, at: datetime) -> bytes:
    """Return the key of a typed code with which one can take part now. Raises Refused with what is wrong."""
    row = Survey.objects.get(pk=survey) if isinstance(survey, UUID) else survey
    taking.require_open(row, at)
    rules.require_way(Way.CODE, row.ways)
    if row.process_id is None:
        raise Refused(NO_CODE)
    return codes.read(process=row.process_id, typed=typed)


@transaction.atomic
def submit_by_code(*, draft: UUID, key: bytes, address: str, secret: str, at: datetime) -> Settled:
    """Count a draft by a code (`key`, see `read_code`); `address` of who is signed in takes part with it.

    So nobody takes part by code and by account. Raises Refused where the code has been used or made void meanwhile:
    the draft stays. `secret` opens the answers afterwards; sending it twice settles once.
    """
    change_hash = taking.hash_of(secret)
    survey, row = holding.survey_of_draft(draft), taking.locked_draft(draft)
    if survey is None or row is None or row.submitted or row.change_hash:
        return taking.counted_or_gone(change_hash)
    taking.require_open(survey, at)
    rules.require_way(Way.CODE, survey.ways)
    taking.require_complete(row)
    try:
        with transaction.atomic():
            _burn(survey, key, address, at)
    except _Repeated:
        row.delete()
        return Settled(End.REPEATED, survey.pk)
    # What somebody without an address agreed to is proved by nothing but their having gone on.
    if address:
        taking.note_consents(row, address, at)
    taking.count(row, change_hash)
    return Settled(End.COUNTED, survey.pk)


def _burn(survey: Survey, key: bytes, address: str, at: datetime) -> None:
    process = taking.process_of(survey)
    codes.redeem(process=process, key=key, at=at)
    if address and not register.burn_beside(process=process, address=address, way=Way.CODE, at=at):
        raise _Repeated


@transaction.atomic
def submit_at_kiosk(*, draft: UUID, form: str, at: datetime) -> Settled:
    """Count a draft that was written on a tablet on site. `form`: the random name of the page that sends it.

    No link to change it later is kept: the tablet forgets. Sending it twice counts once. Raises Refused.
    """
    _require_form(form)
    survey, row = holding.survey_of_draft(draft), taking.locked_draft(draft)
    if survey is None or row is None or row.submitted or row.change_hash:
        raise Refused(taking.DRAFT_GONE)
    taking.require_open(survey, at)
    rules.require_way(Way.KIOSK, survey.ways)
    taking.require_complete(row)
    if register.join_on_site(process=taking.process_of(survey), form=form, way=Way.KIOSK, at=at):
        Participation.objects.create(survey=survey, answers=row.answers, profile=row.profile)
    row.delete()
    return Settled(End.COUNTED, survey.pk)


def _require_form(form: str) -> None:
    if not _FORM.fullmatch(form):
        raise Refused(taking.LOAD_AGAIN)


@transaction.atomic
def enter_paper(
    *,
    survey: UUID,
    answers: Mapping[str, Answer],
    profile: Mapping[str, str],
    form: str,
    code: str,
    by: User,
    at: datetime,
) -> bool:
    """Count a questionnaire that was filled in on paper; False where this very form was entered before (double click).

    `code`: as typed from the paper, empty where there is none; it is burnt. Required questions may be empty: what was
    not answered cannot be asked any more. The audit log notes who and when, never what. Raises Refused.
    """
    _require_form(form)
    row = holding.survey_by_id(survey)
    if row is None:
        raise Refused(taking.CLOSED)
    rules.require(Act.ENTER_PAPER, by.role_set, State(row.state))
    taking.require_open(row, at)
    rules.require_way(Way.PAPER, row.ways)
    questions = [each.as_rule() for each in Question.objects.filter(survey=row).order_by("position")]
    kept = rules.fitting(questions, answers)
    if not kept:
        raise Refused(EMPTY)
    if not _enter(row, form, code, at):
        return False
    Participation.objects.create(survey=row, answers=kept, profile=dict(profile))
    note(by, "surveys.enter_paper", row, at, code=bool(code.strip()))
    return True


def _enter(survey: Survey, form: str, code: str, at: datetime) -> bool:
    """Enter a sheet of paper in the register; where it bears a code, that is what counts."""
    process, has_code = taking.process_of(survey), bool(code.strip())
    entered = register.join_on_site(process=process, form=form, way=Way.PAPER, at=at, counted=not has_code)
    if entered and has_code:
        codes.redeem(process=process, key=codes.read(process=process, typed=code), at=at, way=Way.PAPER)
    return entered
