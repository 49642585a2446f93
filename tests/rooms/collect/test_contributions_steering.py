"""What rooms downstream write on the trunk: it stands where lists look, and it is appended to the history."""

from datetime import date

import pytest

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Moderation, Publicity, Status, Verb
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call, make_contribution, make_office

pytestmark = pytest.mark.django_db


def _verbs(row: Contribution) -> list[str]:
    return list(Step.objects.filter(contribution=row).order_by("at", "id").values_list("verb", flat=True))


def test_a_call_read_before_publication_shows_nothing_by_itself() -> None:
    row = make_contribution(make_call(moderation=Moderation.BEFORE))
    assert (row.visible, row.publicity, row.published_at) == (False, Publicity.WAITING, None)


def test_a_call_read_afterwards_shows_at_once() -> None:
    row = make_contribution(make_call(moderation=Moderation.AFTER))
    assert (row.visible, row.published_at) == (True, AT)


def test_saying_the_same_twice_appends_one_step() -> None:
    row, staff = make_contribution(), make_staff()
    for _ in range(2):
        actions.set_status(contribution=row.pk, status=Status.IN_REVIEW, by=staff, at=AT)
    assert sorted(_verbs(row)) == [Verb.STATUS, Verb.SUBMITTED]


def test_a_reply_sets_status_and_first_answer_once() -> None:
    row, staff = make_contribution(), make_staff()
    office = make_office()
    actions.set_office(contribution=row.pk, office=office, due_on=date(2026, 3, 30), by=staff, at=AT)
    actions.reply(contribution=row.pk, text="Wir bauen sie.", status=Status.ACCEPTED, by=staff, at=AT)
    row.refresh_from_db()
    assert (row.status, row.answered_at, row.office_id) == (Status.ACCEPTED, AT, office)
    assert Step.objects.get(contribution=row, verb=Verb.REPLIED).text == "Wir bauen sie."
