"""What is done to results: published, which freezes them, and withdrawn. Both are in the audit log."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys import rules as survey_rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.ground import audit
from smilecity.ground.events import publish as tell
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.understand.results import reading, rules
from smilecity.understand.results.events import ResultPublished, ResultWithdrawn
from smilecity.understand.results.models import Publication

ALREADY = sentence("Das Ergebnis dieser Umfrage ist schon veröffentlicht.")
NOT_PUBLIC = sentence("Das Ergebnis dieser Umfrage ist nicht veröffentlicht.")
GONE = sentence("Diese Umfrage gibt es nicht mehr.")


@transaction.atomic
def publish(*, survey: UUID, by: User, at: datetime) -> UUID:
    """Publish the result of a closed survey and return the publication's id. Raises Refused.

    The tables are counted, guarded and frozen: a closed survey does not change, and small counts are never kept.
    """
    row = _may_publish(survey, by)
    if Publication.objects.filter(survey=survey).exists():
        raise Refused(ALREADY)
    result = reading.result_of(row)
    frozen = Publication(
        survey_id=survey,
        tables={
            "questions": [rules.to_frozen(table) for table in result.tables],
            "portraits": [rules.to_frozen(portrait) for portrait in result.portraits],
        },
        base=result.base,
        ways=result.ways,
        published_at=at,
        published_by=by.pk,
    )
    try:
        with transaction.atomic():
            frozen.save(force_insert=True)
    except IntegrityError:
        # Somebody else was a moment faster.
        raise Refused(ALREADY) from None
    _note(by, "results.publish", survey, at)
    tell(ResultPublished(survey_id=survey))
    return frozen.pk


@transaction.atomic
def withdraw(*, survey: UUID, by: User, at: datetime) -> None:
    """Take a published result back; it may be published anew. Raises Refused."""
    _may_publish(survey, by)
    erased, _ = Publication.objects.filter(survey=survey).delete()
    if not erased:
        raise Refused(NOT_PUBLIC)
    _note(by, "results.withdraw", survey, at)
    tell(ResultWithdrawn(survey_id=survey))


def _may_publish(survey: UUID, by: User) -> SurveyRow:
    row = surveys.by_id(survey)
    if row is None:
        raise Refused(GONE)
    survey_rules.require(Act.PUBLISH, by.role_set, row.state)
    return row


def _note(by: User, verb: str, survey: UUID, at: datetime) -> None:
    audit.record(actor=by.pk, verb=verb, subject=f"survey:{survey}", at=at)
