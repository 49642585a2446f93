"""Single answers go when the time that residents were told is over; counts and published tables stay.

Batch by batch, each a transaction of its own: a job that was killed goes on where it was, one that comes late makes up
for it, one that comes twice finds nothing. Nothing here moves the day backwards.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.actions.staff import locked, note
from smilecity.collect.surveys.events import AnswersDue, AnswersEnding, AnswersErased
from smilecity.collect.surveys.models import Survey
from smilecity.collect.surveys.rules import Act
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.people.models import User

AT_ONCE = 5_000
# First the texts: they say the most.
_TABLES = {"texts_erased": "surveys_freetext", "answers_erased": "surveys_participation"}


@transaction.atomic
def announce_erasure(*, at: datetime) -> int:
    """Tell once of each survey whose answers go within a week; return how many."""
    near = queries.erased_until(timezone.localdate(at) + rules.TOLD_BEFORE)
    rows = list(Survey.objects.select_for_update(skip_locked=True).filter(pk__in=near, erasure_told_at=None))
    for row in rows:
        row.erasure_told_at = at
        row.save(update_fields=["erasure_told_at"])
        publish(AnswersEnding(survey_id=row.pk))
    return len(rows)


@transaction.atomic
def erase_sooner(*, survey: UUID, by: User, at: datetime) -> None:
    """Have the single answers of a closed survey erased now. It cannot be undone. Raises Refused."""
    row = locked(survey, Act.ERASE, by)
    if row.erased_at:
        raise Refused(rules.NOTHING_LEFT)
    today = timezone.localdate(at)
    row.erase_on = min(row.erase_on or today, today)
    # Whoever does it knows; nobody has to be warned any more.
    row.erasure_told_at = row.erasure_told_at or at
    row.save(update_fields=["erase_on", "erasure_told_at"])
    note(by, "surveys.erase_sooner", row, at)
    publish(AnswersDue(survey_id=survey))


def erase_answers(*, survey: UUID, at: datetime) -> None:
    """Erase the single answers of a survey whose day has come; repeating it changes nothing.

    Not one transaction: what is erased stays erased, whatever happens to the rest.
    """
    while _erase_some(survey, at):
        pass


@transaction.atomic
def _erase_some(survey: UUID, at: datetime) -> bool:
    """Erase a batch; say whether there is more to do. The last one says in the audit log what was erased."""
    due = Survey.objects.select_for_update().filter(pk=survey, erased_at=None, erase_on__lte=timezone.localdate(at))
    row = due.first()
    if row is None:
        return False
    for counter, table in _TABLES.items():
        number = _erase(table, survey)
        if number:
            setattr(row, counter, getattr(row, counter) + number)
            row.save(update_fields=[counter])
            return True
    _end(row, at)
    return False


def _erase(table: str, survey: UUID) -> int:
    with connection.cursor() as cursor:
        some = f"SELECT id FROM {table} WHERE survey_id = %s LIMIT %s"  # noqa: S608 -- a name of our own
        cursor.execute(f"DELETE FROM {table} WHERE id IN ({some})", [survey, AT_ONCE])  # noqa: S608 -- likewise
        return int(cursor.rowcount)


def _end(row: Survey, at: datetime) -> None:
    row.erased_at = at
    row.save(update_fields=["erased_at"])
    counts: dict[str, str | int | bool] = {"answers": row.answers_erased, "texts": row.texts_erased}
    audit.record(actor=None, verb="surveys.erase_answers", subject=f"survey:{row.pk}", at=at, details=counts)
    publish(AnswersErased(survey_id=row.pk))
