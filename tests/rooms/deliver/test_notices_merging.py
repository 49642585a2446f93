"""When contributions become one and part again, nobody is forgotten and nobody hears twice."""

from datetime import timedelta
from uuid import UUID

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Status
from smilecity.deliver.notices import actions, queries
from smilecity.deliver.notices.models import Notice, Subscription
from smilecity.deliver.notices.rules import Reason, Target
from smilecity.people.models import User
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.factories_notices import make_contact, make_follower, told
from tests.factories_taking import support
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def _pair() -> tuple[Contribution, Contribution, User]:
    """Make two contributions of one call, and somebody who may merge them."""
    call = make_call()
    rows = make_contribution(call), make_contribution(call)
    run_jobs()
    return *rows, make_staff()


def _merge(source: Contribution, target: Contribution, by: User) -> None:
    trunk.merge(contribution=source.pk, into=target.pk, by=by, at=LATER)
    run_jobs()


def _status(row: Contribution, by: User) -> None:
    trunk.set_status(contribution=row.pk, status=Status.DONE, by=by, at=LATER)
    run_jobs()


def _given_author(row: Contribution) -> UUID:
    contact = make_contact()
    Contribution.objects.filter(pk=row.pk).update(author=contact, informed=True)
    actions.welcome_author(contribution=row.pk, at=AT)
    return contact


def test_the_followers_of_both_hear_of_it_once_and_of_all_that_follows() -> None:
    source, target, staff = _pair()
    of_source, of_target, of_both = make_follower(source), make_follower(target), make_follower(source)
    actions.subscribe(contact=of_both, target=Target(contribution=target.pk), at=AT)
    _merge(source, target, staff)
    _status(target, staff)
    for reader in (of_source, of_target, of_both):
        assert told(reader) == ["merged", "status"]
        assert queries.follows(reader, target.pk)
    assert not Subscription.objects.filter(contribution=source).exists()


def test_who_followed_both_can_still_end_what_they_are_told_by() -> None:
    source, target, staff = _pair()
    reader = make_follower(source)
    actions.subscribe(contact=reader, target=Target(contribution=target.pk), at=AT)
    _merge(source, target, staff)
    assert Notice.objects.get(contact=reader).subscription_id == queries.follows(reader, target.pk)


def test_a_no_to_what_remains_stays_a_no() -> None:
    source, target, staff = _pair()
    reader = make_follower(source)
    actions.subscribe(contact=reader, target=Target(contribution=target.pk), at=LATER)
    subscription = Subscription.objects.get(contact=reader, contribution=target)
    actions.end(contact=reader, subscription=subscription.pk, at=LATER)
    _merge(source, target, staff)
    _status(target, staff)
    assert told(reader) == ["merged"]


def test_an_old_no_does_not_silence_a_newer_yes() -> None:
    source, target, staff = _pair()
    reader = make_follower(target)
    subscription = Subscription.objects.get(contact=reader)
    actions.end(contact=reader, subscription=subscription.pk, at=AT)
    actions.subscribe(contact=reader, target=Target(contribution=source.pk), at=LATER)
    _merge(source, target, staff)
    _status(target, staff)
    assert told(reader) == ["merged", "status"]


def test_a_merged_idea_that_is_merged_again_takes_its_followers_along() -> None:
    call = make_call()
    first, second, third = (make_contribution(call) for _ in range(3))
    staff, reader = make_staff(), make_follower(first)
    run_jobs()
    _merge(first, second, staff)
    _merge(second, third, staff)
    _status(third, staff)
    assert told(reader) == ["merged", "merged", "status"]


def test_who_supported_while_it_was_being_merged_follows_what_remains() -> None:
    source, target, staff = _pair()
    support(source.pk, "anna@example.org", informed=True)
    trunk.merge(contribution=source.pk, into=target.pk, by=staff, at=LATER)
    run_jobs()
    _status(target, staff)
    [subscription] = Subscription.objects.all()
    assert (subscription.contribution_id, subscription.reason) == (target.pk, Reason.SUPPORT)
    assert told(subscription.contact_id)[-1] == "status"


def test_parted_again_author_and_supporters_of_each_hear_of_their_own() -> None:
    source, target, staff = _pair()
    author, author_of_target = _given_author(source), _given_author(target)
    support(source.pk, "anna@example.org", informed=True)
    run_jobs()
    _merge(source, target, staff)
    trunk.part(contribution=source.pk, by=staff, at=LATER + timedelta(hours=1))
    run_jobs()
    _status(source, staff)
    supporter = Subscription.objects.get(contribution=source, reason=Reason.SUPPORT).contact_id
    assert told(author)[-1] == told(supporter)[-1] == "status"
    assert "status" not in told(author_of_target)
    assert set(told(author_of_target)) == {"merged", "parted"}


def test_an_author_who_ended_everything_is_not_woken_by_parting() -> None:
    source, target, staff = _pair()
    author = _given_author(source)
    _merge(source, target, staff)
    actions.end_everything(contact=author, at=LATER)
    trunk.part(contribution=source.pk, by=staff, at=LATER)
    run_jobs()
    _status(source, staff)
    assert told(author) == ["merged"]


def test_the_job_of_a_merger_may_run_twice() -> None:
    source, target, staff = _pair()
    reader = make_follower(source)
    trunk.merge(contribution=source.pk, into=target.pk, by=staff, at=LATER)
    for _ in range(2):
        for step in Step.objects.filter(verb="merged"):
            actions.tell_step(step=step.pk, at=LATER)
    assert told(reader) == ["merged"]
    assert queries.follows(reader, target.pk)
