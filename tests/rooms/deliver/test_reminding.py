"""Before the day the clerks are reminded, after it the head hears of it, each once; who is away is not relied upon."""

from datetime import timedelta

import pytest

from smilecity.collect.contributions.models import Step
from smilecity.collect.contributions.rules import Status, Verb
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.models import Reminder
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk, seen
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
# Promised for Monday, 30 March: three working days before is Wednesday, 25 March.
CALM, SOON, DUE, LATE = (AT + timedelta(days=days) for days in (22, 23, 28, 29))


def test_nobody_is_reminded_while_there_is_time() -> None:
    make_case()
    assert actions.remind(at=CALM) == 0


def test_clerks_are_reminded_once_three_working_days_before(smtp: Inbox) -> None:
    row = make_case(title="Bänke am Hafen")
    clerk = make_clerk(row.office_id or 0)
    run_jobs()
    smtp.messages.clear()
    assert [actions.remind(at=day) for day in (SOON, SOON, DUE)] == [1, 0, 0]
    run_jobs()
    [mail] = smtp.messages
    assert mail.to == (clerk.email,)
    assert mail.subject == "1 Antwort ist bald fällig"
    assert "Bänke am Hafen" in mail.text
    assert f"/desk/eingang/{row.number}/" in mail.text
    assert "30. März 2026" in mail.text
    assert Step.objects.filter(contribution=row, verb=Verb.REMINDED).count() == 1


def test_after_the_day_the_head_hears_of_it_once(smtp: Inbox) -> None:
    head = make_clerk()
    row = make_case(make_answering_office(head=head))
    clerk = make_clerk(row.office_id or 0)
    run_jobs()
    smtp.messages.clear()
    assert [actions.remind(at=day) for day in (LATE, LATE, LATE + timedelta(days=7))] == [1, 0, 0]
    run_jobs()
    assert [(mail.to, mail.subject) for mail in smtp.messages] == [((head.email,), "1 Antwort ist überfällig")]
    assert clerk.email not in str(smtp.messages)
    assert Step.objects.filter(contribution=row, verb=Verb.ESCALATED).count() == 1


def test_a_new_day_brings_a_new_reminder() -> None:
    row = make_case()
    clerk = make_clerk(row.office_id or 0)
    actions.remind(at=LATE)
    day = actions.extend(
        contribution=row.pk, due_on=LATE.date() + timedelta(days=20), text="Dauert.", seen=1, by=clerk, at=LATE
    )
    assert actions.remind(at=LATE + timedelta(days=18)) == 1
    assert set(Reminder.objects.values_list("kind", "due_on")) == {
        (Reminder.Kind.ESCALATED, DUE.date()),
        (Reminder.Kind.REMINDED, day),
    }


def test_who_takes_over_after_the_reminder_is_reminded_of_the_same_day_and_its_head_is_told(smtp: Inbox) -> None:
    row, heads = make_case(make_answering_office(head=make_clerk())), make_clerk()
    office = make_answering_office(head=heads, fallback=False)
    first, second = make_clerk(row.office_id or 0), make_clerk(office)
    assert actions.remind(at=SOON) == 1
    run_jobs()
    smtp.messages.clear()
    actions.hand_over(contribution=row.pk, office=office, text="Ihr Baum.", seen=seen(row.pk), by=first, at=SOON)
    assert [actions.remind(at=day) for day in (SOON, DUE, LATE, LATE)] == [1, 0, 1, 0]
    run_jobs()
    told = [mail.to for mail in smtp.messages if "fällig" in mail.subject]
    assert told == [(second.email,), (heads.email,)]


def test_going_back_and_forth_reminds_nobody_twice_of_the_same_day() -> None:
    row = make_case()
    back, there, by = row.office_id or 0, make_answering_office(fallback=False), make_staff()
    for office, fresh in ((back, 1), (there, 1), (back, 0)):
        if office != row.office_id:
            actions.hand_over(contribution=row.pk, office=office, text="Bitte.", seen=seen(row.pk), by=by, at=SOON)
            row.refresh_from_db()
        assert actions.remind(at=SOON) == fresh


def test_what_is_answered_is_not_reminded_of() -> None:
    row = make_case()
    answered(row, Status.ACCEPTED, by=make_clerk(row.office_id or 0), at=AT)
    assert actions.remind(at=LATE) == 0


def test_a_substitute_is_reminded_instead() -> None:
    row = make_case()
    anna, ben = make_clerk(row.office_id or 0), make_clerk()
    actions.note_absence(user=anna.pk, substitute=ben.pk, first_on=SOON.date(), last_on=SOON.date(), by=anna, at=AT)
    actions.remind(at=SOON)
    batch = Reminder.objects.get().batch
    told = [bool(queries.staff_letter(batch, user.pk, at=SOON)) for user in (anna, ben)]
    assert told == [False, True]


def test_an_office_without_anybody_is_the_administrations_business() -> None:
    make_case()
    administrator = make_staff()
    actions.remind(at=SOON)
    letter = queries.staff_letter(Reminder.objects.get().batch, administrator.pk, at=SOON)
    assert letter
    assert len(letter.soon) == 1


def test_many_are_one_mail_per_person_and_as_few_statements(smtp: Inbox) -> None:
    office = make_answering_office()
    make_clerk(office)
    make_case(office)
    with statements() as few:
        actions.remind(at=SOON)
    for _ in range(5):
        make_case(office)
    with statements() as many:
        assert actions.remind(at=SOON) == 5
    assert len(many) == len(few)
    run_jobs()
    assert sum("fällig" in mail.subject for mail in smtp.messages) == 2
