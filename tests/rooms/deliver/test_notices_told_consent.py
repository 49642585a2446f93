"""Who wants to hear what becomes of what they took part in agrees to that, by itself: proved until it ends."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.deliver.notices import actions
from smilecity.deliver.notices.models import Subscription
from smilecity.deliver.notices.rules import Search, Target
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from smilecity.people.owndata import actions as own
from smilecity.people.owndata import queries as copies
from smilecity.people.privacy import queries
from smilecity.people.privacy.rules import CONSENT_TO_BE_TOLD, TOLD, to_the_hour
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.factories_taking import ask_support, confirm, mail_of, make_draft, send_off
from tests.jobs import run_jobs
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db
MIA = "mia@example.org"
LATER = AT + timedelta(days=30)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock(AT)
    monkeypatch.setattr("smilecity.ground.clock.now", standing.now)
    return standing


@pytest.fixture
def idea(time: Clock) -> Contribution:
    return make_contribution(make_call())


@pytest.fixture
def mia() -> User:
    return make_resident(email=MIA)


def guest_writes(idea: Contribution, informed: bool) -> None:
    confirm(send_off(idea.call_id, MIA, informed=informed))


def guest_supports(idea: Contribution, informed: bool) -> None:
    confirm(ask_support(idea.pk, MIA, informed=informed))


def guest_comments(idea: Contribution, informed: bool) -> None:
    words = {"contribution": idea.pk, "text": "Ja!", "author_name": "", "address": MIA, "language": "de", "at": AT}
    confirm(mail_of(trunk.comment_as_guest(informed=informed, **words)))  # type: ignore[arg-type] # one of each sort


def member_writes(idea: Contribution, informed: bool) -> None:
    trunk.submit_as_member(draft=make_draft(idea.call_id), user=make_resident(email=MIA), informed=informed, at=AT)


def member_supports(idea: Contribution, informed: bool) -> None:
    trunk.support_as_member(contribution=idea.pk, user=make_resident(email=MIA), informed=informed, at=AT)


def member_comments(idea: Contribution, informed: bool) -> None:
    words = {"contribution": idea.pk, "text": "Ja!", "author_name": "", "language": "de", "at": AT}
    trunk.comment_as_member(user=make_resident(email=MIA), informed=informed, **words)  # type: ignore[arg-type] # see above


Act = Callable[[Contribution, bool], None]
ACTS = [guest_writes, guest_supports, guest_comments, member_writes, member_supports, member_comments]


@pytest.mark.parametrize("act", ACTS)
def test_who_wants_to_be_told_agrees_to_it_and_ending_it_revokes_it(idea: Contribution, act: Act) -> None:
    act(idea, True)
    run_jobs()
    (row,) = queries.consents_of(MIA)
    assert (row.subject, row.text) == (TOLD, {"de": CONSENT_TO_BE_TOLD})
    assert (row.given_at, row.revoked_at, row.forget_on) == (to_the_hour(AT), None, None)
    follows = Subscription.objects.get()
    actions.end(contact=follows.contact_id, subscription=follows.pk, at=LATER)
    assert [row.revoked_at for row in queries.consents_of(MIA)] == [to_the_hour(LATER)]


@pytest.mark.parametrize("act", ACTS)
def test_who_does_not_has_agreed_to_nothing(idea: Contribution, act: Act) -> None:
    act(idea, False)
    run_jobs()
    assert queries.consents_of(MIA) == []


def test_nothing_is_proved_before_the_address_is_confirmed(idea: Contribution) -> None:
    ask_support(idea.pk, MIA, informed=True)
    run_jobs(may_fail=True)  # no mail server is there
    assert queries.consents_of(MIA) == []


def test_it_is_known_from_when_it_was_said_however_late_the_job_comes(idea: Contribution, time: Clock) -> None:
    guest_writes(idea, True)
    time.at = AT + timedelta(days=1)
    run_jobs()
    assert [row.given_at for row in queries.consents_of(MIA)] == [to_the_hour(AT)]


def test_a_job_that_runs_again_agrees_to_nothing_that_was_ended(idea: Contribution) -> None:
    guest_writes(idea, True)
    run_jobs()
    follows = Subscription.objects.get()
    actions.end_everything(contact=follows.contact_id, at=LATER)
    actions.welcome_author(contribution=follows.contribution_id or UUID(int=0), at=LATER)
    assert queries.standing(MIA) == set()


def test_it_stands_until_the_last_thing_they_are_told_of_ends(idea: Contribution) -> None:
    guest_writes(idea, True)
    guest_supports(idea, True)
    run_jobs()
    first, second = Subscription.objects.order_by("reason")
    actions.end(contact=first.contact_id, subscription=first.pk, at=LATER)
    assert queries.standing(MIA) == {TOLD}
    actions.end(contact=second.contact_id, subscription=second.pk, at=LATER)
    assert queries.standing(MIA) == set()


def test_a_wish_of_ones_own_is_another_consent_and_each_ends_by_itself(idea: Contribution, mia: User) -> None:
    trunk.support_as_member(contribution=idea.pk, user=mia, informed=True, at=AT)
    run_jobs()
    contact = contacts.of_member(user=mia, language="de", at=AT)
    wish = actions.subscribe(contact=contact, target=Target(search=Search(text="rad")), at=AT)
    assert queries.standing(MIA) == {TOLD, "subscription"}
    actions.end(contact=contact, subscription=wish, at=LATER)
    assert queries.standing(MIA) == {TOLD}


def test_who_is_told_already_and_subscribes_to_the_same_goes_on_under_the_one_proof(
    idea: Contribution, mia: User
) -> None:
    trunk.support_as_member(contribution=idea.pk, user=mia, informed=True, at=AT)
    run_jobs()
    contact = contacts.of_member(user=mia, language="de", at=AT)
    actions.subscribe(contact=contact, target=Target(contribution=idea.pk), at=LATER)
    assert queries.standing(MIA) == {TOLD}


def test_what_goes_on_after_a_merger_is_proved_and_ending_it_leaves_no_proof(idea: Contribution, mia: User) -> None:
    other = make_contribution(idea.call_id)
    trunk.support_as_member(contribution=idea.pk, user=mia, informed=True, at=AT)
    run_jobs()
    contact = contacts.of_member(user=mia, language="de", at=AT)
    actions.subscribe(contact=contact, target=Target(contribution=other.pk), at=AT)
    trunk.merge(contribution=other.pk, into=idea.pk, by=make_staff(), at=LATER)
    run_jobs()
    left = Subscription.objects.get(ended_at=None)
    assert TOLD in queries.standing(MIA)
    actions.end(contact=contact, subscription=left.pk, at=LATER)
    assert queries.standing(MIA) == set()


def test_erasing_oneself_revokes_it(idea: Contribution) -> None:
    guest_supports(idea, True)
    run_jobs()
    own.erase(person=copies.guest(MIA), at=LATER)
    assert [row.revoked_at for row in queries.consents_of(MIA)] == [to_the_hour(LATER)]


def test_a_new_address_takes_it_over(idea: Contribution, mia: User) -> None:
    trunk.support_as_member(contribution=idea.pk, user=mia, informed=True, at=AT)
    run_jobs()
    User.objects.filter(pk=mia.pk).update(email="mia@example.com")
    contact = contacts.of_member(user=User.objects.get(pk=mia.pk), language="de", at=AT)
    actions.write_elsewhere(contact=contact, instead_of=MIA, at=LATER)
    assert (queries.standing(MIA), queries.standing("mia@example.com")) == (set(), {TOLD})
