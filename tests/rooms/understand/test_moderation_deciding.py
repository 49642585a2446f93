"""What moderators decide: shown or hidden with a reason; what was reported is answered; nobody decides blindly."""

from datetime import timedelta

import pytest

from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.actions.editing import edit
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Moderation, Publicity, Verb
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.contacts.actions import of_member
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Reason
from smilecity.understand.moderation.models import Decision, Flag, Unseen
from smilecity.understand.moderation.rules import Ground, Outcome, Seen, Target
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.factories_moderation import INSULT, hidden, make_comment, make_flag, make_waiting, seen, target
from tests.jobs import run_jobs
from tests.support.side_by_side import at_once

pytestmark = pytest.mark.django_db


def test_what_waits_is_shown_when_it_is_released() -> None:
    row, moderator = make_waiting(), make_staff(Role.MODERATOR)
    actions.release(target=Target(row.pk), seen=seen(row.pk), by=moderator, at=AT)
    row.refresh_from_db()
    assert (row.visible, row.published_at) == (True, AT)
    assert AuditEntry.objects.filter(verb="moderation.released", actor=moderator.pk).exists()


def test_what_is_turned_down_says_why_in_its_history_and_in_the_decision() -> None:
    row = make_waiting()
    decision = Decision.objects.get(pk=hidden(row.pk))
    row.refresh_from_db()
    assert (row.visible, row.publicity) == (False, Publicity.HIDDEN)
    assert Step.objects.get(contribution=row, verb=Verb.HIDDEN).text == INSULT.text
    assert (decision.ground, decision.reason, decision.facts) == (Ground.INSULT, INSULT.text, INSULT.facts)
    assert (decision.outcome, decision.before, decision.after) == (Outcome.HIDDEN, "waiting", "hidden")
    assert not decision.automated


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(Reason(None, "So nicht."), "Grund aus"), (Reason(Ground.OTHER, " \n"), "warum Sie so entscheiden")],
)
def test_nothing_is_hidden_without_ground_and_words(reason: Reason, sentence: str) -> None:
    row = make_waiting()
    with pytest.raises(Refused, match=sentence):
        actions.hide(target=Target(row.pk), reason=reason, seen=seen(row.pk), by=make_staff(), at=AT)
    assert not Decision.objects.exists()


def test_a_comment_is_decided_on_by_itself() -> None:
    row = make_contribution()
    comment = make_comment(row, before=True)
    actions.release(target=target(comment.pk), seen=seen(comment.pk), by=make_staff(), at=AT)
    row.refresh_from_db()
    assert row.comments == 1
    hidden(comment.pk)
    row.refresh_from_db()
    assert (row.comments, row.visible) == (0, True)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ANALYST])
def test_others_decide_nothing(role: Role) -> None:
    row = make_waiting()
    with pytest.raises(Refused, match="Berechtigung"):
        actions.release(target=Target(row.pk), seen=seen(row.pk), by=make_staff(role), at=AT)
    row.refresh_from_db()
    assert not row.visible


def test_who_comes_second_hears_that_it_is_decided() -> None:
    row = make_waiting()
    before = seen(row.pk)
    hidden(row.pk)
    with pytest.raises(Refused, match="schon entschieden"):
        actions.release(target=Target(row.pk), seen=before, by=make_staff(), at=AT)


def test_a_text_that_was_changed_meanwhile_is_read_again_first() -> None:
    row = make_waiting()
    now = seen(row.pk)
    with pytest.raises(Refused, match="gerade geändert"):
        actions.release(target=Target(row.pk), seen=Seen(now.publicity, now.revision - 1), by=make_staff(), at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_the_same_moment_one_decides() -> None:
    row, one, other = make_waiting(), make_staff(), make_staff()
    looked = seen(row.pk)
    ended = at_once(
        lambda: actions.release(target=Target(row.pk), seen=looked, by=one, at=AT),
        lambda: actions.hide(target=Target(row.pk), reason=INSULT, seen=looked, by=other, at=AT),
    )
    assert sum(isinstance(end, Refused) for end in ended) == 1
    assert Decision.objects.count() == 1


def test_a_decision_answers_every_open_report() -> None:
    row = make_contribution()
    for _n in range(2):
        make_flag(row.pk)
    decision = hidden(row.pk)
    assert set(Flag.objects.values_list("decision", flat=True)) == {decision}


def test_what_was_shown_at_once_is_remembered_until_somebody_has_looked() -> None:
    row = make_contribution(make_call(moderation=Moderation.AFTER))
    make_comment(row)
    run_jobs()
    assert Unseen.objects.count() == 2
    actions.keep(target=Target(row.pk), seen=seen(row.pk), by=make_staff(), at=AT)
    run_jobs()
    assert [unread.comment is not None for unread in Unseen.objects.all()] == [True]


def test_what_waits_is_not_remembered_twice() -> None:
    make_waiting()
    run_jobs()
    assert not Unseen.objects.exists()


def test_the_job_that_remembers_may_come_after_the_look() -> None:
    row = make_contribution()
    actions.keep(target=Target(row.pk), seen=seen(row.pk), by=make_staff(), at=AT)
    actions.notice(target=Target(row.pk), at=AT)
    assert not Unseen.objects.exists()


def test_what_its_author_changes_after_somebody_looked_is_looked_at_again() -> None:
    row = make_contribution()
    author = of_member(user=make_resident(), language="de", at=AT)
    Contribution.objects.filter(pk=row.pk).update(author=author)
    run_jobs()
    actions.keep(target=Target(row.pk), seen=seen(row.pk), by=make_staff(), at=AT)
    later = AT + timedelta(hours=1)
    edit(contribution=row.pk, content=Content(title="Kauft bei mir"), revision=1, by=None, author=author, at=later)
    run_jobs()
    assert Unseen.objects.get().since == later
    actions.keep(target=Target(row.pk), seen=seen(row.pk), by=make_staff(), at=later)
    run_jobs()
    assert not Unseen.objects.exists()


class TestUndoing:
    def test_everything_is_as_it_was(self) -> None:
        row = make_contribution()
        make_flag(row.pk)
        actions.undo(decision=hidden(row.pk), by=make_staff(), at=AT + timedelta(minutes=9))
        row.refresh_from_db()
        assert row.visible
        assert Flag.objects.get().decision is None
        assert Unseen.objects.get().contribution_id == row.pk

    def test_what_waited_waits_again(self) -> None:
        row = make_waiting()
        moderator = make_staff()
        decision = actions.release(target=Target(row.pk), seen=seen(row.pk), by=moderator, at=AT)
        actions.undo(decision=decision, by=moderator, at=AT)
        row.refresh_from_db()
        assert (row.publicity, row.visible) == (Publicity.WAITING, False)

    def test_the_history_keeps_both(self) -> None:
        row = make_waiting()
        actions.undo(decision=hidden(row.pk), by=make_staff(), at=AT)
        assert Step.objects.filter(contribution=row).count() == 3
        assert Decision.objects.get().undone_at == AT

    @pytest.mark.parametrize(
        ("minutes", "sentence"), [(10, "schon mitgeteilt"), (60, "schon mitgeteilt")], ids=["ten", "an hour"]
    )
    def test_after_ten_minutes_it_is_too_late(self, minutes: int, sentence: str) -> None:
        decision = hidden(make_waiting().pk)
        with pytest.raises(Refused, match=sentence):
            actions.undo(decision=decision, by=make_staff(), at=AT + timedelta(minutes=minutes))

    def test_twice_is_refused(self) -> None:
        decision = hidden(make_waiting().pk)
        actions.undo(decision=decision, by=make_staff(), at=AT)
        with pytest.raises(Refused, match="schon zurückgenommen"):
            actions.undo(decision=decision, by=make_staff(), at=AT)

    def test_only_the_last_decision_is_taken_back(self) -> None:
        row = make_waiting()
        first = hidden(row.pk)
        actions.release(target=Target(row.pk), seen=seen(row.pk), by=make_staff(), at=AT + timedelta(minutes=1))
        with pytest.raises(Refused, match="nur die letzte"):
            actions.undo(decision=first, by=make_staff(), at=AT + timedelta(minutes=2))

    def test_who_may_not_decide_takes_nothing_back(self) -> None:
        decision = hidden(make_waiting().pk)
        with pytest.raises(Refused, match="Berechtigung"):
            actions.undo(decision=decision, by=make_staff(Role.EDITOR), at=AT)


def test_a_decision_is_settled_once_and_not_before_its_time() -> None:
    hidden(make_waiting().pk)
    assert actions.settle_due(at=AT + timedelta(minutes=9)) == 0
    assert actions.settle_due(at=AT + timedelta(minutes=10)) == 1
    assert actions.settle_due(at=AT + timedelta(minutes=11)) == 0


def test_what_is_gone_is_said_so() -> None:
    row = make_waiting()
    looked = seen(row.pk)
    Contribution.objects.filter(pk=row.pk).delete()
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.release(target=Target(row.pk), seen=looked, by=make_staff(), at=AT)
