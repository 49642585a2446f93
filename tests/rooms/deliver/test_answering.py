"""An office gets what comes in, with a day; answers in public, in time or not; hands over; nobody overtakes another."""

from datetime import date, timedelta

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Kind, Moderation, Publicity, Status, Verb
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.actions import acting, moving
from smilecity.deliver.answers.models import Kept, Note
from smilecity.deliver.answers.rules import Duty, rights, statuses
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.ground.workdays import add_workdays
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk, seen
from tests.factories_contributions import make_call, make_contribution, make_office, make_theme
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
# 2 March 2026 is a Monday; no holiday falls into the twenty working days that follow.
DUE = date(2026, 3, 30)
LATER = date(2026, 4, 20)


def test_what_comes_in_gets_its_office_and_day_by_itself() -> None:
    office = make_answering_office(days=10)
    row = make_contribution()
    run_jobs()
    row.refresh_from_db()
    assert (row.office_id, row.due_on) == (office, date(2026, 3, 16))
    assert Step.objects.filter(contribution=row, verb=Verb.OFFICE).count() == 1


def test_a_job_that_runs_twice_changes_nothing() -> None:
    row = make_case()
    assert actions.assign(contribution=row.pk, at=AT + timedelta(days=9)) is False
    assert Step.objects.filter(contribution=row, verb=Verb.OFFICE).count() == 1


def test_the_page_can_promise_what_the_job_will_write() -> None:
    theme, trees = make_theme(), make_answering_office(days=7, fallback=False)
    make_answering_office()
    actions.add_duty(duty=Duty(trees, theme=theme), by=None, at=AT)
    promise = queries.promise(kind=Kind.IDEA, theme_ids=[theme], at=AT)
    row = make_contribution(theme_ids=[theme])
    run_jobs()
    row.refresh_from_db()
    assert promise
    assert (promise.office, promise.due_on) == (row.office_id, row.due_on) == (trees, date(2026, 3, 11))


def test_without_any_office_nothing_is_promised_and_the_sweep_finds_it_once_there_is_one() -> None:
    row = make_contribution()
    assert queries.promise(kind=Kind.IDEA, at=AT) is None
    assert actions.assign(contribution=row.pk, at=AT) is False
    office = make_answering_office()
    assert (actions.assign_missing(at=AT), actions.assign_missing(at=AT)) == (1, 0)
    row.refresh_from_db()
    assert row.office_id == office


def test_an_answer_is_public_in_the_name_of_the_office_and_stands_in_the_audit_log() -> None:
    row = make_case()
    clerk = make_clerk(row.office_id or 0)
    answered(row, Status.ACCEPTED, "Wir stellen drei Bänke auf.", by=clerk, at=AT)
    step = Step.objects.get(contribution=row, verb=Verb.REPLIED)
    assert (row.status, row.answered_at, step.office_id, step.by) == (Status.ACCEPTED, AT, row.office_id, clerk)
    assert AuditEntry.objects.filter(verb="answers.answer", actor=clerk.pk).exists()


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DONE, Status.DECLINED])
def test_no_contribution_ends_without_words(status: Status) -> None:
    row = make_case()
    with pytest.raises(Refused):
        answered(row, status, "  \n ", by=make_clerk(row.office_id or 0), at=AT)
    row.refresh_from_db()
    assert (row.status, row.answered_at) == (Status.RECEIVED, None)


def test_taking_a_contribution_into_review_needs_no_words() -> None:
    row = make_case()
    answered(row, Status.IN_REVIEW, "", by=make_clerk(row.office_id or 0), at=AT)
    assert (row.status, row.answered_at) == (Status.IN_REVIEW, None)


def test_who_answers_while_a_colleague_did_learns_of_it_and_overwrites_nothing() -> None:
    row = make_case()
    anna, ben = make_clerk(row.office_id or 0), make_clerk(row.office_id or 0)
    opened = seen(row.pk)
    answered(row, Status.ACCEPTED, by=anna, at=AT)
    with pytest.raises(Refused, match=acting.MEANWHILE):
        actions.answer(contribution=row.pk, text="Nein.", status=Status.DECLINED, seen=opened, by=ben, at=AT)
    row.refresh_from_db()
    assert row.status == Status.ACCEPTED


def test_another_office_may_look_but_not_answer() -> None:
    row = make_case()
    with pytest.raises(Refused, match=rights.NOT_YOUR_OFFICE):
        answered(row, Status.ACCEPTED, by=make_clerk(make_office()), at=AT)


def test_a_substitute_answers_while_the_colleague_is_away_and_not_afterwards() -> None:
    row = make_case()
    anna, ben = make_clerk(row.office_id or 0), make_clerk()
    actions.note_absence(
        user=anna.pk, substitute=ben.pk, first_on=AT.date(), last_on=AT.date() + timedelta(days=1), by=anna, at=AT
    )
    answered(row, None, "Wir melden uns.", by=ben, at=AT)
    with pytest.raises(Refused):
        answered(row, None, "Noch einmal.", by=ben, at=AT + timedelta(days=2))


def test_nobody_answers_what_nobody_can_read() -> None:
    make_answering_office()
    row = make_contribution(make_call(moderation=Moderation.BEFORE))
    actions.assign(contribution=row.pk, at=AT)
    with pytest.raises(Refused, match=acting.NOT_SHOWN):
        answered(row, Status.ACCEPTED, by=make_staff(), at=AT)


def test_opening_again_needs_words_and_promises_a_new_day() -> None:
    row = make_case()
    clerk = make_clerk(row.office_id or 0)
    answered(row, Status.DECLINED, "Der Boden trägt keine Bank.", by=clerk, at=AT)
    later = AT + timedelta(days=60)
    with pytest.raises(Refused, match=statuses.NEEDS_WHY_AGAIN):
        answered(row, Status.IN_REVIEW, "", by=clerk, at=later)
    answered(row, Status.IN_REVIEW, "Es gibt ein neues Gutachten.", by=clerk, at=later)
    assert (row.status, row.due_on) == (Status.IN_REVIEW, add_workdays(later.date(), 20, ""))


def test_whether_the_promise_was_kept_is_written_once_when_the_waiting_first_ends() -> None:
    row = make_case()
    clerk = make_clerk(row.office_id or 0)
    answered(row, None, "Wir prüfen das noch.", by=clerk, at=AT)
    assert not Kept.objects.exists()
    answered(row, Status.ACCEPTED, by=clerk, at=AT + timedelta(days=40))
    answered(row, Status.DONE, by=clerk, at=AT + timedelta(days=90))
    kept = Kept.objects.get()
    assert (kept.promised_on, kept.answered_on) == (DUE, AT.date() + timedelta(days=40))


# --- handing over, moving the day ---------------------------------------------------------------------------------


def test_handing_over_moves_the_office_and_not_the_day_and_the_note_stays_inside() -> None:
    row = make_case()
    other, clerk = make_office(), make_clerk(row.office_id or 0)
    later = AT + timedelta(days=9)
    actions.hand_over(
        contribution=row.pk, office=other, text="Liegt in Ihrem Park.", seen=seen(row.pk), by=clerk, at=later
    )
    row.refresh_from_db()
    assert (row.office_id, row.due_on) == (other, DUE)
    assert Note.objects.get().text == "Liegt in Ihrem Park."
    assert not Step.objects.filter(text__contains="Park").exists()


@pytest.mark.parametrize(("to", "text", "why"), [("same", "Bitte", moving.SAME_OFFICE), ("other", " ", moving.NO_NOTE)])
def test_nothing_is_handed_over_to_oneself_or_without_a_word(to: str, text: str, why: str) -> None:
    row = make_case()
    office = row.office_id if to == "same" else make_office()
    with pytest.raises(Refused, match=why):
        actions.hand_over(contribution=row.pk, office=office or 0, text=text, seen=seen(row.pk), by=make_staff(), at=AT)


def test_the_day_moves_with_a_public_reason_once_and_then_by_the_head_only() -> None:
    head = make_clerk()
    row = make_case(make_answering_office(head=head))
    clerk = make_clerk(row.office_id or 0)

    def extend(day: date, text: str, by: object) -> date:
        assert isinstance(by, type(clerk))
        return actions.extend(contribution=row.pk, due_on=day, text=text, seen=seen(row.pk), by=by, at=AT)

    with pytest.raises(Refused):
        extend(LATER, "", clerk)
    assert extend(date(2026, 4, 19), "Das Gutachten fehlt noch.", clerk) == LATER  # a Sunday
    step = Step.objects.get(contribution=row, verb=Verb.DUE)
    assert (step.text, step.due_on) == ("Das Gutachten fehlt noch.", LATER)
    with pytest.raises(Refused):
        extend(LATER + timedelta(days=9), "Noch länger.", clerk)
    assert extend(LATER + timedelta(days=9), "Noch länger.", head) == LATER + timedelta(days=9)


def test_a_contribution_out_of_sight_keeps_its_clock_but_leaves_the_inbox() -> None:
    row, staff = make_case(), make_staff()
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=staff, at=AT)
    assert Contribution.objects.get(pk=row.pk).due_on == DUE
    assert actions.remind(at=AT + timedelta(days=200)) == 0
