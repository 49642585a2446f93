"""Two that say the same become one: supports come along once per person, chains lead to the end, all can be undone."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.models import Contribution, Step, Support
from smilecity.collect.contributions.rules import End, Publicity, Verb
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution
from tests.factories_taking import ask_comment, ask_support, confirm, new_address, support

pytestmark = pytest.mark.django_db


def _rows(number: int = 3) -> tuple[list[Contribution], User]:
    call, staff = make_call(), make_staff()
    return [make_contribution(call, by=staff) for _ in range(number)], staff


def _counts(*rows: Contribution) -> list[int]:
    return [Contribution.objects.get(pk=row.pk).supports for row in rows]


def _people(row: Contribution) -> set[bytes]:
    return {bytes(key) for key in Support.objects.filter(contribution=row).values_list("key", flat=True)}


def test_supports_come_along_once_per_person_and_the_merged_one_is_no_longer_listed() -> None:
    (one, other, _), staff = _rows()
    both, only_one, only_other = new_address(), new_address(), new_address()
    for row, address in ((one, both), (one, only_one), (other, both), (other, only_other)):
        support(row.pk, address)
    assert actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT, text="Beide wollen Bänke.") == other.pk
    assert _counts(one, other) == [2, 3]
    one.refresh_from_db()
    assert (one.visible, one.merged_into_id) == (False, other.pk)
    detail = queries.by_id(one.pk)
    assert detail
    assert detail.merged_into == other.number


def test_both_histories_say_so_and_name_each_other() -> None:
    (one, other, _), staff = _rows()
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT + timedelta(hours=1), text="Doppelt")
    told = [queries.steps(row.pk, public=True)[-1] for row in (one, other)]
    assert [(step.verb, step.other_number, step.text) for step in told] == [
        (Verb.MERGED, other.number, "Doppelt"),
        (Verb.MERGED, one.number, "Doppelt"),
    ]


def test_merging_twice_changes_nothing() -> None:
    (one, other, _), staff = _rows()
    for _ in range(2):
        assert actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT) == other.pk
    assert Step.objects.filter(verb=Verb.MERGED).count() == 2


def test_a_merged_one_merged_again_goes_on_to_the_end_with_all_its_people() -> None:
    (first, second, third), staff = _rows()
    for row in (first, second, third):
        support(row.pk)
    actions.merge(contribution=first.pk, into=second.pk, by=staff, at=AT)
    assert actions.merge(contribution=first.pk, into=third.pk, by=staff, at=AT) == third.pk
    assert _counts(third) == [3]
    detail = queries.by_id(first.pk)
    assert detail
    assert detail.merged_into == third.number
    assert support(first.pk) is End.DONE
    assert _counts(first, second, third) == [1, 2, 4]


def test_no_circle_and_nothing_into_itself() -> None:
    (one, other, third), staff = _rows()
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    actions.merge(contribution=other.pk, into=third.pk, by=staff, at=AT)
    with pytest.raises(Refused, match=f"Nr. {one.number} ist schon ein Teil"):
        actions.merge(contribution=third.pk, into=one.pk, by=staff, at=AT)
    with pytest.raises(Refused, match="sich selbst"):
        actions.merge(contribution=one.pk, into=one.pk, by=staff, at=AT)


def test_only_within_one_call_and_nothing_that_was_removed() -> None:
    (one, other, gone), staff = _rows()
    elsewhere = make_contribution()
    with pytest.raises(Refused, match="desselben Aufrufs"):
        actions.merge(contribution=one.pk, into=elsewhere.pk, by=staff, at=AT)
    actions.remove(contribution=gone.pk, by=staff, reason="Beleidigung", at=AT)
    for pair in ((one, gone), (gone, other)):
        with pytest.raises(Refused, match="gelöschten"):
            actions.merge(contribution=pair[0].pk, into=pair[1].pk, by=staff, at=AT)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_merge(role: Role) -> None:
    (one, other, _), _staff = _rows()
    by = make_staff(role)
    if role in {Role.MODERATOR, Role.CLERK, Role.ADMINISTRATOR}:
        actions.merge(contribution=one.pk, into=other.pk, by=by, at=AT)
        actions.part(contribution=one.pk, by=by, at=AT)
        return
    for act in (
        lambda: actions.merge(contribution=one.pk, into=other.pk, by=by, at=AT),
        lambda: actions.part(contribution=one.pk, by=by, at=AT),
    ):
        with pytest.raises(Refused, match="dürfen nur"):
            act()


def test_parted_again_each_has_its_own_supports_and_is_listed() -> None:
    (one, other, third), staff = _rows()
    both = new_address()
    for row, address in ((one, both), (one, None), (other, both)):
        support(row.pk, address)
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    actions.merge(contribution=other.pk, into=third.pk, by=staff, at=AT)
    support(third.pk)
    assert _counts(one, other, third) == [2, 2, 3]
    actions.part(contribution=one.pk, by=staff, at=AT)
    assert _counts(one, other, third) == [2, 1, 2]
    one.refresh_from_db()
    assert (one.visible, one.merged_into_id) == (True, None)
    with pytest.raises(Refused, match="nicht zusammengeführt"):
        actions.part(contribution=one.pk, by=staff, at=AT)


def test_who_supported_the_merged_one_and_then_this_one_still_supports_it_when_they_part() -> None:
    (one, other, _), staff = _rows()
    address = new_address()
    support(one.pk, address)
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    assert support(other.pk, address) is End.REPEATED
    actions.part(contribution=one.pk, by=staff, at=AT)
    assert _counts(one, other) == [1, 1]


def test_a_support_taken_back_is_gone_everywhere() -> None:
    (one, other, _), staff = _rows()
    user = make_resident()
    actions.support_as_member(contribution=one.pk, user=user, informed=False, at=AT)
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    assert actions.withdraw_support(contribution=one.pk, user=user, at=AT)
    actions.part(contribution=one.pk, by=staff, at=AT)
    assert [_counts(one, other), _people(one)] == [[0, 0], set()]


def test_supports_counted_elsewhere_are_added_up() -> None:
    (one, other, _), staff = _rows()
    Contribution.objects.filter(pk=one.pk).update(imported_supports=7, supports=7)
    support(one.pk)
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    assert _counts(other) == [8]
    actions.part(contribution=one.pk, by=staff, at=AT)
    assert _counts(one, other) == [8, 0]


def test_what_waits_for_its_mail_counts_for_the_end_of_the_chain() -> None:
    (one, other, _), staff = _rows()
    supported, said = ask_support(one.pk), ask_comment(one.pk)
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    assert [confirm(supported).contribution, confirm(said).contribution] == [other.pk, other.pk]
    other.refresh_from_db()
    assert (other.supports, other.comments) == (1, 1)


@pytest.mark.parametrize("publicity", [Publicity.WAITING, Publicity.HIDDEN])
def test_nothing_goes_into_one_that_is_not_public_but_such_a_one_may_go_into_another(publicity: Publicity) -> None:
    (one, other, _), staff = _rows()
    actions.set_publicity(contribution=other.pk, publicity=publicity, by=staff, at=AT)
    with pytest.raises(Refused, match=f"Nr. {other.number} ist zurzeit nicht öffentlich"):
        actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    assert Contribution.objects.get(pk=one.pk).visible
    assert actions.merge(contribution=other.pk, into=one.pk, by=staff, at=AT) == one.pk


@pytest.mark.parametrize("publicity", sorted(set(Publicity) - {Publicity.SHOWN}))
def test_the_public_history_names_what_is_not_shown_by_its_number_only(publicity: Publicity) -> None:
    (one, other, _), staff = _rows()
    actions.merge(contribution=other.pk, into=one.pk, by=staff, at=AT + timedelta(hours=1))
    assert queries.steps(one.pk, public=True)[-1].other_title == other.title
    actions.set_publicity(contribution=other.pk, publicity=publicity, by=staff, at=AT + timedelta(hours=2))
    named = [queries.steps(one.pk, public=public)[-1] for public in (True, False)]
    assert [(step.other_number, step.other_title) for step in named] == [
        (other.number, ""),
        (other.number, other.title),
    ]


def test_what_went_into_one_that_is_hidden_later_nobody_can_act_on() -> None:
    (one, other, _), staff = _rows()
    actions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    actions.set_publicity(contribution=other.pk, publicity=Publicity.HIDDEN, by=staff, at=AT)
    with pytest.raises(Refused, match="nicht mehr öffentlich"):
        support(one.pk)


class Merged(TestCase):
    @settings(max_examples=20)
    @given(st.lists(st.tuples(st.sampled_from("mmsp"), st.integers(0, 4), st.integers(0, 4)), max_size=14))
    def test_whatever_is_merged_supported_and_parted_the_counts_are_those_of_the_people(
        self, acts: list[tuple[str, int, int]]
    ) -> None:
        rows, staff = _rows(5)
        own: list[set[int]] = [set() for _ in rows]
        into: dict[int, int] = {}
        people = [make_resident() for _ in range(5)]
        for act, one, other in acts:
            if act == "s":
                end = _end(into, one)
                actions.support_as_member(contribution=rows[one].pk, user=people[other], informed=False, at=AT)
                own[end].add(other)
            elif act == "m" and _end(into, one) != _end(into, other):
                actions.merge(contribution=rows[one].pk, into=rows[other].pk, by=staff, at=AT)
                into[_end(into, one)] = _end(into, other)
            elif act == "p" and one in into:
                actions.part(contribution=rows[one].pk, by=staff, at=AT)
                del into[one]
        for number, row in enumerate(rows):
            there: set[int] = set().union(*(own[n] for n in range(5) if number in _links(into, n)))
            assert (_counts(row), len(_people(row))) == ([len(there)], len(there))


def _links(into: dict[int, int], start: int) -> list[int]:
    links = [start]
    while links[-1] in into:
        links.append(into[links[-1]])
    return links


def _end(into: dict[int, int], start: int) -> int:
    return _links(into, start)[-1]
