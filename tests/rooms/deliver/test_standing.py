"""Whoever loses the role or leaves acts for no office any more: not as a clerk, a head or a substitute."""

import pytest

from smilecity.deliver.answers import actions, reading
from smilecity.deliver.answers.actions import organising
from smilecity.deliver.answers.models import Reminder
from smilecity.deliver.answers.rules import Act, may
from smilecity.ground.refusals import Refused
from smilecity.people.actions import give_roles
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def roles(user: User, *given: Role) -> None:
    give_roles(user=user.pk, roles=given, by=None, at=AT)
    user.refresh_from_db()


def acts(user: User, office: int, act: Act = Act.ANSWER) -> bool:
    return may(act, reading.standing_of(user, TODAY), office)


def substitute(user: User, instead: User) -> None:
    actions.note_absence(user=user.pk, substitute=instead.pk, first_on=TODAY, last_on=TODAY, by=user, at=AT)


def told(office: int, kind: Reminder.Kind) -> set[object]:
    return set(reading.recipients([office], kind, TODAY)[office])


@pytest.mark.parametrize(
    ("given", "still"),
    [((Role.CLERK,), True), ((), False), ((Role.EDITOR,), False), ((Role.ANALYST, Role.MODERATOR), False)],
)
def test_a_clerk_and_a_head_act_only_while_they_have_the_role(given: tuple[Role, ...], still: bool) -> None:
    head = make_clerk()
    office = make_answering_office(head=head)
    clerk = make_clerk(office)
    roles(clerk, *given)
    roles(head, *given)
    assert {act: acts(clerk, office, act) for act in (Act.SEE, Act.ANSWER)} == dict.fromkeys(
        (Act.SEE, Act.ANSWER), still
    )
    assert {act: acts(head, office, act) for act in (Act.SEE, Act.EXTEND_AGAIN)} == dict.fromkeys(
        (Act.SEE, Act.EXTEND_AGAIN), still
    )
    assert (clerk.pk in told(office, Reminder.Kind.REMINDED)) is still
    assert (head.pk in told(office, Reminder.Kind.ESCALATED)) is still


def test_who_lost_the_role_can_no_longer_answer() -> None:
    row = make_case()
    clerk = make_clerk(row.office_id or 0)
    roles(clerk, Role.EDITOR)
    with pytest.raises(Refused):
        answered(row, None, "Wir melden uns.", by=clerk, at=AT)


def test_a_substitute_needs_the_role_when_it_is_noted_and_while_it_lasts() -> None:
    office = make_answering_office()
    anna, ben, editor = make_clerk(office), make_clerk(), make_staff(Role.EDITOR)
    with pytest.raises(Refused, match=organising.NOT_STAFF):
        substitute(anna, editor)
    substitute(anna, ben)
    assert acts(ben, office)
    roles(ben, Role.EDITOR)
    assert not acts(ben, office)
    assert told(office, Reminder.Kind.REMINDED) == {anna.pk}, "somebody who may act is told"


@pytest.mark.parametrize("leaves", [True, False])
def test_nobody_inherits_a_right_from_a_colleague_who_has_none_any_more(leaves: bool) -> None:
    office = make_answering_office()
    anna, ben = make_clerk(office), make_clerk()
    substitute(anna, ben)
    assert acts(ben, office)
    if leaves:
        User.objects.filter(pk=anna.pk).update(is_active=False)
    else:
        roles(anna)
    assert not acts(ben, office)


def test_an_administrator_needs_no_office() -> None:
    assert acts(make_staff(), make_answering_office())
