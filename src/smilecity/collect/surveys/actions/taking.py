"""People take part: a draft is written, sent off, confirmed, and only then counted; later it may be changed.

Who took part goes to the register, what was said to `Participation`; nothing joins the two.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.expressions import RawSQL

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.models import Draft, Participation, Question, Survey
from smilecity.collect.surveys.rules import Answer, End, Settled, State
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.register import actions as register
from smilecity.people.register import queries as register_queries
from smilecity.people.register.rules import CONFIRM_WITHIN, Outcome, clean_address

DRAFT_KEPT = timedelta(days=7)
CLOSED = sentence("Diese Umfrage ist beendet. Wir nehmen keine Antworten mehr an.")
DRAFT_GONE = sentence("Ihre angefangenen Antworten gibt es nicht mehr. Sie können die Umfrage neu beginnen.")
INCOMPLETE = sentence("Bitte beantworten Sie noch diese Frage: {question}")
NO_ADDRESS = sentence("Bitte geben Sie Ihre E-Mail-Adresse an.")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def begin(*, survey: UUID, language: str, at: datetime) -> UUID:
    """Begin a draft and return its id, to be kept in the session only."""
    draft = Draft.objects.create(survey_id=survey, language=language, erase_at=at + DRAFT_KEPT)
    return draft.pk


def answer(*, draft: UUID, question: UUID, value: Answer | None, at: datetime) -> None:
    """Keep one answer (None: no answer) in a draft. Raises Refused when it is gone or sent off.

    One statement that touches only this answer: two tabs never overwrite each other's questions.
    """
    kept = RawSQL("answers - %s", [str(question)])
    if value is not None:
        kept = RawSQL("answers || %s::jsonb", [json.dumps({str(question): value})])
    _write_draft(draft, at, answers=kept)


def give_profile(*, draft: UUID, profile: Mapping[str, str], at: datetime) -> None:
    """Keep the statistical profile in a draft. Raises Refused when it is gone or sent off."""
    _write_draft(draft, at, profile=dict(profile))


def give_address(*, draft: UUID, address: str, at: datetime) -> None:
    """Keep the address for the mail in a draft. Raises Refused where it is none."""
    _write_draft(draft, at, address=clean_address(address))


def _write_draft(draft: UUID, at: datetime, **values: object) -> None:
    open_drafts = Draft.objects.filter(pk=draft, submitted=False)
    if not open_drafts.update(erase_at=at + DRAFT_KEPT, **values):
        raise Refused(DRAFT_GONE)


def _locked_draft(draft: UUID) -> Draft | None:
    return Draft.objects.select_for_update(of=("self",)).select_related("survey").filter(pk=draft).first()


def _require_open(survey: Survey, at: datetime) -> None:
    if not rules.accepts(State(survey.state), survey.closes_at, at):
        raise Refused(CLOSED)


def _require_complete(draft: Draft) -> None:
    questions = [row.as_rule() for row in Question.objects.filter(survey=draft.survey_id).order_by("position")]
    lacking = rules.missing(questions, draft.answers)
    if lacking:
        raise Refused(INCOMPLETE, question=rules.pick(lacking[0].text, draft.language))


@transaction.atomic
def submit_as_guest(*, draft: UUID, language: str, at: datetime) -> None:
    """Send a draft off: it waits, apart from all answers, until its mail is confirmed. Raises Refused.

    The mail comes in `language`. Sending twice (double click, two tabs) changes nothing. Does the same whether or not the address has taken part.
    """
    row = _locked_draft(draft)
    if row is None or row.change_hash:
        raise Refused(DRAFT_GONE)
    if row.submitted:
        return
    row.language = language
    _require_open(row.survey, at)
    _require_complete(row)
    if not row.address:
        raise Refused(NO_ADDRESS)
    _ask(row, row.address, at)
    # The address now lies with the register only.
    row.submitted, row.address, row.erase_at = True, "", at + CONFIRM_WITHIN + DRAFT_KEPT
    row.save(update_fields=["submitted", "address", "language", "erase_at"])


def _ask(row: Draft, address: str, at: datetime) -> None:
    process = row.survey.process_id
    if process is None:
        raise Refused(CLOSED)
    until = row.survey.closes_at or at + CONFIRM_WITHIN
    register.ask(process=process, reference=row.pk, address=address, language=row.language, until=until, at=at)


def resend(*, draft: UUID, at: datetime) -> None:
    """Send the mail once more. Raises Refused."""
    register.resend(reference=draft, at=at)


@transaction.atomic
def take_back(*, draft: UUID, at: datetime) -> None:
    """Let what waits become a draft again, to change the address or the answers. The sent link dies."""
    row = _locked_draft(draft)
    if row is None or not row.submitted:
        raise Refused(DRAFT_GONE)
    waiting = register_queries.waiting_for(draft, at)
    register.withdraw(reference=draft)
    row.submitted, row.address, row.erase_at = False, waiting.address if waiting else "", at + DRAFT_KEPT
    row.save(update_fields=["submitted", "address", "erase_at"])


@transaction.atomic
def submit_as_member(*, draft: UUID, address: str, secret: str, at: datetime) -> Settled:
    """Count the draft of somebody who is signed in, by the confirmed address of the account. Raises Refused.

    `secret` is made by the page and opens the answers afterwards; sending it twice settles once.
    """
    change_hash = _hash_of(secret)
    row = _locked_draft(draft)
    if row is None or row.submitted or row.change_hash:
        counted = Participation.objects.filter(change_hash=change_hash).first()
        if counted is None:
            raise Refused(DRAFT_GONE)
        return Settled(End.COUNTED, counted.survey_id)
    _require_open(row.survey, at)
    _require_complete(row)
    survey, process = row.survey_id, row.survey.process_id
    if process is None or not register.join(process=process, address=address, at=at):
        row.delete()
        return Settled(End.REPEATED, survey)
    _count(row, change_hash, at)
    return Settled(End.COUNTED, survey)


def _hash_of(secret: str) -> bytes:
    if not _SECRET.fullmatch(secret):
        raise Refused(DRAFT_GONE)
    return hashes.digest(secret)


def _count(draft: Draft, change_hash: bytes, at: datetime) -> None:
    """Turn a draft into a participation. Raises Refused when the survey has closed in the meantime.

    The insert comes before the check: its foreign key waits for a closing that holds the survey, so a participation
    is either there before the shuffle or refused after it, never in between.
    """
    Participation.objects.create(
        survey_id=draft.survey_id, answers=draft.answers, profile=draft.profile, change_hash=change_hash
    )
    draft.delete()
    _require_open(Survey.objects.get(pk=draft.survey_id), at)


@transaction.atomic
def confirm_by_link(*, token: str, secret: str, at: datetime) -> Settled:
    """Count what waits behind the link of a mail. To be called by a POST only. Raises Refused after the close.

    Settling twice with the same secret (double click) tells the same end again.
    """
    change_hash = _hash_of(secret)
    redeemed = register.redeem_token(token=token, at=at)
    if redeemed is not None:
        return _settle(redeemed, change_hash, at)
    counted = Participation.objects.filter(change_hash=change_hash).first()
    if counted is not None:
        return Settled(End.COUNTED, counted.survey_id)
    return queries.fate_of(token)


@transaction.atomic
def confirm_by_code(*, draft: UUID, code: str, secret: str, at: datetime) -> Settled | str:
    """Count what waits in this browser by the code of the mail; returns the reason where the code does not fit."""
    change_hash = _hash_of(secret)
    counted = Participation.objects.filter(change_hash=change_hash).first()
    if counted is not None:
        return Settled(End.COUNTED, counted.survey_id)
    redeemed = register.redeem_code(reference=draft, code=code, at=at)
    return redeemed if isinstance(redeemed, str) else _settle(redeemed, change_hash, at)


def _settle(redeemed: register.Redeemed, change_hash: bytes, at: datetime) -> Settled:
    row = _locked_draft(redeemed.reference)
    if row is None:
        return Settled(End.EXPIRED)
    survey = row.survey_id
    if redeemed.outcome is Outcome.CONFIRMED:
        _count(row, change_hash, at)
        return Settled(End.COUNTED, survey)
    row.delete()
    return Settled(queries.END_OF[redeemed.outcome], survey)


@transaction.atomic
def begin_change(*, secret: str, language: str, at: datetime) -> UUID:
    """Open a counted participation for change by its secret; return the id of a draft that holds it. Raises Refused."""
    change_hash = _hash_of(secret)
    counted = Participation.objects.select_related("survey").filter(change_hash=change_hash).first()
    if counted is None:
        raise Refused(DRAFT_GONE)
    _require_open(counted.survey, at)
    draft = Draft.objects.create(
        survey=counted.survey,
        answers=counted.answers,
        profile=counted.profile,
        language=language,
        change_hash=change_hash,
        erase_at=at + DRAFT_KEPT,
    )
    return draft.pk


@transaction.atomic
def save_change(*, draft: UUID, at: datetime) -> None:
    """Put the changed answers in the place of the counted ones. Raises Refused."""
    row = _locked_draft(draft)
    if row is None or row.change_hash is None:
        raise Refused(DRAFT_GONE)
    _require_complete(row)
    counted = Participation.objects.select_for_update().filter(change_hash=bytes(row.change_hash))
    if not counted.update(answers=row.answers, profile=row.profile):
        raise Refused(CLOSED)
    row.delete()
    _require_open(Survey.objects.get(pk=row.survey_id), at)
