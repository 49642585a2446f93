"""One person supports once: guests by mail, members at once, whoever comes by which way; nobody learns who did."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.models import Contribution, Draft, Support
from smilecity.collect.contributions.rules import Act, End, Moderation, Publicity, Settled
from smilecity.ground.refusals import Refused
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.models import User
from smilecity.people.register import queries as register
from smilecity.people.register.models import Pending
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.factories_taking import ask_support, confirm, contribute, mail_of, new_address, support

pytestmark = pytest.mark.django_db


def _count(contribution: UUID) -> int:
    return Contribution.objects.get(pk=contribution).supports


def _supports(user: User, row: Contribution) -> bool:
    return queries.supports(row.pk, register.key_in(row.call.process_id, user.email))


def _as_member(row: Contribution, user: User, *, informed: bool = False) -> bool:
    return actions.support_as_member(contribution=row.pk, user=user, informed=informed, at=AT)


def test_a_guests_support_counts_when_the_mail_is_confirmed_and_leaves_no_address() -> None:
    row, later = make_contribution(), AT + timedelta(hours=1)
    mailed = ask_support(row.pk)
    assert _count(row.pk) == 0
    assert confirm(mailed, at=later) == Settled(End.DONE, Act.SUPPORT, row.pk)
    row.refresh_from_db()
    assert (row.supports, row.changed_at) == (1, later)
    assert not Contact.objects.exists()
    assert OptIn.objects.count() == 1
    assert not Draft.objects.exists()


def test_who_wants_to_hear_what_becomes_of_it_can_be_written_to() -> None:
    row, address, user = make_contribution(), new_address(), make_resident()
    support(row.pk, address, informed=True)
    _as_member(row, user, informed=True)
    contacts = Contact.objects.filter(pk__in=Support.objects.values("contact"))
    assert {contact.user or contact.address for contact in contacts} == {address, user}


@pytest.mark.parametrize("spelling", ["max@gmail.com", "M.A.X@GoogleMail.com", "max+stadt@gmail.com"])
def test_one_person_counts_once_whatever_the_spelling_and_the_way(spelling: str) -> None:
    row, user = make_contribution(), make_resident(email="max@gmail.com")
    assert support(row.pk, spelling) is End.DONE
    assert support(row.pk, "max@gmail.com") is End.REPEATED
    assert _as_member(row, user) is False
    assert _count(row.pk) == 1


def test_asking_is_the_same_for_everybody_whether_or_not_they_support_already() -> None:
    row, address = make_contribution(), new_address()
    support(row.pk, address)
    ask_support(row.pk, address)
    assert Pending.objects.count() == 1


def test_a_double_click_asks_once_and_nobody_takes_another_draft_by_its_id() -> None:
    row, once = make_contribution(), uuid4()
    for _ in range(2):
        made = actions.support_as_guest(
            contribution=row.pk, address="a@example.org", informed=False, language="de", at=AT, once=once
        )
        assert made == once
    assert Pending.objects.count() == 1
    with pytest.raises(Refused, match="neu beginnen"):
        actions.support_as_guest(
            contribution=make_contribution().pk,
            address="b@example.org",
            informed=False,
            language="de",
            at=AT,
            once=once,
        )
    assert confirm(mail_of(once)).end is End.DONE


def test_a_member_takes_the_support_back_and_gives_it_again() -> None:
    row, user = make_contribution(), make_resident()
    assert [_as_member(row, user), _supports(user, row)] == [True, True]
    assert actions.withdraw_support(contribution=row.pk, user=user, at=AT)
    assert not actions.withdraw_support(contribution=row.pk, user=user, at=AT)
    assert [_count(row.pk), _supports(user, row)] == [0, False]
    assert _as_member(row, user)


def test_nobody_supports_what_is_their_own() -> None:
    call, user = make_call(), make_resident(email="lena@example.org")
    made = contribute(call, "lena@example.org")
    row = Contribution.objects.get(pk=made)
    assert support(made, "Lena@example.org") is End.OWN
    with pytest.raises(Refused, match="eigener"):
        _as_member(row, user)
    assert _count(made) == 0


@pytest.mark.parametrize("publicity", [Publicity.WAITING, Publicity.HIDDEN, Publicity.WITHDRAWN, Publicity.REMOVED])
def test_what_cannot_be_read_cannot_be_supported_and_the_link_waits_for_its_return(publicity: Publicity) -> None:
    row, staff = make_contribution(), make_staff()
    mailed = ask_support(row.pk)
    actions.set_publicity(contribution=row.pk, publicity=publicity, by=staff, at=AT)
    with pytest.raises(Refused, match="nicht mehr öffentlich"):
        _as_member(row, make_resident())
    with pytest.raises(Refused, match="nicht mehr öffentlich"):
        ask_support(row.pk)
    assert confirm(mailed) == Settled(End.GONE, Act.SUPPORT, row.pk)
    if publicity is not Publicity.REMOVED:
        actions.set_publicity(contribution=row.pk, publicity=Publicity.SHOWN, by=staff, at=AT)
        assert confirm(mailed).end is End.DONE


def test_after_the_end_of_the_call_nothing_is_supported() -> None:
    end = AT + timedelta(days=1)
    row = make_contribution(make_call(closes_at=end))
    with pytest.raises(Refused, match="beendet"):
        actions.support_as_member(contribution=row.pk, user=make_resident(), informed=False, at=end)
    with pytest.raises(Refused, match="beendet"):
        ask_support(row.pk, at=end)


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match="nicht mehr"):
        actions.support_as_member(contribution=uuid4(), user=make_resident(), informed=False, at=AT)


def test_one_sees_what_one_supports() -> None:
    call, user = make_call(moderation=Moderation.AFTER), make_resident()
    rows = [make_contribution(call) for _ in range(3)]
    for row in rows[:2]:
        _as_member(row, user)
    keys = register.keys_in(queries.processes(), user.email)
    assert {card.id for card in queries.supported_by(keys.values())} == {row.pk for row in rows[:2]}
    assert queries.supported_by([]) == []
