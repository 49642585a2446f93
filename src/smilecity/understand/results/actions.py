"""What is done to results: published, which freezes them, by hand or at a set moment, and withdrawn. All is audited.

Before single answers are erased, their result is frozen, public or not: afterwards nobody could count it.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilecity.city import queries as city
from smilecity.collect.surveys import actions as survey_actions
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys import rules as survey_rules
from smilecity.collect.surveys.queries import SurveyRow, counting
from smilecity.collect.surveys.rules import Act, Feature, Kind, State, planning
from smilecity.ground import audit
from smilecity.ground.events import publish as tell
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.understand.results import drawing, findable, reading, rules
from smilecity.understand.results.drawing import Plan
from smilecity.understand.results.events import PublishingHeld, ResultPublished, ResultWithdrawn
from smilecity.understand.results.models import Planned, Publication, Report, Standing
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import standing

ALREADY = sentence("Das Ergebnis dieser Umfrage ist schon veröffentlicht.")
NOT_PUBLIC = sentence("Das Ergebnis dieser Umfrage ist nicht veröffentlicht.")
NOTHING_PLANNED = sentence("Für dieses Ergebnis ist kein Zeitpunkt gewählt.")
GONE = sentence("Diese Umfrage gibt es nicht mehr.")


@transaction.atomic
def publish(*, survey: UUID, by: User, at: datetime) -> UUID:
    """Publish the result of a closed survey and return the publication's id. Raises Refused.

    The tables are counted, guarded and frozen: a closed survey does not change, and small counts are never kept. A
    result that was withdrawn comes back as it was: whoever kept the old page finds no difference to learn from.
    """
    row = _may_publish(survey, by, Act.PUBLISH)
    return _publish(row, by, at)


def _publish(row: SurveyRow, by: User | None, at: datetime) -> UUID:
    # What is planned goes first, here and at its moment: so nobody waits in a circle.
    Planned.objects.filter(survey=row.id).delete()
    frozen = Publication.objects.select_for_update().filter(survey=row.id).first()
    if frozen is None:
        frozen = _freeze(row, by.pk if by else None, at)
    elif frozen.withdrawn_at is None:
        raise Refused(ALREADY)
    else:
        frozen.withdrawn_at, frozen.published_at, frozen.published_by = None, at, by.pk if by else None
        frozen.save(update_fields=["withdrawn_at", "published_at", "published_by"])
    _note(by, "results.publish", row.id, at)
    search.changed(findable.SOURCE, [row.id])
    tell(ResultPublished(survey_id=row.id))
    return frozen.pk


def _freeze(row: SurveyRow, by: UUID | None, at: datetime, *, withdrawn_at: datetime | None = None) -> Publication:
    result = reading.result_of(row)
    frozen = Publication(
        survey_id=row.id,
        tables={
            "questions": [rules.to_frozen(table) for table in result.tables],
            "portraits": [rules.to_frozen(portrait) for portrait in result.portraits],
            "crossed": [rules.crossed_to_frozen(crossed) for crossed in result.crossed],
            "participation": rules.participation_to_frozen(result.participation),
            "plan": drawing.plan_to_frozen(drawing.plan() if _has_places(row, result) else Plan()),
        },
        base=result.base,
        ways=result.ways,
        published_at=at,
        published_by=by,
        withdrawn_at=withdrawn_at,
    )
    try:
        with transaction.atomic():
            frozen.save(force_insert=True)
    except IntegrityError:
        # Somebody else was a moment faster.
        raise Refused(ALREADY) from None
    return frozen


def _has_places(row: SurveyRow, result: Result) -> bool:
    """Say whether something of a result is told by district."""
    return Feature.DISTRICT in row.features or any(table.kind is Kind.PLACE for table in result.tables)


@transaction.atomic
def withdraw(*, survey: UUID, by: User, at: datetime) -> None:
    """Take a published result back; it may be published anew, as it was. Raises Refused."""
    _may_publish(survey, by, Act.PUBLISH)
    if not Publication.objects.filter(survey=survey, withdrawn_at=None).update(withdrawn_at=at, reports={}):
        raise Refused(NOT_PUBLIC)
    Report.objects.filter(publication__survey=survey).delete()
    _note(by, "results.withdraw", survey, at)
    search.changed(findable.SOURCE, [survey])
    tell(ResultWithdrawn(survey_id=survey))


@transaction.atomic
def plan(*, survey: UUID, publish_at: datetime, by: User, at: datetime) -> None:
    """Have a result published by itself at this moment, instead of any set before. Raises Refused."""
    row = _may_publish(survey, by, Act.PLAN_PUBLISHING)
    planning.check_publishing(publish_at, row.closed_at or row.closes_at, at)
    if Publication.objects.filter(survey=survey, withdrawn_at=None).exists():
        raise Refused(ALREADY)
    Planned.objects.update_or_create(
        survey_id=survey, defaults={"publish_at": publish_at, "held_at": None, "reasons": []}
    )
    _note(by, "results.plan", survey, at, publish_at=publish_at.isoformat())


@transaction.atomic
def unplan(*, survey: UUID, by: User, at: datetime) -> None:
    """Take back that a result is published by itself. Raises Refused."""
    _may_publish(survey, by, Act.PLAN_PUBLISHING)
    if not Planned.objects.filter(survey=survey).delete()[0]:
        raise Refused(NOTHING_PLANNED)
    _note(by, "results.unplan", survey, at)


@transaction.atomic
def publish_planned(*, survey: UUID, at: datetime) -> bool:
    """Publish a result whose moment has come, however long ago; say whether it was done.

    A survey that goes on holds it; one whose end has come is waited for: the job that closes it is on its way.
    """
    planned = Planned.objects.select_for_update().filter(survey=survey, held_at=None).first()
    if planned is None or not survey_rules.is_over(planned.publish_at, at):
        return False
    row = surveys.by_id(survey)
    if row is None or row.state is not State.CLOSED:
        if row is None or row.accepts(at):
            _hold(planned, at)
        return False
    try:
        # As at the deadline, the program does what staff have decided: nobody's right is asked once more.
        with transaction.atomic():
            _publish(row, None, at)
    except Refused:
        # Somebody was faster, by hand.
        planned.delete()
        return False
    return True


def _hold(planned: Planned, at: datetime) -> None:
    planned.held_at, planned.reasons = at, [{"sentence": planning.STILL_OPEN, "values": {}}]
    planned.save(update_fields=["held_at", "reasons"])
    _note(None, "results.hold", planned.survey_id, at, reasons=planning.STILL_OPEN)
    tell(PublishingHeld(survey_id=planned.survey_id))


@transaction.atomic
def keep_report(*, survey: UUID, language: str, content: bytes, at: datetime) -> None:
    """Keep the printed report of a published result in a language; an older one goes. Nothing where it is not public.

    The numbers in it are frozen; words around them are those of the day, as whoever publishes anew may have wished.
    """
    row = Publication.objects.select_for_update().filter(survey=survey, withdrawn_at=None).first()
    if row is None:
        return
    Report.objects.update_or_create(publication=row, language=language, defaults={"content": content, "made_at": at})
    row.reports = {**row.reports, language: len(content)}
    row.save(update_fields=["reports"])


def count_districts(*, at: datetime) -> int:
    """Count the districts of surveys that run, each where enough have come since the last time; return how many."""
    Standing.objects.exclude(survey__state=State.OPEN).delete()
    before = dict(Standing.objects.values_list("survey", "base"))
    running = [row.survey for row in surveys.open_at(at) if Feature.DISTRICT in row.survey.features]
    return sum(_count_districts(survey.id, before.get(survey.id), at) for survey in running)


@transaction.atomic
def _count_districts(survey: UUID, before: int | None, at: datetime) -> bool:
    base = surveys.participations(survey)
    if not standing.is_news(base, before):
        return False
    counts = standing.in_steps(counting.participations_by_district(survey))
    names = [[row.code, row.name] for row in city.districts()]
    plan = drawing.plan_to_frozen(drawing.plan()) | {"names": names}
    kept = {"districts": counts, "base": base, "taken_at": at, "plan": plan}
    Standing.objects.update_or_create(survey_id=survey, defaults=kept)
    return True


def _may_publish(survey: UUID, by: User, act: Act) -> SurveyRow:
    row = surveys.by_id(survey)
    if row is None:
        raise Refused(GONE)
    survey_rules.require(act, by.role_set, row.state)
    return row


def _note(by: User | None, verb: str, survey: UUID, at: datetime, **details: str | int | bool) -> None:
    audit.record(actor=by.pk if by else None, verb=verb, subject=f"survey:{survey}", at=at, details=details)


def forget_answers(*, survey: UUID, at: datetime) -> None:
    """Erase the single answers of a survey whose day has come, their result frozen before. Repeating it is harmless.

    Not one transaction: batch by batch, and a job that was killed goes on where it was.
    """
    if survey in surveys.erased_until(timezone.localdate(at)):
        _keep_result(survey, at)
        survey_actions.erase_answers(survey=survey, at=at)


@transaction.atomic
def _keep_result(survey: UUID, at: datetime) -> None:
    """Freeze the result as if it had been published and withdrawn: it can be published later, as it is."""
    row = surveys.by_id(survey)
    if row is None or Publication.objects.filter(survey=survey).exists():
        return
    with suppress(Refused):  # somebody is publishing it this very moment
        _freeze(row, None, at, withdrawn_at=at)


def forget_due(*, at: datetime) -> int:
    """Erase the single answers of all surveys whose day has come, also of those that are late; return how many."""
    due = surveys.erased_until(timezone.localdate(at))
    for survey in due:
        forget_answers(survey=survey, at=at)
    return len(due)
