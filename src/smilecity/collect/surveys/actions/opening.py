"""A survey opens: by hand, or by itself at the moment that staff have set. Each act is in the audit log."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import findable, rules
from smilecity.collect.surveys.actions.staff import locked, note
from smilecity.collect.surveys.events import OpeningHeld, SurveyOpened
from smilecity.collect.surveys.models import Opening, Question, Survey
from smilecity.collect.surveys.rules import Act, State, planning
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.people.register import actions as register

NOTHING_PLANNED = sentence("Für diese Umfrage ist kein Zeitpunkt gewählt.")


@transaction.atomic
def open_now(*, survey: UUID, by: User, at: datetime) -> None:
    """Open a survey: it gets its register, and answers are taken. Raises Refused."""
    row = locked(survey, Act.OPEN, by)
    rules.check_ready(row.title, _questions(row.pk), row.closes_at, at)
    _open(row, by, at)


def _questions(survey: UUID) -> list[rules.Question]:
    return [question.as_rule() for question in Question.objects.filter(survey=survey).order_by("position")]


def _open(survey: Survey, by: User | None, at: datetime) -> None:
    survey.state, survey.opened_at = State.OPEN, at
    # One that was made before there was a term: its residents read this one before their first answer.
    survey.keep_months = survey.keep_months or rules.KEEP_AT_FIRST
    _ensure_process(survey)
    survey.save()
    Opening.objects.filter(survey=survey).delete()
    audit.record(actor=by.pk if by else None, verb="surveys.open", subject=f"survey:{survey.pk}", at=at)
    search.changed(findable.SOURCE, [survey.pk])
    publish(SurveyOpened(survey_id=survey.pk))


def _ensure_process(survey: Survey) -> None:
    """Give a survey its register; it has one already where codes were printed before it opens."""
    if survey.process_id is None:
        survey.process_id = register.open_process(title=survey.title)
    else:
        register.rename_process(process=survey.process_id, title=survey.title)


@transaction.atomic
def plan_opening(*, survey: UUID, opens_at: datetime, by: User, at: datetime) -> None:
    """Have a draft open by itself at this moment, instead of any set before. Raises Refused."""
    row = locked(survey, Act.PLAN_OPENING, by)
    planning.check_opening(opens_at, row.closes_at, at)
    Opening.objects.update_or_create(survey=row, defaults={"opens_at": opens_at, "held_at": None, "reasons": []})
    note(by, "surveys.plan_opening", row, at, opens_at=opens_at.isoformat())


@transaction.atomic
def unplan_opening(*, survey: UUID, by: User, at: datetime) -> None:
    """Take back that a survey opens by itself. Raises Refused."""
    row = locked(survey, Act.PLAN_OPENING, by)
    if not Opening.objects.filter(survey=row).delete()[0]:
        raise Refused(NOTHING_PLANNED)
    note(by, "surveys.unplan_opening", row, at)


def open_due(*, at: datetime) -> int:
    """Open every survey whose moment has come, however long ago, and hold what is not ready; return how many opened."""
    due = Opening.objects.filter(held_at=None, opens_at__lte=at).order_by("opens_at", "survey")
    return sum(_open_if_due(survey, at) for survey in list(due.values_list("survey", flat=True)))


@transaction.atomic
def _open_if_due(survey: UUID, at: datetime) -> bool:
    """Open a survey unless it was opened, put off or held since it was found: its lock lets one at a time look."""
    row = Survey.objects.select_for_update().get(pk=survey)
    planned = Opening.objects.filter(survey=row, held_at=None).first()
    if planned is None or State(row.state) is not State.DRAFT or not rules.is_over(planned.opens_at, at):
        return False
    said = (row.title, row.summary, row.what_happens)
    reasons = list(planning.lacking_unseen(said, _questions(row.pk), row.closes_at, at))
    if reasons:
        _hold(planned, reasons, at)
    else:
        # As at the deadline, the program does what staff have decided: nobody's right is asked once more.
        _open(row, None, at)
    return not reasons


def _hold(planned: Opening, reasons: list[Refused], at: datetime) -> None:
    planned.held_at, planned.reasons = at, [{"sentence": why.sentence, "values": why.values} for why in reasons]
    planned.save(update_fields=["held_at", "reasons"])
    subject = f"survey:{planned.survey_id}"
    why = " ".join(str(reason) for reason in reasons)
    audit.record(actor=None, verb="surveys.hold_opening", subject=subject, at=at, details={"reasons": why})
    publish(OpeningHeld(survey_id=planned.survey_id))
