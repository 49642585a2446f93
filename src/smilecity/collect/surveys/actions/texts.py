"""Moderators decide on free texts: release, take words out, withhold. Each act is in the audit log, no word is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions.staff import GONE, note
from smilecity.collect.surveys.models import FreeText
from smilecity.collect.surveys.rules import Act, State, Why
from smilecity.ground.refusals import Refused
from smilecity.people.models import User


def _locked(text: UUID, by: User, seen: str = "") -> FreeText:
    """Return a text, locked, if `by` may decide on it. `seen`: its edition as it was read."""
    row = FreeText.objects.select_for_update(of=("self",)).select_related("survey").filter(pk=text).first()
    if row is None:
        raise Refused(GONE)
    rules.require(Act.RELEASE, by.role_set, State(row.survey.state))
    if seen and seen != rules.edition_of(row.text):
        raise Refused(rules.TEXT_CHANGED)
    return row


@transaction.atomic
def review_text(*, text: UUID, release: bool, by: User, at: datetime, why: Why | None = None, seen: str = "") -> None:
    """Release a free text of a closed survey, or withhold it for a reason. May be decided anew. Raises Refused.

    `seen`: the edition that whoever decides has read; what somebody has changed since is not decided on.
    """
    row = _locked(text, by, seen)
    row.status = FreeText.Status.RELEASED if release else FreeText.Status.WITHHELD
    row.why = "" if release or why is None else why.value
    row.save(update_fields=["status", "why"])
    details: dict[str, str | int | bool] = {"text": str(text), "released": release}
    details |= {"why": row.why} if row.why else {}
    note(by, "surveys.review_text", row.survey, at, **details)


@transaction.atomic
def redact_text(*, text: UUID, written: str, why: Why, seen: str, by: User, at: datetime) -> None:
    """Take words out of a free text (`written`: as it reads then) and release what is left. Raises Refused.

    What was written lies beneath for two weeks, for moderators only, so that a slip can be undone; then it is erased.
    """
    row = _locked(text, by, seen)
    left = rules.redacted(row.text, written, why)
    if not row.original:
        row.original, row.erase_original_on = row.text, timezone.localdate(at) + rules.ORIGINAL_KEPT
    row.text, row.status, row.why = left, FreeText.Status.RELEASED, ""
    row.save(update_fields=["text", "original", "erase_original_on", "status", "why"])
    reasons = ", ".join(reason.value for reason in rules.reasons_in(left))
    note(by, "surveys.redact_text", row.survey, at, text=str(text), why=reasons)


@transaction.atomic
def restore_text(*, text: UUID, by: User, at: datetime) -> None:
    """Put the original of a redacted text back; it waits for a decision again. Raises Refused."""
    row = _locked(text, by)
    if not row.original:
        raise Refused(rules.ORIGINAL_GONE)
    row.text, row.original, row.erase_original_on = row.original, "", None
    row.status, row.why = FreeText.Status.WAITING, ""
    row.save(update_fields=["text", "original", "erase_original_on", "status", "why"])
    note(by, "surveys.restore_text", row.survey, at, text=str(text))


@transaction.atomic
def erase_originals(*, at: datetime) -> int:
    """Erase what lies beneath redacted texts where its two weeks are over; return how many."""
    return FreeText.objects.filter(erase_original_on__lte=timezone.localdate(at)).update(
        original="", erase_original_on=None
    )
