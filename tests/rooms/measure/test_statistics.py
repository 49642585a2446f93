"""What is counted of a year, held against a recount from the raw steps; and when it is counted anew."""

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions import merge, part, remove
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Kind, Publicity, Status
from smilecity.collect.reports import actions as reports
from smilecity.deliver.answers import actions as answers
from smilecity.ground.refusals import Refused
from smilecity.measure.statistics import actions, queries, reading, rules
from smilecity.measure.statistics.models import YearCount
from smilecity.measure.statistics.rules import Figures, Line, State
from smilecity.people.models import User
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_clerk
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


class Town:
    """Reports of two categories, an office that answers, and somebody who may do everything."""

    def __init__(self) -> None:
        self.district, self.office = a_city(), make_answering_office(days=5)
        self.clerk: User = make_clerk(self.office)
        self.staff, self.call = make_staff(), report_call()
        make_category("strasse")
        make_category("loch", parent="strasse")
        make_category("licht")

    def report(self, category: str = "loch", *, at: datetime = AT, shown: bool = True) -> Contribution:
        """Take a report at a time."""
        row = make_report(self.call, category, shown=shown, by=self.staff)
        Contribution.objects.filter(pk=row.pk).update(submitted_at=at, changed_at=at)
        Step.objects.filter(contribution=row).update(at=at)
        answers.assign(contribution=row.pk, at=at)
        row.refresh_from_db()
        return row

    def answer(self, row: Contribution, status: Status | None, after: timedelta, text: str = "Ja.") -> None:
        """Answer so long after it came in."""
        answered(row, status, text, by=self.clerk, at=row.submitted_at + after)


@pytest.fixture
def town() -> Town:
    """A town without reports."""
    return Town()


def figures(year: int = 2026, at: datetime = AT) -> Figures:
    """Count, and return the numbers of a year."""
    actions.count(at=at)
    found = queries.year(Kind.REPORT, year)
    return found.figures if found else Figures()


def test_a_report_that_came_in_before_midnight_belongs_to_the_old_year_of_the_city(town: Town) -> None:
    town.report(at=datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC))
    town.report(at=datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    old, new = figures(2025), figures(2026)
    assert (old.total.number, list(old.months)) == (1, ["12"])
    assert (new.total.number, list(new.months)) == (1, ["1"])


def test_days_are_those_of_the_calendar_also_when_the_clock_changes(town: Town) -> None:
    """On 29 March 2026 a day has 23 hours; half an hour after midnight is the next day all the same."""
    for _ in range(rules.LEAST):
        row = town.report(at=datetime(2026, 3, 28, 23, 30, tzinfo=BERLIN))
        town.answer(row, Status.DONE, timedelta(hours=1))
    counted = figures(at=datetime(2026, 4, 5, tzinfo=UTC)).total
    assert (counted.first.half, counted.done.most) == (1, 1)


def test_what_nobody_may_read_is_not_counted(town: Town) -> None:
    town.report()
    town.report(shown=False)
    hidden, withdrawn, gone = town.report(), town.report(), town.report()
    trunk.set_publicity(contribution=hidden.pk, publicity=Publicity.HIDDEN, by=town.staff, at=AT)
    trunk.set_publicity(contribution=withdrawn.pk, publicity=Publicity.WITHDRAWN, by=None, at=AT)
    remove(contribution=gone.pk, by=town.staff, reason="Gelöscht.", at=AT)
    assert figures().total.number == 1


def test_what_was_merged_counts_as_come_in_but_has_no_time_of_its_own(town: Town) -> None:
    one, other = town.report(), town.report()
    town.answer(one, Status.DONE, DAY)
    merge(contribution=one.pk, into=other.pk, by=town.staff, at=AT + DAY)
    line = figures().total
    assert (line.number, line.stands(State.MERGED), line.stands(State.OPEN)) == (2, 1, 1)
    assert (line.timed, line.first.base, line.done.base) == (1, 0, 0)
    part(contribution=one.pk, by=town.staff, at=AT + 2 * DAY)
    line = figures(at=AT + 2 * DAY).total
    assert (line.stands(State.MERGED), line.timed, line.first.base, line.done.base) == (0, 2, 1, 1)


def test_no_broken_promise_is_merged_away(town: Town) -> None:
    late, other = town.report(), town.report()
    town.answer(late, Status.DONE, 30 * DAY)
    merge(contribution=late.pk, into=other.pk, by=town.staff, at=AT + 31 * DAY)
    line = figures(at=AT + DAY).total
    assert (line.promised, line.kept) == (1, 0)


def test_what_was_opened_again_is_done_only_at_its_last_end(town: Town) -> None:
    for _ in range(rules.LEAST):
        row = town.report()
        town.answer(row, Status.DONE, 2 * DAY)
        town.answer(row, Status.IN_REVIEW, 4 * DAY)
    at = AT + 40 * DAY
    line = figures(at=at).total
    assert (line.stands(State.OPEN), line.done.base, line.first.half) == (rules.LEAST, 0, 2)
    for row in Contribution.objects.all():
        town.answer(row, Status.DONE, 9 * DAY)
        town.answer(row, None, 12 * DAY, "Danke noch einmal.")
    line = figures(at=at + DAY).total
    assert (line.done.base, line.done.half, line.first.half) == (rules.LEAST, 9, 2)


def test_what_a_third_party_has_is_delegated_until_it_ends(town: Town) -> None:
    row = town.report()
    reports.delegate(contribution=row.pk, to="Stadtwerke", by=town.clerk, at=AT + DAY)
    assert figures().total.stands(State.DELEGATED) == 1
    town.answer(row, Status.DONE, 2 * DAY)
    assert figures(at=AT + 3 * DAY).total.states == {State.DONE: 1}


def test_categories_count_for_those_above_them(town: Town) -> None:
    town.report("loch")
    town.report("loch")
    town.report("licht")
    assert {code: line.number for code, line in figures().groups.items()} == {"strasse": 2, "licht": 1}


def test_a_promise_runs_out_by_itself_and_is_counted_on_the_next_day(town: Town) -> None:
    row = town.report()
    assert row.due_on
    before = datetime.combine(row.due_on, datetime.min.time(), BERLIN)
    assert figures(at=before).total.promised == 0
    line = figures(at=before + DAY).total
    assert (line.promised, line.kept) == (1, 0)


def test_a_year_is_counted_anew_only_when_something_has_changed(town: Town) -> None:
    row = town.report()
    town.report(at=AT - 400 * DAY)
    assert actions.count(at=AT) == 2
    with statements() as sent:
        assert actions.count(at=AT) == 0
    assert len(sent) == 2
    town.answer(row, Status.DONE, timedelta(hours=1))
    assert actions.count(at=AT) == 1
    assert actions.count(at=AT + DAY) == 2


def test_counting_costs_the_same_however_much_there_is(town: Town) -> None:
    costs = []
    for day in range(2):
        for _ in range(3):
            town.answer(town.report(), Status.DONE, DAY)
        with statements() as sent:
            actions.count(at=AT + day * DAY)
        costs.append(len(sent))
    # The first time the row is new, which takes a savepoint.
    assert costs[1] <= costs[0] <= 12


def test_a_year_of_which_nothing_is_left_goes(town: Town) -> None:
    row = town.report(at=AT - 400 * DAY)
    figures()
    assert queries.years(Kind.REPORT) == [2025]
    Contribution.objects.filter(pk=row.pk).update(submitted_at=AT)
    figures()
    assert YearCount.objects.values_list("year", flat=True).get() == 2026


# --- the oracle: everything once more, from the raw steps alone -------------------------------------------------------


def test_a_recount_from_the_raw_steps_says_the_same(town: Town) -> None:
    dice = Random(20251231)
    rows = [_lived(town, dice) for _ in range(40)]
    for row in dice.sample(rows, 6):
        others = [one for one in rows if one.pk != row.pk]
        with suppress(Refused):
            merge(contribution=row.pk, into=dice.choice(others).pk, by=town.staff, at=AT + 50 * DAY)
    at = AT + 60 * DAY
    for year in (2025, 2026):
        told = _recount(year)
        counted = figures(year, at=at)
        assert _flat(counted.total) == _flat_of(told["all"])
        for month, line in counted.months.items():
            assert _flat(line) == _flat_of(told[f"m{month}"])
        assert sorted(map(_said_of, reading.cases(Kind.REPORT, year)), key=str) == sorted(told["all"], key=str)
    assert sum(len(_recount(year)["all"]) for year in (2025, 2026)) > 30


_LIVES: list[list[Status | None]] = [
    [],
    [None],
    [Status.IN_REVIEW, Status.ACCEPTED, Status.DONE],
    [Status.DECLINED, Status.ACCEPTED],
    [Status.DONE, Status.IN_REVIEW],
    [Status.DONE, Status.IN_REVIEW, None, Status.DONE, None],
    [Status.ACCEPTED, Status.DONE, Status.ACCEPTED, Status.DONE],
]


def _lived(town: Town, dice: Random) -> Contribution:
    """Let one report have a life of its own."""
    row = town.report(
        dice.choice(["loch", "licht"]), at=AT - dice.randrange(0, 90) * DAY + dice.randrange(24) * DAY / 24
    )
    after = timedelta()
    for status in dice.choice(_LIVES):
        after += timedelta(hours=dice.randrange(1, 200))
        town.answer(row, status, after)
    if dice.random() < 0.15:
        trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=town.staff, at=AT)
    return row


Told = tuple[bool, int | None, int | None]


def _said_of(known: rules.Known) -> Told:
    """Return what is counted of one report."""
    return known.merged, rules.days_to_answer(known), rules.days_to_done(known)


def _recount(year: int) -> dict[str, list[Told]]:
    """Return of each report of a year whether it was merged, its days to an answer and until it was done."""
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for step in Step.objects.order_by("at", "id"):
        steps[step.contribution_id].append(step)
    found: dict[str, list[Told]] = defaultdict(list)
    for row in Contribution.objects.all():
        on = _local(row.submitted_at)
        if row.publicity != Publicity.SHOWN or on.year != year:
            continue
        merged = row.merged_into_id is not None
        told: Told = (merged, None, None) if merged else (False, *_from_steps(on, steps[row.pk]))
        found["all"].append(told)
        found[f"m{on.month}"].append(told)
    return found


def _from_steps(on: date, steps: list[Step]) -> tuple[int | None, int | None]:
    first = done = None
    standing = Status.RECEIVED
    for step in steps:
        closes = step.status in {"accepted", "done", "declined"}
        if first is None and (step.verb == "replied" or closes):
            first = (_local(step.at) - on).days
        if step.status and step.status != standing:
            standing = Status(step.status)
            done = (_local(step.at) - on).days if standing is Status.DONE else None
    return first, done


def _local(at: datetime) -> date:
    return at.astimezone(BERLIN).date()


def _flat(line: Line) -> tuple[object, ...]:
    return line.number, line.stands(State.MERGED), line.timed, line.first, line.done


def _flat_of(told: list[Told]) -> tuple[object, ...]:
    merged = sum(one[0] for one in told)
    firsts, dones = ([one[at] for one in told if one[at] is not None] for at in (1, 2))
    return len(told), merged, len(told) - merged, _spread(firsts), _spread(dones)


def _spread(found: list[int | None]) -> rules.Spread:
    days = sorted(one for one in found if one is not None)
    if len(days) < 5:
        return rules.Spread(len(days))
    half = next(day for day in days if 2 * sum(one <= day for one in days) >= len(days))
    most = next(day for day in days if 10 * sum(one <= day for one in days) >= 9 * len(days))
    return rules.Spread(len(days), half, most)
