"""Everything counts until the deadline and nothing at it; and what each act costs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.rules import End, Settled
from smilecity.ground import hashes
from smilecity.ground.refusals import Refused
from smilecity.people.register import actions as register
from smilecity.people.register.models import Pending
from tests.factories import (
    AT,
    CLOSES_AT,
    Made,
    closed,
    make_draft,
    make_survey,
    send_off,
    take_part,
    take_part_as_member,
    what_waits,
)
from tests.support.statements import statements
from tests.support.stored import stored

pytestmark = pytest.mark.django_db

MAX = "max@example.org"
MOMENT = timedelta(microseconds=1)


def _acts_at_the_end(survey: Made, at: datetime) -> list[str]:
    """Do everything that counts at `at`; return what became of it."""
    prepared = at.astimezone(UTC) - timedelta(hours=1)
    sent = send_off(survey, "a@example.org", at=prepared)
    coded = send_off(survey, "b@example.org", at=prepared)
    guest, member = make_draft(survey, address=MAX, at=prepared), make_draft(survey, at=prepared)
    changing = take_part(survey, "c@example.org", at=prepared)
    change = actions.begin_change(secret=changing, language="de", at=prepared)
    secrets = [hashes.new_secret() for _ in range(3)]
    acts: list[Callable[[], object]] = [
        lambda: actions.confirm_by_link(token=sent.token, secret=secrets[0], at=at),
        lambda: actions.confirm_by_code(draft=coded.draft, code=coded.code, secret=secrets[1], at=at),
        lambda: actions.submit_as_guest(draft=guest, language="de", at=at),
        lambda: actions.submit_as_member(draft=member, address="d@example.org", secret=secrets[2], at=at),
        lambda: actions.begin_change(secret=changing, language="de", at=at),
        lambda: actions.save_change(draft=change, at=at),
    ]
    ended = []
    for act in acts:
        try:
            result = act()
        except Refused as refused:
            ended.append(refused.sentence)
        else:
            ended.append(result.end.value if isinstance(result, Settled) else _short(result))
    return ended


def _short(result: object) -> str:
    return result if isinstance(result, str) else "done"


@pytest.mark.parametrize(
    "closes_at",
    [
        CLOSES_AT,
        # The night in which half past two comes twice: the second one, and the first one.
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=0),
        # The night in which it never comes: three o'clock is the next after two.
        datetime(2026, 3, 29, 3, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    ],
)
def test_everything_counts_until_the_deadline_and_nothing_at_it(closes_at: datetime) -> None:
    end = closes_at.astimezone(UTC)
    for zone in (UTC, ZoneInfo("Europe/Berlin")):
        before, at_the_end = (end - MOMENT).astimezone(zone), end.astimezone(zone)
        survey = make_survey(open=True, closes_at=closes_at)
        assert _acts_at_the_end(survey, before) == ["counted", "counted", "done", "counted", "done", "done"]
        survey = make_survey(open=True, closes_at=closes_at)
        refused = actions.taking.CLOSED
        assert _acts_at_the_end(survey, at_the_end) == ["expired", register.CODE_EXPIRED, *[refused] * 4]
        assert queries.participations(survey.id) == 1


def test_a_link_sent_shortly_before_the_end_lives_to_the_end_only(survey: Made) -> None:
    sent = send_off(survey, MAX, at=CLOSES_AT - timedelta(hours=1))
    assert Pending.objects.get(pk=sent.pending).expires_at == CLOSES_AT


def test_a_survey_without_deadline_takes_answers_until_it_is_closed_by_hand() -> None:
    survey = make_survey(open=True, closes_at=None)
    late = AT + timedelta(days=4_000)
    take_part(survey, MAX, at=late)
    closed(survey, at=late)
    assert actions.confirm_by_link(token="x", secret=hashes.new_secret(), at=late).end is End.UNKNOWN
    with pytest.raises(Refused):
        take_part_as_member(survey, "lena@example.org", at=late)


def test_a_survey_that_is_still_written_counts_nobody() -> None:
    survey = make_survey()
    preview = make_draft(survey, address=MAX)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_as_guest(draft=preview, language="de", at=AT)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_as_member(draft=preview, address=MAX, secret=hashes.new_secret(), at=AT)
    assert stored() == (1, 0, 0, 0)


def test_statements_stay_few(survey: Made) -> None:
    def cost(act: Callable[[], object]) -> int:
        with statements() as ran:
            act()
        return len(ran)

    drafts = [make_draft(survey, address=MAX) for _ in range(2)]
    guest = cost(lambda: actions.submit_as_guest(draft=drafts[0], language="de", at=AT))
    sent = what_waits(drafts[0])
    secrets = [hashes.new_secret() for _ in range(3)]
    link = cost(lambda: actions.confirm_by_link(token=sent.token, secret=secrets[0], at=AT))
    coded = send_off(survey, "b@example.org")
    code = cost(lambda: actions.confirm_by_code(draft=coded.draft, code=coded.code, secret=secrets[1], at=AT))
    member = cost(lambda: actions.submit_as_member(draft=drafts[1], address="c@d.de", secret=secrets[2], at=AT))
    change = actions.begin_change(secret=secrets[2], language="de", at=AT)
    save = cost(lambda: actions.save_change(draft=change, at=AT))
    assert {"guest": guest, "link": link, "code": code, "member": member, "save": save} == {
        "guest": 8, "link": 9, "code": 8, "member": 7, "save": 5,
    }  # fmt: skip
