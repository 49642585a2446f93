"""A guest's address is erased once nobody needs it, and never before: each reason to keep it, one by one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from smilecity.collect.contributions.models import Comment, Contribution, Step, Support
from smilecity.collect.contributions.rules import Moderation, Publicity
from smilecity.deliver.notices import actions, jobs
from smilecity.deliver.notices.models import Notice
from smilecity.deliver.notices.rules import Post, Target
from smilecity.ground import clock
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts.models import Contact
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions as moderation
from smilecity.understand.moderation.models import Decision, Unseen
from smilecity.understand.moderation.rules import months_before
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution, make_theme
from tests.factories_moderation import hidden, make_comment, make_flag, seen, target
from tests.factories_notices import make_contact, make_follower
from tests.factories_taking import ask_comment, confirm, new_address, send_off
from tests.jobs import run_jobs
from tests.support.side_by_side import not_yet_committed
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LATER = AT + timedelta(days=2)


def said(act: str, *, before: bool = False, informed: bool = False) -> tuple[UUID, UUID]:
    """Have a guest say something; return the contact and the contribution or comment. `before`: it is read first."""
    address = new_address()
    call = make_call(moderation=Moderation.BEFORE if before else Moderation.AFTER)
    if act == "contribution":
        made = confirm(send_off(call, address, informed=informed)).contribution
        assert made
    else:
        about = make_contribution(call, shown=True)
        confirm(ask_comment(about.pk, address))
        made = Comment.objects.get(contribution=about).pk
    run_jobs()
    return Contact.objects.get(address=address).pk, made


def read(made: UUID) -> None:
    """Have a moderator look at something and find nothing wrong with it; it is told by now."""
    moderation.keep(target=target(made), seen=seen(made), by=make_staff(Role.MODERATOR), at=AT)
    settle()


def settle() -> None:
    moderation.settle_due(at=AT + timedelta(hours=1))
    run_jobs()


def known(contact: UUID) -> bool:
    """Say whether this guest can still be written to after the job; whoever is forgotten is so as a whole."""
    actions.forget_guests(at=LATER)
    row = Contact.objects.get(pk=contact)
    assert bool(row.address) == (row.key is not None)
    return bool(row.address)


ACTS = pytest.mark.parametrize("act", ["contribution", "comment"])


@ACTS
def test_who_wants_no_mails_is_forgotten_once_the_text_was_read_and_the_text_stays(act: str) -> None:
    contact, made = said(act)
    read(made)
    assert not known(contact)
    assert Contribution.objects.filter(pk=made).exists() or Comment.objects.filter(pk=made).exists()
    assert actions.forget_guests(at=LATER) == 0


def _unseen(_contact: UUID, made: UUID) -> None:
    about = target(made)
    Unseen.objects.create(contribution_id=about.contribution, comment_id=about.comment, since=AT)


def _reported(_contact: UUID, made: UUID) -> None:
    make_flag(made)


def _report_answered(_contact: UUID, made: UUID) -> None:
    make_flag(made)
    read(made)


def _hidden_and_not_told(_contact: UUID, made: UUID) -> None:
    hidden(made)


def _hidden_and_taken_back(_contact: UUID, made: UUID) -> None:
    moderation.undo(decision=hidden(made), by=make_staff(Role.MODERATOR), at=AT)
    Unseen.objects.all().delete()


def _hidden(made: UUID, told_at: datetime) -> UUID:
    decision = hidden(made)
    settle()
    assert Decision.objects.filter(pk=decision, told_at__isnull=False).update(settled_at=told_at)
    return decision


def _may_complain(_contact: UUID, made: UUID) -> None:
    _hidden(made, months_before(LATER) + SECOND)


def _may_no_longer_complain(_contact: UUID, made: UUID) -> None:
    _hidden(made, months_before(LATER))


def _complained(_contact: UUID, made: UUID) -> UUID:
    decision = _hidden(made, months_before(LATER))
    return moderation.appeal(decision=decision, text="Das stimmt nicht.", at=LATER - DAY)


def _complaint_answered(contact: UUID, made: UUID) -> None:
    appeal, other = _complained(contact, made), make_staff(Role.MODERATOR)
    moderation.settle_appeal(appeal=appeal, upheld=False, answer="Es bleibt dabei.", by=other, at=LATER)
    run_jobs()


def _set(made: UUID, *, publicity: Publicity) -> None:
    contributions_ = Contribution.objects.filter(pk=made)
    contributions_.update(publicity=publicity, visible=False)
    Comment.objects.filter(pk=made).update(publicity=publicity)


def _waits_to_be_read(_contact: UUID, made: UUID) -> None:
    _set(made, publicity=Publicity.WAITING)


def _withdrawn(_contact: UUID, made: UUID) -> None:
    _set(made, publicity=Publicity.WITHDRAWN)


def _dated(made: UUID, at: datetime) -> None:
    Contribution.objects.filter(pk=made).update(submitted_at=at)
    Comment.objects.filter(pk=made).update(posted_at=at)


def _less_than_a_day_old(_contact: UUID, made: UUID) -> None:
    _dated(made, LATER - DAY + SECOND)


def _a_day_old(_contact: UUID, made: UUID) -> None:
    _dated(made, LATER - DAY)


def _subscribed(contact: UUID, _made: UUID) -> UUID:
    return actions.subscribe(contact=contact, target=Target(theme=make_theme()), at=AT)


def _ended_the_last(contact: UUID, made: UUID) -> None:
    actions.end(contact=contact, subscription=_subscribed(contact, made), at=LATER)


def _stopped_everything(contact: UUID, made: UUID) -> None:
    _subscribed(contact, made)
    actions.end_everything(contact=contact, at=LATER)


def _mail_waits(contact: UUID, _made: UUID) -> UUID:
    about = make_contribution()
    told = Step.objects.filter(contribution=about).latest("at")
    return Notice.objects.create(contact_id=contact, contribution=about, step=told, made_at=AT).pk


def _mail_sent(contact: UUID, made: UUID) -> None:
    Notice.objects.filter(pk=_mail_waits(contact, made)).update(post=Post.SENT, sent_at=AT)


def _supported(contact: UUID, on: date) -> None:
    Support.objects.create(contribution=make_contribution(), key=b"k", contact_id=contact, on=on)


def _supports_since_yesterday(contact: UUID, _made: UUID) -> None:
    _supported(contact, (LATER - DAY).date())


def _supports_longer(contact: UUID, _made: UUID) -> None:
    _supported(contact, (LATER - 2 * DAY).date())


# What happened, and whether the address is still needed.
TABLE = {
    _unseen: True,
    _reported: True,
    _report_answered: False,
    _hidden_and_not_told: True,
    _hidden_and_taken_back: False,
    _may_complain: True,
    _may_no_longer_complain: False,
    _complained: True,
    _complaint_answered: False,
    _waits_to_be_read: True,
    _withdrawn: False,
    _less_than_a_day_old: True,
    _a_day_old: False,
    _subscribed: True,
    _ended_the_last: False,
    _stopped_everything: False,
    _mail_waits: True,
    _mail_sent: False,
    _supports_since_yesterday: True,
    _supports_longer: False,
}


@ACTS
@pytest.mark.parametrize(("happened", "needed"), TABLE.items(), ids=[one.__name__[1:] for one in TABLE])
def test_the_address_stays_exactly_as_long_as_it_is_needed(
    act: str, happened: Callable[[UUID, UUID], object], needed: bool
) -> None:
    contact, made = said(act)
    read(made)
    happened(contact, made)
    assert known(contact) is needed


@pytest.mark.parametrize("informed", [True, False])
def test_between_the_confirmation_and_its_jobs_nobody_is_forgotten(informed: bool) -> None:
    address = new_address()
    confirm(send_off(None, address, informed=informed), at=AT)
    assert actions.forget_guests(at=AT + timedelta(hours=1)) == 0
    run_jobs()
    assert Contact.objects.filter(address=address).exists()


def test_who_wants_to_hear_what_becomes_of_it_is_not_forgotten() -> None:
    contact, made = said("contribution", informed=True)
    read(made)
    assert known(contact)


def test_what_happens_to_others_keeps_nobody() -> None:
    contact, made = said("contribution")
    read(made)
    other, theirs = said("contribution")
    make_flag(theirs)
    comment = make_comment(Contribution.objects.get(pk=made), at=AT)
    run_jobs()
    make_flag(comment.pk)
    assert not known(contact)
    assert known(other)


def test_a_member_keeps_the_account() -> None:
    contact = contacts.of_member(user=make_resident(email="mia@example.org"), language="de", at=AT)
    actions.subscribe(contact=contact, target=Target(theme=make_theme()), at=AT)
    actions.end_everything(contact=contact, at=AT)
    assert actions.forget_guests(at=LATER) == 0
    assert Contact.objects.get(pk=contact).key


def test_an_account_made_afterwards_does_not_find_what_the_guest_said() -> None:
    contact, made = said("contribution")
    read(made)
    address = Contact.objects.get(pk=contact).address
    assert not known(contact)
    user = make_resident(email=address)
    contacts.claim(user=user)
    assert contacts.of_member(user=user, language="de", at=LATER) != contact
    assert Contribution.objects.get(pk=made).author_id == contact


def test_who_comes_back_is_somebody_new() -> None:
    contact, made = said("contribution")
    read(made)
    address = Contact.objects.get(pk=contact).address
    assert not known(contact)
    assert make_contact(address) != contact


def test_it_costs_the_same_for_twice_as_many() -> None:
    costs = []
    for most in (2, 4):
        for _ in range(most):
            make_contact()
            make_follower(Target(theme=make_theme()))
        with statements() as sent:
            assert actions.forget_guests(at=LATER) == most
        costs.append(len(sent))
    assert costs == [3, 3]


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_in_that_very_moment_is_not_forgotten() -> None:
    """The job meets a confirmation that is not committed yet: it leaves that guest alone."""
    contact = make_contact("anna@example.org")
    with not_yet_committed(lambda: make_contact("anna@example.org")):
        assert actions.forget_guests(at=LATER) == 0
    assert actions.forget_guests(at=LATER) == 1
    assert make_contact("anna@example.org") != contact


def test_a_job_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    contact = make_contact()
    monkeypatch.setattr(clock, "now", lambda: LATER)
    jobs.forget_guests(timestamp=0)
    assert Contact.objects.get(pk=contact).address == ""
