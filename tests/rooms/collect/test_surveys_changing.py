"""Whoever holds the secret that was shown once may change the answers until the deadline; nobody else, nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.register.models import Entry
from tests.factories import AT, CLOSES_AT, Made, closed, make_draft, take_part

pytestmark = pytest.mark.django_db

MAX = "max@example.org"


def test_the_secret_opens_a_copy_that_counts_when_it_is_saved(survey: Made) -> None:
    secret, one = take_part(survey, MAX), survey.questions[0]
    draft = actions.begin_change(secret=secret, language="de", at=AT)
    row = queries.draft(draft, survey.id)
    assert row
    assert row.changes_counted
    assert row.answers[str(one)] == "bus"
    actions.answer(draft=draft, question=one, value="bike", at=AT)
    actions.give_profile(draft=draft, profile={"sex": "diverse"}, at=AT)
    assert Participation.objects.get().answers[str(one)] == "bus"
    actions.save_change(draft=draft, at=CLOSES_AT - timedelta(microseconds=1))
    kept = Participation.objects.get()
    assert (kept.answers[str(one)], kept.profile) == ("bike", {"sex": "diverse"})
    assert not Draft.objects.exists()
    assert Entry.objects.count() == 1


def test_it_may_be_changed_again_with_the_same_secret(survey: Made) -> None:
    secret, one = take_part(survey, MAX), survey.questions[0]
    for value in ("bike", "car", "bus"):
        draft = actions.begin_change(secret=secret, language="de", at=AT)
        actions.answer(draft=draft, question=one, value=value, at=AT)
        actions.save_change(draft=draft, at=AT)
        assert Participation.objects.get().answers[str(one)] == value


def test_one_secret_reaches_one_participation_only(survey: Made) -> None:
    mine, other = take_part(survey, MAX), take_part(survey, "lena@example.org")
    draft = actions.begin_change(secret=mine, language="de", at=AT)
    actions.answer(draft=draft, question=survey.questions[0], value="car", at=AT)
    actions.save_change(draft=draft, at=AT)
    changed = {
        bytes(row.change_hash or b""): row.answers[str(survey.questions[0])] for row in Participation.objects.all()
    }
    assert changed == {hashes.digest(mine): "car", hashes.digest(other): "bus"}


def test_a_change_stays_complete(survey: Made) -> None:
    draft = actions.begin_change(secret=take_part(survey, MAX), language="de", at=AT)
    actions.answer(draft=draft, question=survey.questions[0], value=None, at=AT)
    with pytest.raises(Refused, match="noch diese Frage"):
        actions.save_change(draft=draft, at=AT)
    assert Participation.objects.get().answers[str(survey.questions[0])] == "bus"


def test_a_change_takes_no_address_because_it_would_join_it_to_the_answers(survey: Made) -> None:
    draft = actions.begin_change(secret=take_part(survey, MAX), language="de", at=AT)
    with pytest.raises(Refused):
        actions.give_address(draft=draft, address=MAX, at=AT)
    assert Draft.objects.get().address == ""


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "ä" * 43, "\x00" * 43, "a" * 100_000])
def test_no_other_secret_opens_anything(survey: Made, secret: str) -> None:
    take_part(survey, MAX)
    assert queries.of_secret(secret) is None
    with pytest.raises(Refused):
        actions.begin_change(secret=secret, language="de", at=AT)
    assert not Draft.objects.exists()


def test_a_draft_that_changes_nothing_counted_cannot_be_saved_as_a_change(survey: Made) -> None:
    for draft in (make_draft(survey, address=MAX), uuid4()):
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            actions.save_change(draft=draft, at=AT)
    assert not Participation.objects.exists()


def test_after_the_deadline_the_secret_opens_nothing_and_after_the_close_it_is_gone(survey: Made) -> None:
    secret = take_part(survey, MAX)
    draft = actions.begin_change(secret=secret, language="de", at=AT)
    with pytest.raises(Refused, match="beendet"):
        actions.begin_change(secret=secret, language="de", at=CLOSES_AT)
    with pytest.raises(Refused, match="beendet"):
        actions.save_change(draft=draft, at=CLOSES_AT)
    closed(survey)
    assert queries.of_secret(secret) is None
    assert not Draft.objects.exists()
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.begin_change(secret=secret, language="de", at=CLOSES_AT)
