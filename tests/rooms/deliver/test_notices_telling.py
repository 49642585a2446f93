"""Who is told what: each change once to each reader, whatever happens to the jobs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions.erasing import remove
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import End, Moderation, Publicity, Status, Verb
from smilecity.deliver.notices import actions
from smilecity.deliver.notices.models import Notice, Subscription
from smilecity.deliver.notices.rules import Post, Reason, Rhythm, Target
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_office, make_theme
from tests.factories_notices import make_contact, make_follower, told
from tests.factories_taking import new_address, support
from tests.jobs import run_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def _idea(*, author: bool = False, informed: bool = True, **fields: Any) -> Contribution:
    """Make a contribution that is shown; with an author if asked for."""
    row = make_contribution(**fields)
    run_jobs()
    if author:
        Contribution.objects.filter(pk=row.pk).update(author=make_contact(), informed=informed)
        row.refresh_from_db()
        actions.welcome_author(contribution=row.pk, at=AT)
    return row


def _author(row: Contribution) -> UUID:
    assert row.author_id
    return row.author_id


def _reply(row: Contribution, text: str = "Wir bauen sie.") -> UUID:
    return trunk.reply(contribution=row.pk, text=text, status=Status.ACCEPTED, by=make_staff(), at=AT)


def test_authors_and_subscribers_hear_of_a_reply() -> None:
    row = _idea(author=True)
    follower = make_follower(row)
    _reply(row)
    run_jobs()
    assert told(_author(row)) == ["replied"]
    assert told(follower) == ["replied"]
    assert Subscription.objects.get(contact=_author(row)).reason == Reason.AUTHOR


def test_an_author_who_does_not_want_to_hear_hears_nothing() -> None:
    row = _idea(author=True, informed=False)
    _reply(row)
    run_jobs()
    assert told(_author(row)) == []


def test_who_supported_before_and_wants_to_hear_of_it_only_now_hears_from_now_on() -> None:
    row, address = _idea(), new_address()
    support(row.pk, address)
    run_jobs()
    assert support(row.pk, address, informed=True) is End.REPEATED
    run_jobs()
    _reply(row)
    run_jobs()
    subscription = Subscription.objects.get(contribution=row.pk)
    assert (subscription.contact.address, subscription.reason) == (address, Reason.SUPPORT)
    assert told(subscription.contact_id) == ["replied"]


def test_the_author_hears_even_if_the_reply_overtakes_the_job_that_makes_the_subscription() -> None:
    row = make_contribution()
    Contribution.objects.filter(pk=row.pk).update(author=make_contact(), informed=True)
    actions.tell_step(step=_reply(row), at=AT)
    row.refresh_from_db()
    assert told(_author(row)) == ["replied"]


def test_a_job_that_runs_again_tells_nobody_twice() -> None:
    row = _idea(author=True)
    step = _reply(row)
    for _ in range(3):
        actions.tell_step(step=step, at=AT)
    assert told(_author(row)) == ["replied"]


def test_a_subscription_that_was_ended_is_not_begun_again_by_a_job_that_runs_late() -> None:
    row = _idea(author=True)
    actions.end_everything(contact=_author(row), at=AT)
    actions.welcome_author(contribution=row.pk, at=AT)
    _reply(row)
    run_jobs()
    assert told(_author(row)) == []


def test_who_subscribes_again_hears_again() -> None:
    row = _idea()
    follower = make_follower(row)
    actions.end_everything(contact=follower, at=AT)
    actions.subscribe(contact=follower, target=Target(contribution=row.pk), at=AT)
    _reply(row)
    run_jobs()
    assert told(follower) == ["replied"]


@pytest.mark.parametrize(
    ("verb", "author", "follower"),
    [
        (Verb.SUBMITTED, False, False),
        (Verb.SHOWN, True, True),
        (Verb.HIDDEN, False, False),
        (Verb.EDITED, False, True),
        (Verb.OFFICE, True, True),
        (Verb.DUE, True, True),
        (Verb.STATUS, True, True),
        (Verb.REPLIED, True, True),
        (Verb.PARTED, True, True),
        (Verb.WITHDRAWN, False, False),
        (Verb.REMOVED, False, False),
        (Verb.REMINDED, False, False),
        (Verb.ESCALATED, False, False),
    ],
)
def test_who_hears_of_which_step(verb: Verb, author: bool, follower: bool) -> None:
    row = _idea(author=True)
    reader = make_follower(row)
    step = Step.objects.create(contribution=row, verb=verb, at=AT, by=make_staff())
    actions.tell_step(step=step.pk, at=AT)
    assert (bool(told(_author(row))), bool(told(reader))) == (author, follower)


def test_what_was_hidden_and_is_shown_again_is_no_news() -> None:
    row = _idea(author=True)
    for hours, publicity in enumerate((Publicity.HIDDEN, Publicity.SHOWN), 1):
        at = AT + timedelta(hours=hours)
        trunk.set_publicity(contribution=row.pk, publicity=publicity, by=make_staff(), at=at)
    run_jobs()
    assert told(_author(row)) == []


def test_of_what_is_not_public_only_the_author_hears() -> None:
    row = _idea(author=True)
    follower = make_follower(row)
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT, text="Beleidigung")
    trunk.set_office(contribution=row.pk, office=make_office(), due_on=date(2026, 4, 1), by=make_staff(), at=AT)
    run_jobs()
    assert told(_author(row)) == ["office"]
    assert told(follower) == []


def test_that_a_text_was_erased_its_author_hears_from_moderation_alone() -> None:
    row = _idea(author=True)
    remove(contribution=row.pk, by=make_staff(), reason="Beleidigung", at=AT)
    run_jobs()
    assert told(_author(row)) == []


def test_authors_are_not_told_what_they_did_themselves() -> None:
    row = _idea(author=True)
    follower = make_follower(row)
    step = Step.objects.create(contribution=row, verb=Verb.EDITED, at=AT, by=None)
    actions.tell_step(step=step.pk, at=AT)
    assert (told(_author(row)), told(follower)) == ([], ["edited"])


def test_without_mails_a_notice_is_shown_but_never_sent() -> None:
    row = _idea()
    follower = make_follower(row, rhythm=Rhythm.NONE)
    _reply(row)
    run_jobs()
    assert Notice.objects.get(contact=follower).post == Post.SILENT


def test_new_contributions_are_told_to_who_subscribed_to_theme_or_district_once() -> None:
    theme, district = make_theme(), make_district()
    by_both = make_follower(Target(theme=theme))
    actions.subscribe(contact=by_both, target=Target(district=district), at=AT)
    by_theme, elsewhere = make_follower(Target(theme=theme)), make_follower(Target(theme=make_theme()))
    make_contribution(theme_ids=[theme], lon=LON, lat=LAT)
    run_jobs()
    assert (told(by_both), told(by_theme), told(elsewhere)) == (["submitted"], ["submitted"], [])


def test_what_waits_for_moderation_is_told_when_it_is_shown_and_only_the_first_time() -> None:
    theme = make_theme()
    follower = make_follower(Target(theme=theme))
    row = make_contribution(make_call(moderation=Moderation.BEFORE), theme_ids=[theme])
    run_jobs()
    assert told(follower) == []
    for publicity in (Publicity.SHOWN, Publicity.HIDDEN, Publicity.SHOWN):
        at = AT + timedelta(hours=1 + len(told(follower)))
        trunk.set_publicity(contribution=row.pk, publicity=publicity, by=make_staff(), at=at)
        run_jobs()
    assert told(follower) == ["shown"]


def test_telling_costs_the_same_for_one_reader_and_for_many() -> None:
    costs = []
    row = _idea()
    for number in (1, 20):
        for _ in range(number):
            make_follower(row)
        step = _reply(row, f"Antwort {number}")
        with statements() as sent:
            actions.tell_step(step=step, at=AT)
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert Notice.objects.count() == 1 + 21
