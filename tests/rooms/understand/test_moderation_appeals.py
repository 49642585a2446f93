"""Complaints and forgetting: judged by somebody else, turned round where right, nobody's address kept too long."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions, rules
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.queries import figures, public
from smilecity.understand.moderation.rules import UNDO_WITHIN, Ground, Outcome, Target
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_contribution
from tests.factories_moderation import hidden, make_flag, make_waiting, seen

pytestmark = pytest.mark.django_db

TOLD_AT = AT + UNDO_WITHIN


@pytest.fixture
def first() -> User:
    return make_staff(Role.MODERATOR)


def settled(decision: UUID, at: datetime = TOLD_AT) -> UUID:
    actions.settle_due(at=at)
    return decision


def complaint(row: Contribution, first: User) -> UUID:
    decision = settled(hidden(row.pk, by=first))
    return actions.appeal(decision=decision, text="Das war ein Zitat.", at=TOLD_AT)


def settle(appeal: UUID, by: User, *, upheld: bool = True) -> None:
    actions.settle_appeal(appeal=appeal, upheld=upheld, answer="Sie haben recht.", by=by, at=TOLD_AT)


def test_who_decided_first_is_refused_where_another_moderator_exists(first: User) -> None:
    appeal = complaint(make_waiting(), first)
    make_staff(Role.MODERATOR)
    with pytest.raises(Refused, match="jemand anderes"):
        settle(appeal, first)
    assert Appeal.objects.get().decided_at is None


def test_where_nobody_else_can_the_same_person_answers(first: User) -> None:
    row = make_waiting(by=first)
    User.objects.exclude(pk=first.pk).update(is_active=False)
    settle(complaint(row, first), first)
    assert Appeal.objects.get().upheld


def test_somebody_who_may_not_sign_in_or_only_looks_is_nobody_else(first: User) -> None:
    row = make_waiting(by=first)
    appeal = complaint(row, first)
    make_staff(Role.EDITOR)
    gone = make_staff(Role.MODERATOR)
    gone.is_active = False
    gone.save()
    settle(appeal, first)


def test_a_complaint_that_is_right_shows_what_was_hidden(first: User) -> None:
    row = make_waiting()
    other = make_staff(Role.MODERATOR)
    settle(complaint(row, first), other)
    row.refresh_from_db()
    appeal = Appeal.objects.select_related("followed_by").get()
    assert row.visible
    assert appeal.followed_by
    assert appeal.followed_by.outcome == Outcome.RELEASED
    assert AuditEntry.objects.filter(verb="moderation.settle_appeal", actor=other.pk).exists()


def test_a_complaint_that_is_not_right_changes_nothing(first: User) -> None:
    row = make_waiting()
    settle(complaint(row, first), make_staff(), upheld=False)
    row.refresh_from_db()
    assert (row.publicity, Decision.objects.count()) == (Publicity.HIDDEN, 1)


def test_who_reported_is_right_and_it_is_hidden_with_their_ground(first: User) -> None:
    row = make_contribution()
    flag = make_flag(row.pk, ground=Ground.HATE)
    decision = settled(actions.keep(target=Target(row.pk), seen=seen(row.pk), by=first, at=AT))
    appeal = actions.appeal(decision=decision, flag=flag.id, text="Es ist Hetze.", at=TOLD_AT)
    settle(appeal, make_staff())
    row.refresh_from_db()
    assert row.publicity == Publicity.HIDDEN
    assert Decision.objects.latest("decided_at").ground == Ground.HATE


def test_each_side_complains_once(first: User) -> None:
    row = make_contribution()
    flag = make_flag(row.pk)
    decision = settled(hidden(row.pk, by=first))
    for side in (None, flag.id):
        actions.appeal(decision=decision, flag=side, text="Falsch.", at=TOLD_AT)
        with pytest.raises(Refused, match="schon erhalten"):
            actions.appeal(decision=decision, flag=side, text="Falsch.", at=TOLD_AT)


@pytest.mark.parametrize(("late", "sentence"), [(timedelta(0), None), (timedelta(days=184), "abgelaufen")])
def test_six_months_long(first: User, late: timedelta, sentence: str | None) -> None:
    decision = settled(hidden(make_waiting().pk, by=first))
    if sentence is None:
        actions.appeal(decision=decision, text="Falsch.", at=TOLD_AT + late)
        return
    with pytest.raises(Refused, match=sentence):
        actions.appeal(decision=decision, text="Falsch.", at=TOLD_AT + late)


def test_what_was_not_told_yet_cannot_be_appealed(first: User) -> None:
    with pytest.raises(Refused, match="noch keine Beschwerde"):
        actions.appeal(decision=hidden(make_waiting().pk, by=first), text="Falsch.", at=AT)


def test_an_answer_is_given_once(first: User) -> None:
    appeal = complaint(make_waiting(), first)
    settle(appeal, make_staff())
    with pytest.raises(Refused, match="schon beantwortet"):
        settle(appeal, make_staff())


def test_residents_answer_no_complaints(first: User) -> None:
    with pytest.raises(Refused, match="Berechtigung"):
        settle(complaint(make_waiting(), first), make_resident())


class TestForgetting:
    AFTER = TOLD_AT + timedelta(days=185)

    def test_who_reported_is_forgotten_six_months_after_the_decision(self) -> None:
        row = make_contribution()
        flag = make_flag(row.pk, address="anna@example.org")
        settled(hidden(row.pk))
        assert actions.forget(at=rules.appeal_until(TOLD_AT) - timedelta(seconds=1)) == 0
        assert actions.forget(at=self.AFTER) == 1
        kept = Flag.objects.get()
        assert (kept.name, kept.address, kept.text, kept.ground) == ("", "", "", Ground.INSULT)
        state = public.flag_state(flag.token)
        assert state
        assert state.statement
        assert state.statement.reason

    def test_nobody_is_forgotten_before_the_decision(self) -> None:
        make_flag(make_contribution().pk, address="anna@example.org")
        assert actions.forget(at=AT + timedelta(days=3_000)) == 0

    def test_nobody_is_forgotten_while_a_complaint_waits(self, first: User) -> None:
        row = make_contribution()
        make_flag(row.pk, address="anna@example.org")
        appeal = complaint(row, first)
        assert actions.forget(at=self.AFTER) == 0
        settle(appeal, make_staff(), upheld=False)
        assert actions.forget(at=self.AFTER) == 1

    def test_the_words_of_a_complaint_go_and_the_answer_stays(self, first: User) -> None:
        appeal = complaint(make_waiting(), first)
        actions.forget(at=self.AFTER)
        assert Appeal.objects.get().text
        settle(appeal, make_staff(), upheld=False)
        actions.forget(at=self.AFTER)
        assert (Appeal.objects.get().text, Appeal.objects.get().answer) == ("", "Sie haben recht.")


def test_the_figures_of_a_year_count_what_happened_in_it(first: User) -> None:
    row = make_contribution()
    make_flag(row.pk)
    make_flag(make_contribution().pk, ground=Ground.HATE)
    actions.undo(decision=hidden(row.pk, by=first), by=first, at=AT)
    decision = settled(hidden(row.pk, by=first, at=AT + timedelta(hours=2)), AT + timedelta(hours=3))
    appeal = actions.appeal(decision=decision, text="Falsch.", at=AT + timedelta(hours=4))
    actions.settle_appeal(appeal=appeal, upheld=False, answer="Nein.", by=make_staff(), at=AT + timedelta(hours=10))
    found = figures.figures(AT - timedelta(days=1), AT + timedelta(days=1))
    assert (found.flags, found.flags_acted_on, found.flags_open) == (2, 1, 1)
    assert found.flags_by_ground == {Ground.INSULT: 1, Ground.HATE: 1}
    assert (found.decisions[Outcome.HIDDEN], found.restricted_by_ground) == (1, {Ground.INSULT: 1})
    assert (found.appeals, found.appeals_upheld, found.appeals_open, found.automated) == (1, 0, 0, 0)
    assert (found.median_flag, found.median_appeal) == (timedelta(hours=2), timedelta(hours=6))
    assert figures.figures(AT + timedelta(days=1), AT + timedelta(days=2)).flags == 0
