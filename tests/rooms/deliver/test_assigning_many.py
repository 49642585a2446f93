"""After an import every contribution gets its office: few statements, nobody is told, and no promise of the past."""

from datetime import UTC, datetime

import pytest

from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Channel, Status, Verb
from smilecity.deliver.answers import actions
from tests.factories import AT
from tests.factories_answers import make_answering_office
from tests.factories_contributions import make_call
from tests.jobs import waiting_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def imported(number: int, channel: Channel = Channel.IMPORT, **fields: object) -> None:
    """Contributions that another platform collected years ago."""
    call = make_call()
    Contribution.objects.bulk_create(
        Contribution(
            call_id=call,
            kind="idea",
            title=f"Vorschlag {n}",
            channel=channel,
            publicity="shown",
            visible=True,
            submitted_at=datetime(2016, 2, 1, tzinfo=UTC),
            published_at=AT,
            changed_at=AT,
            **fields,
        )
        for n in range(number)
    )


def test_they_are_promised_an_answer_from_now_on_and_their_history_says_so() -> None:
    office = make_answering_office()
    imported(3)
    before = len(waiting_jobs())
    assert actions.assign_missing(at=AT) == 3
    row = Contribution.objects.all()[0]
    assert (row.office_id, str(row.due_on)) == (office, "2026-03-30")
    assert Step.objects.filter(verb=Verb.OFFICE, office=office).count() == 3
    assert len(waiting_jobs()) == before  # no notice to anybody


def test_what_was_decided_elsewhere_waits_for_nothing() -> None:
    make_answering_office()
    imported(2, status=Status.DONE)
    assert actions.assign_missing(at=AT) == 0


def test_a_hundred_take_as_many_statements_as_two() -> None:
    make_answering_office()
    imported(2)
    with statements() as few:
        actions.assign_missing(at=AT)
    imported(100)
    with statements() as many:
        assert actions.assign_missing(at=AT) == 100
    assert len(many) == len(few) <= 10


def test_what_nobody_is_responsible_for_costs_as_much_for_a_hundred_as_for_two() -> None:
    imported(2, channel=Channel.WEB)
    with statements() as few:
        assert actions.assign_missing(at=AT) == 0
    imported(98, channel=Channel.WEB)
    with statements() as many:
        assert actions.assign_missing(at=AT) == 0
    assert len(many) == len(few)
