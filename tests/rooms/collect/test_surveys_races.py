"""Real races, in real transactions side by side: counted before the shuffle or refused, once and never in between."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.actions import SurveyFields
from smilecity.collect.surveys.models import Draft, Participation, Question
from smilecity.collect.surveys.rules import End, Settled, State
from smilecity.ground import hashes
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.register.models import Entry, Pending, Process
from tests.factories import AT, Made, closed, make_draft, make_staff, make_survey, send_off, take_part
from tests.jobs import waiting_jobs
from tests.support.side_by_side import at_once, beside, not_yet_committed, wait_until_blocked

MAX = "max@example.org"


@pytest.fixture(scope="module", autouse=True)
def _committed_for_real(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the tests of this file commit, each in a survey of its own; a fresh database follows on the last."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined] # see tests.support.database


@pytest.fixture
def survey() -> Made:
    return make_survey(open=True, by=make_staff())


def _ends(results: list[Settled | Exception]) -> list[str]:
    return sorted(str(r.end) if isinstance(r, Settled) else type(r).__name__ for r in results)


def _counted(survey: Made) -> tuple[int, int]:
    """Return how many the register knows and how many have answered."""
    return Entry.objects.filter(process=survey.opened).count(), queries.participations(survey.id)


def _is_shuffled(survey: Made) -> bool:
    """Say whether no participation was left out when the survey closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT xmin::text), count(change_hash) FROM surveys_participation WHERE survey_id = %s",
            [survey.id],
        )
        transactions, hashes_left = cursor.fetchone() or (0, 0)
    return transactions <= 1 and hashes_left == 0


def test_of_several_confirmations_of_one_person_at_the_same_moment_one_counts(survey: Made) -> None:
    spellings = ["max.m@gmail.com", "MaxM@gmail.com", "maxm+a@googlemail.com"]
    confirm = [
        partial(actions.confirm_by_link, token=send_off(survey, spelling).token, secret=hashes.new_secret(), at=AT)
        for spelling in spellings
    ]
    draft = make_draft(survey)
    join = partial(
        actions.submit_as_member, draft=draft, address="m.a.x.m@gmail.com", secret=hashes.new_secret(), at=AT
    )
    assert _ends(at_once(*confirm, join)) == ["counted", "repeated", "repeated", "repeated"]
    assert _counted(survey) == (1, 1)
    assert not Draft.objects.filter(survey=survey.id).exists()


def test_a_double_click_counts_once_and_ends_the_same_for_both(survey: Made) -> None:
    sent, secret = send_off(survey, MAX), hashes.new_secret()
    ended = at_once(*[partial(actions.confirm_by_link, token=sent.token, secret=secret, at=AT)] * 4)
    assert ended == [Settled(End.COUNTED, survey.id)] * 4
    draft, secret = make_draft(survey), hashes.new_secret()
    click = partial(actions.submit_as_member, draft=draft, address="lena@example.org", secret=secret, at=AT)
    assert at_once(*[click] * 4) == [Settled(End.COUNTED, survey.id)] * 4
    assert _counted(survey) == (2, 2)


def test_link_and_code_at_the_same_moment_count_once(survey: Made) -> None:
    sent = send_off(survey, MAX)
    link, code = at_once(
        partial(actions.confirm_by_link, token=sent.token, secret=hashes.new_secret(), at=AT),
        partial(actions.confirm_by_code, draft=sent.draft, code=sent.code, secret=hashes.new_secret(), at=AT),
    )
    counted = Settled(End.COUNTED, survey.id)
    assert (link, isinstance(code, str)) == (counted, True) or (code, link) == (counted, Settled(End.USED, survey.id))
    assert _counted(survey) == (1, 1)


def test_a_draft_sent_off_in_two_tabs_waits_once_and_sends_one_mail(survey: Made) -> None:
    draft = make_draft(survey, address=MAX)
    before = len(waiting_jobs())
    assert at_once(*[partial(actions.submit_as_guest, draft=draft, language="de", at=AT)] * 4) == [None] * 4
    assert Pending.objects.filter(reference=draft).count() == 1
    assert len(waiting_jobs()) == before + 1


def test_two_tabs_writing_at_the_same_moment_keep_both_answers(survey: Made) -> None:
    draft = make_draft(survey, answers={})
    values = {question: f"Antwort {number}" for number, question in enumerate(survey.questions)}
    write = [partial(actions.answer, draft=draft, question=key, value=value, at=AT) for key, value in values.items()]
    assert at_once(*write) == [None] * len(values)
    row = queries.draft(draft, survey.id)
    assert row
    assert row.answers == {str(key): value for key, value in values.items()}


def test_closing_waits_for_who_is_being_counted_and_shuffles_them_too(survey: Made) -> None:
    secret = take_part(survey, "before@example.org")
    sent, draft = send_off(survey, MAX), make_draft(survey)
    changing = actions.begin_change(secret=secret, language="de", at=AT)
    actions.answer(draft=changing, question=survey.questions[0], value="car", at=AT)

    def being_counted() -> None:
        actions.confirm_by_link(token=sent.token, secret=hashes.new_secret(), at=AT)
        actions.submit_as_member(draft=draft, address="lena@example.org", secret=hashes.new_secret(), at=AT)
        actions.save_change(draft=changing, at=AT)

    with not_yet_committed(being_counted) as commit, beside(partial(closed, survey)) as closing:
        wait_until_blocked()
        commit()
    assert closing.result() is None
    assert _counted(survey) == (3, 3)
    assert _is_shuffled(survey)
    answers = Participation.objects.filter(survey=survey.id).values_list(f"answers__{survey.questions[0]}", flat=True)
    assert sorted(answers) == ["bus", "bus", "car"]


def test_whoever_comes_while_it_closes_is_refused_and_leaves_nothing(survey: Made) -> None:
    secret = take_part(survey, "before@example.org")
    sent, coded = send_off(survey, MAX), send_off(survey, "kai@example.org")
    guest, member = make_draft(survey, address="a@example.org"), make_draft(survey)
    changing = actions.begin_change(secret=secret, language="de", at=AT)
    late: list[Callable[[], object]] = [
        partial(actions.confirm_by_link, token=sent.token, secret=hashes.new_secret(), at=AT),
        partial(actions.confirm_by_code, draft=coded.draft, code=coded.code, secret=hashes.new_secret(), at=AT),
        partial(actions.submit_as_guest, draft=guest, language="de", at=AT),
        partial(actions.submit_as_member, draft=member, address="b@example.org", secret=hashes.new_secret(), at=AT),
        partial(actions.begin_change, secret=secret, language="de", at=AT),
        partial(actions.save_change, draft=changing, at=AT),
    ]
    with not_yet_committed(partial(closed, survey)) as commit, beside(lambda: at_once(*late)) as coming:
        wait_until_blocked(len(late))
        commit()
    ended = coming.result()
    assert isinstance(ended, list)
    assert [type(end).__name__ for end in ended] == ["Settled", "str", *["Refused"] * 4]
    assert ended[0] == Settled(End.EXPIRED, survey.id)
    assert _counted(survey) == (1, 1)
    assert _is_shuffled(survey)
    assert not Draft.objects.filter(survey=survey.id).exists()
    assert not Pending.objects.filter(process=survey.opened).exists()


def test_a_draft_begun_while_it_closes_comes_to_nothing(survey: Made) -> None:
    begin = partial(actions.begin, survey=survey.id, language="de", at=AT)
    with not_yet_committed(partial(closed, survey)) as commit, beside(begin) as beginning:
        wait_until_blocked()
        commit()
    draft = beginning.result()
    assert isinstance(draft, UUID)
    actions.answer(draft=draft, question=survey.questions[0], value="bus", at=AT)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_as_member(draft=draft, address=MAX, secret=hashes.new_secret(), at=AT)


def test_in_the_rush_before_the_end_nobody_waits_in_a_circle_and_all_numbers_agree() -> None:
    staff = make_staff()
    for _ in range(4):
        survey = make_survey(open=True, by=staff)
        sent = [send_off(survey, f"max{number}@example.org") for number in range(5)]
        rush: list[Callable[[], object]] = [
            partial(actions.confirm_by_link, token=one.token, secret=hashes.new_secret(), at=AT) for one in sent
        ]
        rush += [partial(actions.take_back, draft=one.draft, at=AT) for one in sent]
        rush.append(partial(actions.drop_expired, at=AT))
        rush.append(partial(closed, survey))
        results = at_once(*rush)
        assert {type(end) for end in results} <= {Settled, Refused, type(None), int}
        counted = sum(end == Settled(End.COUNTED, survey.id) for end in results)
        assert _counted(survey) == (counted, counted)
        assert _is_shuffled(survey)


def test_a_deadline_moved_in_the_last_moment_is_kept() -> None:
    end, later = AT + timedelta(hours=1), AT + timedelta(days=30)
    survey = make_survey(open=True, closes_at=end, by=make_staff())
    extend = partial(actions.extend, survey=survey.id, closes_at=later, by=survey.staff, at=AT)
    with not_yet_committed(extend) as commit, beside(partial(actions.close_due, at=end)) as closing:
        wait_until_blocked()
        commit()
    assert closing.result() == 0
    row = queries.by_id(survey.id)
    assert row
    assert (row.state, row.closes_at) == (State.OPEN, later)


def test_closed_by_hand_and_by_the_clock_at_the_same_moment_it_closes_once() -> None:
    end = AT + timedelta(hours=1)
    survey = make_survey(open=True, closes_at=end, by=make_staff())
    with not_yet_committed(partial(closed, survey)) as commit, beside(partial(actions.close_due, at=end)) as due:
        wait_until_blocked()
        commit()
    assert due.result() == 0
    assert AuditEntry.objects.filter(subject=f"survey:{survey.id}", verb="surveys.close").count() == 1


def test_two_surveys_never_get_one_address_and_a_survey_opens_once() -> None:
    staff = make_staff()
    make = partial(actions.make, slug="zugleich", fields=SurveyFields(title={"de": "Zugleich"}), by=staff, at=AT)
    assert sorted(type(end).__name__ for end in at_once(make, make, make)) == ["Refused", "Refused", "UUID"]
    survey = make_survey(by=staff)
    before = Process.objects.count()
    open_now = partial(actions.open_now, survey=survey.id, by=staff, at=AT)
    assert sorted(type(end).__name__ for end in at_once(open_now, open_now)) == ["NoneType", "Refused"]
    assert Process.objects.count() == before + 1


def test_questions_moved_at_the_same_moment_all_keep_a_place_of_their_own() -> None:
    survey = make_survey(by=make_staff())
    moves = [
        partial(actions.move_question, question=question, by_places=places, by=survey.staff, at=AT)
        for question, places in zip(survey.questions, (1, 1, -1, 1, -1), strict=True)
    ]
    assert at_once(*moves) == [None] * 5
    places = Question.objects.filter(survey=survey.id).order_by("position").values_list("position", flat=True)
    assert list(places) == [1, 2, 3, 4, 5]
