"""People take part: a draft is written, sent off, confirmed, and only then counted; later it may be changed.

Who took part goes to the register, what was said to `Participation`; nothing joins the two.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.expressions import RawSQL

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.actions import holding
from smilecity.collect.surveys.models import Draft, Participation, Question, Survey
from smilecity.collect.surveys.rules import Answer, End, Settled, State
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick, sentence
from smilecity.people.privacy import actions as privacy
from smilecity.people.register import actions as register
from smilecity.people.register import queries as register_queries
from smilecity.people.register.rules import CONFIRM_WITHIN, Outcome, Way, clean_address

DRAFT_KEPT = timedelta(days=7)
CLOSED = sentence("Diese Umfrage ist beendet. Wir nehmen keine Antworten mehr an.")
DRAFT_GONE = sentence("Ihre angefangenen Antworten gibt es nicht mehr. Sie können die Umfrage neu beginnen.")
INCOMPLETE = sentence("Bitte beantworten Sie noch diese Frage: {question}")
NO_ADDRESS = sentence("Bitte geben Sie Ihre E-Mail-Adresse an.")
LOAD_AGAIN = sentence("Bitte laden Sie die Seite neu.")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def begin(*, survey: UUID, language: str, at: datetime, consents: Sequence[UUID] = ()) -> UUID:
    """Begin a draft and return its id, to be kept in the session only. `consents`: the texts agreed to before."""
    draft = Draft.objects.create(survey_id=survey, language=language, erase_at=at + DRAFT_KEPT, consents=list(consents))
    return draft.pk


def answer(*, draft: UUID, question: UUID, value: Answer | None, at: datetime) -> None:
    """Keep one answer (None: no answer) in a draft. Raises Refused when it is gone or sent off.

    One statement that touches only this answer: two tabs never overwrite each other's questions.
    """
    kept = RawSQL("answers - %s", [str(question)])
    if value is not None:
        kept = RawSQL("answers || %s::jsonb", [json.dumps({str(question): value})])
    _write_draft(draft, at, answers=kept)


def give_profile(*, draft: UUID, profile: Mapping[str, str], at: datetime, consent: UUID | None = None) -> None:
    """Keep the statistical profile in a draft. Raises Refused when it is gone or sent off.

    `consent`: the text beside it; whoever gives nothing agrees to nothing.
    """
    _write_draft(draft, at, profile=dict(profile), profile_consent=consent if profile else None)


def give_address(*, draft: UUID, address: str, at: datetime) -> None:
    """Keep the address for the mail in a draft. Raises Refused where it is none.

    A draft that changes what was counted takes none: it would join the address to the answers.
    """
    _write_draft(draft, at, {"change_hash": None}, address=clean_address(address))


def _write_draft(draft: UUID, at: datetime, only: Mapping[str, object] | None = None, /, **values: object) -> None:
    open_drafts = Draft.objects.filter(pk=draft, submitted=False, **(only or {}))
    if not open_drafts.update(erase_at=at + DRAFT_KEPT, **values):
        raise Refused(DRAFT_GONE)


def locked_draft(draft: UUID) -> Draft | None:
    """Return a draft, locked; its survey is held before (see `holding`)."""
    return Draft.objects.select_for_update().filter(pk=draft).first()


def require_open(survey: Survey, at: datetime) -> None:
    """Raise Refused where a survey takes no answers."""
    if not rules.accepts(State(survey.state), survey.closes_at, at):
        raise Refused(CLOSED)


def require_complete(draft: Draft) -> None:
    """Keep the answers that fit the questions as they are now. Raises Refused when a required one is missing."""
    questions = [row.as_rule() for row in Question.objects.filter(survey=draft.survey_id).order_by("position")]
    draft.answers = rules.fitting(questions, draft.answers)
    lacking = rules.missing(questions, draft.answers)
    if lacking:
        raise Refused(INCOMPLETE, question=pick(lacking[0].text, draft.language))


def drop_draft(*, draft: UUID) -> None:
    """Erase a draft that was not sent off: somebody walked away from a tablet."""
    Draft.objects.filter(pk=draft, submitted=False).delete()


@transaction.atomic
def submit_as_guest(*, draft: UUID, language: str, at: datetime) -> None:
    """Send a draft off: it waits, apart from all answers, until its mail is confirmed. Raises Refused.

    The mail comes in `language`. Sending twice (double click, two tabs) changes nothing. Does the same whether or not
    the address has taken part.
    """
    survey, row = holding.survey_of_draft(draft), locked_draft(draft)
    if survey is None or row is None or row.change_hash:
        raise Refused(DRAFT_GONE)
    if row.submitted:
        return
    row.language = language
    require_open(survey, at)
    rules.require_way(Way.GUEST, survey.ways)
    require_complete(row)
    if not row.address:
        raise Refused(NO_ADDRESS)
    _ask(survey, row, at)
    # The address now lies with the register only.
    row.submitted, row.address, row.erase_at = True, "", at + CONFIRM_WITHIN + DRAFT_KEPT
    row.save()


def _ask(survey: Survey, row: Draft, at: datetime) -> None:
    register.ask(
        process=process_of(survey),
        reference=row.pk,
        address=row.address,
        language=row.language,
        until=survey.closes_at or at + CONFIRM_WITHIN,
        at=at,
    )


def process_of(survey: Survey) -> UUID:
    """Return the process of a survey in the register. Raises Refused."""
    if survey.process_id is None:
        raise Refused(CLOSED)
    return survey.process_id


def resend(*, draft: UUID, at: datetime) -> None:
    """Send the mail once more. Raises Refused."""
    register.resend(reference=draft, at=at)


@transaction.atomic
def take_back(*, draft: UUID, at: datetime) -> None:
    """Let what waits become a draft again, to change the address or the answers. The sent link dies."""
    waiting = register_queries.waiting_for(draft, at)
    register.withdraw(reference=draft)
    row = locked_draft(draft)
    if row is None or not row.submitted:
        raise Refused(DRAFT_GONE)
    row.submitted, row.address, row.erase_at = False, waiting.address if waiting else "", at + DRAFT_KEPT
    row.save(update_fields=["submitted", "address", "erase_at"])


@transaction.atomic
def submit_as_member(*, draft: UUID, address: str, secret: str, at: datetime) -> Settled:
    """Count the draft of somebody who is signed in, by the confirmed address of the account. Raises Refused.

    `secret` is made by the page and opens the answers afterwards; sending it twice settles once.
    """
    change_hash = hash_of(secret)
    survey, row = holding.survey_of_draft(draft), locked_draft(draft)
    if survey is None or row is None or row.submitted or row.change_hash:
        return counted_or_gone(change_hash)
    require_open(survey, at)
    rules.require_way(Way.MEMBER, survey.ways)
    require_complete(row)
    if not register.join(process=process_of(survey), address=address, at=at):
        row.delete()
        return Settled(End.REPEATED, survey.pk)
    note_consents(row, address, at)
    count(row, change_hash)
    return Settled(End.COUNTED, survey.pk)


def hash_of(secret: str) -> bytes:
    """Return the hash of a secret that one of our pages made. Raises Refused."""
    if not _SECRET.fullmatch(secret):
        raise Refused(LOAD_AGAIN)
    return hashes.digest(secret)


def _counted_before(change_hash: bytes) -> Settled | None:
    """Return the end that an earlier click with the same secret had; None: there was none."""
    counted = Participation.objects.filter(change_hash=change_hash).values_list("survey", flat=True).first()
    return Settled(End.COUNTED, counted) if counted else None


def counted_or_gone(change_hash: bytes) -> Settled:
    """Return the end that an earlier click with the same secret had. Raises Refused where there was none."""
    counted = _counted_before(change_hash)
    if counted is None:
        raise Refused(DRAFT_GONE)
    return counted


def count(draft: Draft, change_hash: bytes) -> None:
    """Turn a draft into a participation. Raises Refused when its secret opens another one already."""
    try:
        Participation.objects.create(
            survey_id=draft.survey_id, answers=draft.answers, profile=draft.profile, change_hash=change_hash
        )
    except IntegrityError:
        raise Refused(LOAD_AGAIN) from None
    draft.delete()


@transaction.atomic
def confirm_by_link(*, token: str, secret: str, at: datetime) -> Settled:
    """Count what waits behind the link of a mail. To be called by a POST only. Raises Refused after the close.

    Settling twice with the same secret (double click) tells the same end again.
    """
    change_hash = hash_of(secret)
    waiting = register_queries.waiting_by_token(token, at)
    survey = holding.survey_of_process(waiting.process) if waiting else None
    redeemed = register.redeem_token(token=token, at=at) if survey else None
    if survey is None or redeemed is None:
        return _counted_before(change_hash) or queries.fate_of(token)
    return _settle(survey, redeemed, change_hash, at)


@transaction.atomic
def confirm_by_code(*, draft: UUID, code: str, secret: str, at: datetime) -> Settled | str:
    """Count what waits in this browser by the code of the mail; returns the reason where the code does not fit."""
    change_hash = hash_of(secret)
    survey = holding.survey_of_draft(draft)
    if survey is None:
        return _counted_before(change_hash) or register.NOT_WAITING
    redeemed = register.redeem_code(reference=draft, code=code, at=at)
    return redeemed if isinstance(redeemed, str) else _settle(survey, redeemed, change_hash, at)


def _settle(survey: Survey, redeemed: register.Redeemed, change_hash: bytes, at: datetime) -> Settled:
    row = locked_draft(redeemed.reference)
    if redeemed.outcome is not Outcome.CONFIRMED:
        if row:
            row.delete()
        return Settled(queries.END_OF[redeemed.outcome], survey.pk)
    if row is None:
        # Refused, so that nobody is entered as having taken part whose answers are not counted.
        raise Refused(DRAFT_GONE)
    require_open(survey, at)
    note_consents(row, redeemed.address, at)
    count(row, change_hash)
    return Settled(End.COUNTED, survey.pk)


def note_consents(draft: Draft, address: str, at: datetime) -> None:
    """Keep apart from the answers what the address agreed to: under a key of its own, to the hour (ADR 12)."""
    beside = [draft.profile_consent] if draft.profile_consent else []
    privacy.note(texts=[*draft.consents, *beside], address=address, at=at)


@transaction.atomic
def begin_change(*, secret: str, language: str, at: datetime) -> UUID:
    """Open a counted participation for change by its secret; return the id of a draft that holds it. Raises Refused."""
    change_hash = hash_of(secret)
    survey = holding.survey_of_counted(change_hash)
    counted = Participation.objects.filter(change_hash=change_hash).first() if survey else None
    if survey is None or counted is None:
        raise Refused(DRAFT_GONE)
    require_open(survey, at)
    draft = Draft.objects.create(
        survey=survey,
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
    survey, row = holding.survey_of_draft(draft), locked_draft(draft)
    if survey is None or row is None or row.change_hash is None:
        raise Refused(DRAFT_GONE)
    require_open(survey, at)
    require_complete(row)
    counted = Participation.objects.filter(change_hash=bytes(row.change_hash))
    if not counted.update(answers=row.answers, profile=row.profile):
        raise Refused(DRAFT_GONE)
    row.delete()
