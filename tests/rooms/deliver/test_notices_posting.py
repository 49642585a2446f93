"""From notices to mails: each once, in the reader's rhythm, whatever breaks on the way."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Verb
from smilecity.deliver.notices import actions, queries, rules
from smilecity.deliver.notices.models import Notice, Reader, Subscription
from smilecity.deliver.notices.queries import Letter
from smilecity.deliver.notices.rules import Post, Rhythm, Target
from smilecity.ground.models import AuditEntry
from smilecity.people import actions as people
from smilecity.people.contacts import actions as contacts
from tests.factories import AT, make_resident
from tests.factories_contributions import make_contribution
from tests.factories_notices import make_follower
from tests.support.side_by_side import at_once
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=ZONE)


def _change(row: Contribution, at: datetime, text: str = "") -> UUID:
    """Have something happen to a contribution, told at once."""
    step = Step.objects.create(contribution=row, verb=Verb.STATUS, status="done", at=at, text=text)
    actions.tell_step(step=step.pk, at=at)
    return step.pk


def _taken(at: datetime, most: int = 100) -> list[Letter]:
    """Take all mails that are due, as the mail door does."""
    found: list[Letter] = []
    while (letters := actions.take_single(most=most, at=at)) is not None:
        found += letters
    for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        while (letters := actions.take_digests(rhythm=rhythm, most=most, at=at, zone=ZONE)) is not None:
            found += letters
    return found


events = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 1)),
        st.tuples(st.just("wait"), st.integers(1, 3000)),
        st.tuples(st.just("send"), st.just(0)),
        st.tuples(st.just("crash"), st.just(0)),
        st.tuples(st.just("rhythm"), st.sampled_from([Rhythm.SINGLE, Rhythm.DAILY, Rhythm.WEEKLY])),
    ),
    max_size=15,
)


@settings(max_examples=30)
@given(events=events, begins=st.sampled_from(list(Rhythm)))
def test_whatever_happens_every_notice_is_sent_exactly_once(events: list[tuple[str, int]], begins: Rhythm) -> None:
    if begins is Rhythm.NONE:
        begins = Rhythm.SINGLE
    with transaction.atomic():
        rows, at, sent, made = [make_contribution() for _ in range(2)], AT, Counter[UUID](), 0
        reader = make_follower(rows[0], rhythm=begins)
        actions.subscribe(contact=reader, target=Target(contribution=rows[1].pk), at=AT)
        for event, value in events:
            if event == "change":
                _change(rows[int(value)], at)
                made += 1
            elif event == "wait":
                at += timedelta(minutes=int(value))
            elif event == "rhythm":
                actions.set_rhythm(contact=reader, rhythm=Rhythm(str(value)), at=at)
            elif event == "crash":
                _crash(at)
            else:
                sent.update(news.notice for letter in _taken(at) for news in letter.news)
        at += timedelta(days=15)
        sent.update(news.notice for letter in _taken(at) for news in letter.news)
        assert len(sent) == made
        assert set(sent.values()) <= {1}
        assert not Notice.objects.filter(post=Post.WAITING).exists()
        transaction.set_rollback(True)


def _crash(at: datetime) -> None:
    """Let the worker die after it took mails and before it committed."""
    with transaction.atomic():
        _taken(at, most=1)
        transaction.set_rollback(True)


@settings(max_examples=30)
@given(minutes=st.lists(st.integers(1, 2000), min_size=1, max_size=12), rhythm=st.sampled_from(["daily", "weekly"]))
def test_nobody_gets_more_than_one_digest_in_its_time(minutes: list[int], rhythm: str) -> None:
    with transaction.atomic():
        row, at, moments = make_contribution(), MONDAY, []
        make_follower(row, rhythm=Rhythm(rhythm), at=MONDAY - timedelta(days=30))
        for minute in minutes:
            _change(row, at)
            at += timedelta(minutes=minute)
            if _taken(at):
                moments.append(rules.digest_moment(Rhythm(rhythm), at, ZONE))
        assert len(moments) == len(set(moments))
        transaction.set_rollback(True)


def test_a_digest_holds_what_was_there_at_seven_and_leaves_the_rest_for_the_next() -> None:
    row = make_contribution()
    make_follower(row, rhythm=Rhythm.DAILY, at=MONDAY - timedelta(days=1))
    _change(row, MONDAY.replace(hour=6), "früh")
    _change(row, MONDAY.replace(hour=7, minute=1), "spät")
    [letter] = _taken(MONDAY.replace(hour=9))
    assert [news.text for news in letter.news] == ["früh"]
    assert _taken(MONDAY.replace(hour=23)) == []
    [letter] = _taken(MONDAY.replace(day=3, hour=7))
    assert [news.text for news in letter.news] == ["spät"]


def test_what_was_told_late_does_not_make_a_second_digest_of_the_day() -> None:
    row = make_contribution()
    make_follower(row, rhythm=Rhythm.DAILY, at=MONDAY - timedelta(days=1))
    _change(row, MONDAY.replace(hour=6))
    assert len(_taken(MONDAY.replace(hour=7))) == 1
    _change(row, MONDAY.replace(hour=6, minute=59), "spät")  # its job ended after the digest was written
    assert _taken(MONDAY.replace(hour=8)) == []
    assert len(_taken(MONDAY.replace(day=3, hour=8))) == 1


def test_a_digest_that_was_missed_comes_later_the_same_day() -> None:
    row = make_contribution()
    make_follower(row, rhythm=Rhythm.WEEKLY, at=MONDAY - timedelta(days=1))
    _change(row, MONDAY - timedelta(hours=2))
    assert _taken(MONDAY.replace(hour=6, minute=59)) == []
    assert len(_taken(MONDAY.replace(day=4, hour=15))) == 1


def test_who_turns_mails_off_is_not_flooded_when_they_turn_them_on() -> None:
    row = make_contribution()
    reader = make_follower(row)
    _change(row, AT)
    actions.set_rhythm(contact=reader, rhythm=Rhythm.NONE, at=AT)
    _change(row, AT)
    actions.set_rhythm(contact=reader, rhythm=Rhythm.SINGLE, at=AT)
    assert _taken(AT + timedelta(hours=1)) == []
    assert queries.unseen(reader) == 2


def test_what_waits_is_not_mailed_after_its_subscription_was_ended() -> None:
    row, other = make_contribution(), make_contribution()
    reader = make_follower(row)
    actions.subscribe(contact=reader, target=Target(contribution=other.pk), at=AT)
    _change(row, AT)
    _change(other, AT, "bleibt")
    subscription = Subscription.objects.get(contribution=row)
    assert actions.end(contact=reader, subscription=subscription.pk, at=AT)
    [letter] = _taken(AT + timedelta(hours=1))
    assert [news.text for news in letter.news] == ["bleibt"]


def test_who_cannot_sign_in_any_more_gets_no_mail() -> None:
    row, member = make_contribution(), make_resident()
    contact = contacts.of_member(user=member, language="de", at=AT)
    actions.subscribe(contact=contact, target=Target(contribution=row.pk), at=AT)
    people.set_active(user=member.pk, active=False, by=None, at=AT)
    _change(row, AT)
    assert _taken(AT + timedelta(hours=1)) == []


def test_taking_mails_costs_the_same_for_one_reader_and_for_many() -> None:
    row, costs = make_contribution(), []
    for number in (1, 20):
        for _ in range(number):
            make_follower(row)
        _change(row, AT)
        with statements() as sent:
            assert actions.take_single(most=100, at=AT + timedelta(hours=1))
        costs.append(len(sent))
    assert costs[0] == costs[1] == 5


def test_many_mails_are_taken_in_batches_and_nobody_is_left_out() -> None:
    row = make_contribution()
    readers = {make_follower(row) for _ in range(7)}
    _change(row, AT)
    assert len(actions.take_single(most=3, at=AT + timedelta(hours=1)) or []) == 3
    assert len(_taken(AT + timedelta(hours=1), most=3)) == 4
    assert {row.contact_id for row in Notice.objects.filter(post=Post.SENT)} == readers


def test_when_an_address_is_given_up_the_audit_log_says_how_many_but_not_who() -> None:
    readers = [make_follower(make_contribution()) for _ in range(2)]
    for reader in readers:
        for _ in range(4):
            actions.note_refused(contact=reader, at=AT)
    entries = AuditEntry.objects.filter(verb="notices.undeliverable")
    assert sorted(entry.details["unreachable"] for entry in entries) == [1, 2]
    assert {entry.subject for entry in entries} == {"notices"}
    assert queries.undeliverable() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_nothing_twice() -> None:
    row = make_contribution()
    for _ in range(5):
        make_follower(row)
    _change(row, AT)
    taken: list[list[Letter] | Exception] = at_once(
        lambda: _taken(AT + timedelta(hours=1), most=2), lambda: _taken(AT + timedelta(hours=1), most=2)
    )
    sent = Counter(
        news.notice for letters in taken if isinstance(letters, list) for letter in letters for news in letter.news
    )
    assert (len(sent), set(sent.values())) == (5, {1})


def test_a_reader_has_one_link_for_all_mails_and_another_reader_another() -> None:
    row = make_contribution()
    first, second = make_follower(row), make_follower(row)
    for day in range(2):
        _change(row, AT + timedelta(days=day))
    letters = _taken(AT + timedelta(hours=1))
    letters += _taken(AT + timedelta(days=2))
    tokens = {(letter.contact, letter.token) for letter in letters}
    assert len(tokens) == 2
    found = [queries.reader(token) for _, token in tokens]
    assert {reader.contact for reader in found if reader} == {first, second}
    assert Reader.objects.count() == 2
