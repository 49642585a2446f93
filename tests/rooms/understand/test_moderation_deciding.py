"""What moderators decide: shown or hidden with a reason, what was reported is answered, and nobody decides blindly."""

from datetime import timedelta

import pytest

from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Moderation, Publicity, Verb
from smilecity.ground.models import AuditEntry
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Reason
from smilecity.understand.moderation.models import Decision
from smilecity.understand.moderation.queries import queue, things
from smilecity.understand.moderation.queries.queue import Filter
from smilecity.understand.moderation.rules import Ground, Outcome, Seen, Target, Why
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call, make_contribution

pytestmark = pytest.mark.django_db

INSULT = Reason(Ground.INSULT, "Der Text beleidigt eine Person.", facts="„Blödmann“")


def waiting() -> Contribution:
    return make_contribution(make_call(moderation=Moderation.BEFORE))


def seen(row: Contribution) -> Seen:
    found = things.thing(row.pk)
    assert found
    return found.seen


def test_what_waits_is_shown_when_it_is_released() -> None:
    row, moderator = waiting(), make_staff(Role.MODERATOR)
    actions.release(target=Target(row.pk), seen=seen(row), by=moderator, at=AT)
    row.refresh_from_db()
    assert (row.visible, row.published_at) == (True, AT)
    assert AuditEntry.objects.filter(verb="moderation.released", actor=moderator.pk).exists()


def test_what_is_turned_down_says_why_in_its_history_and_in_the_decision() -> None:
    row, moderator = waiting(), make_staff(Role.MODERATOR)
    key = actions.hide(target=Target(row.pk), reason=INSULT, seen=seen(row), by=moderator, at=AT)
    row.refresh_from_db()
    decision = Decision.objects.get(pk=key)
    assert (row.visible, row.publicity) == (False, Publicity.HIDDEN)
    assert Step.objects.get(contribution=row, verb=Verb.HIDDEN).text == INSULT.text
    assert (decision.ground, decision.reason, decision.facts) == (Ground.INSULT, INSULT.text, "„Blödmann“")
    assert (decision.outcome, decision.before, decision.after) == (Outcome.HIDDEN, "waiting", "hidden")


def test_the_queue_holds_what_waits_what_is_reported_and_what_is_public_unread() -> None:
    first, reported, unread = waiting(), make_contribution(), make_contribution()
    actions.flag(target=Target(reported.pk), ground=Ground.INSULT, text="Das beleidigt mich.", truthful=True, at=AT)
    actions.notice(target=Target(unread.pk), at=AT + timedelta(minutes=1))
    found = {item.id: item.why for item in queue.page(Filter())}
    assert found == {first.pk: Why.WAITING, reported.pk: Why.FLAGGED, unread.pk: Why.UNSEEN}
    assert queue.counts(Filter()) == {Why.WAITING: 1, Why.FLAGGED: 1, Why.UNSEEN: 1}
