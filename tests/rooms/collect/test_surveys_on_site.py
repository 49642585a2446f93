"""On site: staff type in paper, a tablet takes answers; each form counts once, nothing ties it to anybody."""

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.collect.surveys.rules import Answer, End, Settled
from smilecity.ground import hashes
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.codes import rules as code_rules
from smilecity.people.models import User
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Way
from smilecity.people.rules import Role
from tests.factories import AT, CLOSES_AT, Made, closed, make_draft, make_staff, make_survey, take_part
from tests.factories_codes import allow, make_codes, take_part_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    made = make_survey(open=True)
    allow(made, *Way)
    return made


def enter(
    survey: Made,
    answers: dict[str, Answer] | None = None,
    *,
    code: str = "",
    form: str = "",
    by: User | None = None,
) -> bool:
    given = {str(survey.questions[0]): "bike"} if answers is None else answers
    return actions.enter_paper(
        survey=survey.id,
        answers=given,
        profile={"age_group": "75-"},
        form=form or hashes.new_secret(),
        code=code,
        by=by or survey.staff,
        at=AT,
    )


def test_paper_counts_and_its_answers_are_kept_as_all_others(survey: Made) -> None:
    assert enter(survey)
    assert register.counts(survey.opened) == {Way.PAPER: 1}
    counted = Participation.objects.get()
    assert counted.answers == {str(survey.questions[0]): "bike"}
    assert counted.profile == {"age_group": "75-"}
    assert counted.change_hash is None


def test_each_sheet_of_paper_counts_once_even_if_its_form_is_sent_twice(survey: Made) -> None:
    form = hashes.new_secret()
    assert enter(survey, form=form)
    assert not enter(survey, form=form)
    assert enter(survey)
    assert register.counts(survey.opened) == {Way.PAPER: 2}
    assert Participation.objects.count() == 2


def test_the_code_on_the_paper_is_burnt_with_it_and_counts_as_paper(survey: Made) -> None:
    code, form = make_codes(survey)[0], hashes.new_secret()
    assert enter(survey, code=code_rules.show(code), form=form)
    assert not enter(survey, code=code_rules.show(code), form=form)
    assert register.counts(survey.opened) == {Way.PAPER: 1}
    with pytest.raises(Refused, match="schon teilgenommen"):
        take_part_by_code(survey, code)


def test_paper_with_a_code_that_has_taken_part_is_refused_and_nothing_is_counted(survey: Made) -> None:
    code, form = make_codes(survey)[0], hashes.new_secret()
    take_part_by_code(survey, code)
    with pytest.raises(Refused, match="schon teilgenommen"):
        enter(survey, code=code, form=form)
    assert register.counts(survey.opened) == {Way.CODE: 1}
    # Nothing is lost: the same form goes through without the code.
    assert enter(survey, form=form)
    assert register.counts(survey.opened) == {Way.CODE: 1, Way.PAPER: 1}


def test_a_mistyped_code_on_paper_is_said_and_nothing_is_counted(survey: Made) -> None:
    make_codes(survey)
    with pytest.raises(Refused, match="nicht richtig getippt"):
        enter(survey, code="AAAA-AAAA-AAAA-AAAA")
    assert not Participation.objects.exists()


def test_an_empty_sheet_is_refused_but_a_required_question_may_be_empty(survey: Made) -> None:
    with pytest.raises(Refused, match="noch nichts"):
        enter(survey, {})
    assert enter(survey, {str(survey.questions[2]): 5})


def test_the_audit_log_notes_who_entered_paper_but_no_answer(survey: Made) -> None:
    enter(survey)
    entry = AuditEntry.objects.get(verb="surveys.enter_paper")
    assert entry.actor == survey.staff.pk
    assert entry.details == {"code": False}


@pytest.mark.parametrize("role", list(Role))
def test_editors_clerks_and_administrators_enter_paper(survey: Made, role: Role) -> None:
    by = make_staff(role)
    if role in {Role.EDITOR, Role.CLERK, Role.ADMINISTRATOR}:
        assert enter(survey, by=by)
    else:
        with pytest.raises(Refused, match="Berechtigung"):
            enter(survey, by=by)


def test_paper_is_entered_only_while_the_survey_is_open_and_takes_paper(survey: Made) -> None:
    allow(survey, Way.GUEST)
    with pytest.raises(Refused, match="Papier"):
        enter(survey)
    allow(survey, *Way)
    closed(survey)
    with pytest.raises(Refused, match="offen"):
        enter(survey)


def at_kiosk(survey: Made, form: str) -> Settled:
    return actions.submit_at_kiosk(draft=make_draft(survey), form=form, at=AT)


def test_a_tablet_counts_each_form_once_and_keeps_no_link_to_change_it(survey: Made) -> None:
    form = hashes.new_secret()
    assert at_kiosk(survey, form) == Settled(End.COUNTED, survey.id)
    assert at_kiosk(survey, form) == Settled(End.COUNTED, survey.id)
    assert at_kiosk(survey, hashes.new_secret()).end is End.COUNTED
    assert register.counts(survey.opened) == {Way.KIOSK: 2}
    assert [row.change_hash for row in Participation.objects.all()] == [None, None]
    assert not Draft.objects.exists()


def test_a_tablet_takes_nothing_where_the_way_was_not_chosen_or_the_time_is_over(survey: Made) -> None:
    draft = make_draft(survey)
    allow(survey, Way.GUEST)
    with pytest.raises(Refused, match="Tablet"):
        actions.submit_at_kiosk(draft=draft, form=hashes.new_secret(), at=AT)
    allow(survey, Way.KIOSK)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_at_kiosk(draft=draft, form=hashes.new_secret(), at=CLOSES_AT)
    with pytest.raises(Refused, match="laden Sie die Seite neu"):
        actions.submit_at_kiosk(draft=draft, form="short", at=AT)


def test_all_five_ways_meet_in_one_register_and_are_counted_apart(survey: Made) -> None:
    take_part(survey, "guest@example.org")
    member = make_draft(survey)
    actions.submit_as_member(draft=member, address="m@example.org", secret=hashes.new_secret(), at=AT)
    take_part_by_code(survey, make_codes(survey)[0], address="both@example.org")
    enter(survey)
    at_kiosk(survey, hashes.new_secret())
    assert register.counts(survey.opened) == dict.fromkeys(Way, 1)
    assert queries.participations(survey.id) == 5
