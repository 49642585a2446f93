"""One-time codes: printed once, kept as hashes, each counts once, together with the account of who is signed in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from psycopg import sql

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.collect.surveys.rules import End, Settled
from smilecity.ground import hashes
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.codes import actions as code_actions
from smilecity.people.codes import queries as code_queries
from smilecity.people.codes import rules as code_rules
from smilecity.people.codes.models import Batch, Code, Sheet
from smilecity.people.codes.rules import Layout
from smilecity.people.register import actions as register
from smilecity.people.register import queries as register_queries
from smilecity.people.register.models import Entry
from smilecity.people.register.rules import Way
from smilecity.people.rules import Role
from tests.factories import (
    AT,
    CLOSES_AT,
    Made,
    closed,
    make_draft,
    make_staff,
    make_survey,
    opened,
    send_off,
    take_part,
    take_part_as_member,
)
from tests.factories_codes import allow, make_codes, print_sheet, sheets, take_part_by_code
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def reason(survey: Made, code: str) -> str:
    with pytest.raises(Refused) as refused:
        actions.read_code(survey=survey.id, typed=code, at=AT)
    return refused.value.sentence


def with_process(survey: Made) -> Made:
    row = queries.by_id(survey.id)
    assert row
    return replace(survey, process=row.process)


def test_a_code_counts_and_is_burnt_in_the_register() -> None:
    survey = make_survey(open=True)
    code, other, _ = make_codes(survey)
    assert take_part_by_code(survey, code) == Settled(End.COUNTED, survey.id)
    assert register_queries.counts(survey.opened) == {Way.CODE: 1}
    assert Participation.objects.count() == 1
    assert not Draft.objects.exists()
    assert reason(survey, code) == code_rules.USED
    assert take_part_by_code(survey, other).end is End.COUNTED


def test_small_letters_and_spaces_are_the_same_code() -> None:
    survey = make_survey(open=True)
    code = make_codes(survey)[0]
    assert take_part_by_code(survey, code_rules.show(code).lower().replace("-", " ")).end is End.COUNTED
    assert reason(survey, code) == code_rules.USED


def test_no_code_is_kept_anywhere_after_its_sheet_was_made() -> None:
    survey = make_survey(open=True)
    codes = make_codes(survey)
    take_part_by_code(survey, codes[0])
    for model in apps.get_models():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            everything = " ".join(row for (row,) in cursor.fetchall())
        for code in codes:
            for spelling in (code, code_rules.show(code), code.lower(), code.encode().hex()):
                assert spelling not in everything, table


def test_a_copy_of_the_database_alone_does_not_suffice_to_try_codes(settings: object) -> None:
    survey = make_survey(open=True)
    code = make_codes(survey)[0]
    key = actions.read_code(survey=survey.id, typed=code, at=AT)
    settings.SECRET_KEY = "another installation has another secret"  # type: ignore[attr-defined] # pytest-django's
    assert reason(survey, code) == code_rules.UNKNOWN
    assert Code.objects.filter(key=key).exists()


def test_register_and_answers_share_nothing_and_the_same_code_has_another_key_in_each_process() -> None:
    survey = make_survey(open=True)
    take_part_by_code(survey, make_codes(survey)[0])
    entry, counted = Entry.objects.get(), Participation.objects.get()
    assert entry.pk != counted.pk
    assert bytes(entry.key) != bytes(counted.change_hash or b"")
    assert {field.name for field in Participation._meta.fields} == {"id", "survey", "answers", "profile", "change_hash"}


def test_a_code_of_another_survey_is_unknown_here() -> None:
    survey, other = make_survey(open=True), make_survey(open=True)
    code = make_codes(other)[0]
    assert reason(survey, code) == "Bei dieser Umfrage gibt es keine Codes."
    make_codes(survey)
    assert reason(survey, code) == code_rules.UNKNOWN


def test_whoever_redeems_while_signed_in_burns_both_keys_but_counts_once() -> None:
    survey = make_survey(open=True)
    code, other, _ = make_codes(survey)
    assert take_part_by_code(survey, code, address="anna@example.org").end is End.COUNTED
    assert register_queries.counts(survey.opened) == {Way.CODE: 1}
    assert take_part_as_member(survey, "Anna@example.org").end is End.REPEATED
    assert take_part_by_code(survey, other, address="anna@example.org").end is End.REPEATED
    assert Participation.objects.count() == 1


def test_an_account_that_has_taken_part_does_not_burn_a_code_for_nothing() -> None:
    survey = make_survey(open=True)
    code = make_codes(survey)[0]
    take_part(survey, "anna@example.org")
    assert take_part_by_code(survey, code, address="anna@example.org").end is End.REPEATED
    assert take_part_by_code(survey, code).end is End.COUNTED


def test_a_code_used_meanwhile_is_said_and_the_answers_stay() -> None:
    survey = make_survey(open=True)
    code = make_codes(survey)[0]
    key = actions.read_code(survey=survey.id, typed=code, at=AT)
    draft = make_draft(survey)
    take_part_by_code(survey, code)
    with pytest.raises(Refused, match="schon teilgenommen"):
        actions.submit_by_code(draft=draft, key=key, address="", secret=hashes.new_secret(), at=AT)
    assert Draft.objects.filter(pk=draft).exists()


def test_a_second_click_settles_once() -> None:
    survey = make_survey(open=True)
    key = actions.read_code(survey=survey.id, typed=make_codes(survey)[0], at=AT)
    draft, secret = make_draft(survey), hashes.new_secret()
    first = actions.submit_by_code(draft=draft, key=key, address="", secret=secret, at=AT)
    assert actions.submit_by_code(draft=draft, key=key, address="", secret=secret, at=AT) == first
    assert Participation.objects.count() == 1


def test_a_key_nobody_printed_counts_nothing() -> None:
    survey = make_survey(open=True)
    make_codes(survey)
    with pytest.raises(Refused, match="kennen wir nicht"):
        actions.submit_by_code(draft=make_draft(survey), key=b"x" * 32, address="", secret=hashes.new_secret(), at=AT)
    assert not Participation.objects.exists()


def test_a_sheet_is_printed_once_and_replaced_by_making_it_void() -> None:
    survey = make_survey(open=True)
    code, used, _ = make_codes(survey)
    take_part_by_code(survey, used)
    sheet = sheets(survey)[0]
    with pytest.raises(Refused, match="schon gedruckt"):
        print_sheet(survey, sheet.id)
    fresh = actions.void_codes(survey=survey.id, sheet=sheet.id, by=survey.staff, at=AT)
    assert reason(survey, code) == code_rules.VOID
    assert reason(survey, used) == code_rules.USED
    again = print_sheet(survey, fresh)
    assert len(again) == 3
    assert not set(again) & {code, used}
    assert take_part_by_code(survey, again[0]).end is End.COUNTED
    assert register_queries.counts(survey.opened) == {Way.CODE: 2}


def test_what_was_not_printed_cannot_be_void_and_what_is_void_is_void_once() -> None:
    survey = make_survey(open=True)
    batch = actions.make_codes(survey=survey.id, name="Briefe", number=2, layout=Layout.CARDS, by=survey.staff, at=AT)
    sheet = sheets(survey, batch)[0].id
    with pytest.raises(Refused, match="noch nicht gedruckt"):
        actions.void_codes(survey=survey.id, sheet=sheet, by=survey.staff, at=AT)
    print_sheet(survey, sheet)
    actions.void_codes(survey=survey.id, sheet=sheet, by=survey.staff, at=AT)
    with pytest.raises(Refused):
        actions.void_codes(survey=survey.id, sheet=sheet, by=survey.staff, at=AT)


def test_a_sheet_that_cannot_be_drawn_was_never_made() -> None:
    survey = make_survey(open=True)
    batch = actions.make_codes(survey=survey.id, name="Briefe", number=2, layout=Layout.CARDS, by=survey.staff, at=AT)
    sheet = sheets(survey, batch)[0].id

    def fail(codes: object) -> bytes:
        raise OSError("no room for the file")

    with pytest.raises(OSError, match="no room"):
        actions.print_codes(survey=survey.id, sheet=sheet, draw=fail, by=survey.staff, at=AT)
    assert not Code.objects.exists()
    assert len(print_sheet(survey, sheet)) == 2


def test_a_sheet_of_another_survey_is_not_printed_here() -> None:
    survey, other = make_survey(open=True), make_survey(open=True)
    make_codes(survey)
    batch = actions.make_codes(survey=other.id, name="Briefe", number=2, layout=Layout.CARDS, by=other.staff, at=AT)
    with pytest.raises(Refused):
        print_sheet(survey, sheets(other, batch)[0].id)
    with pytest.raises(Refused):
        print_sheet(survey, uuid4())


def test_letters_are_printed_before_a_survey_opens_and_count_afterwards() -> None:
    survey = make_survey()
    actions.make_codes(survey=survey.id, name="Briefe", number=1, layout=Layout.LETTER, by=survey.staff, at=AT)
    made = with_process(survey)
    code = print_sheet(made, sheets(made)[0].id)[0]
    with pytest.raises(Refused, match="beendet"):
        actions.read_code(survey=survey.id, typed=code, at=AT)
    now_open = opened(survey)
    assert now_open.process == made.process
    assert take_part_by_code(now_open, code).end is End.COUNTED


def test_making_codes_adds_their_way_and_the_audit_log_tells_what_was_done_without_a_code() -> None:
    survey = make_survey(open=True)
    code = make_codes(survey)[0]
    actions.void_codes(survey=survey.id, sheet=sheets(survey)[0].id, by=survey.staff, at=AT)
    row = queries.by_id(survey.id)
    assert row
    assert row.ways == (Way.MEMBER, Way.GUEST, Way.CODE)
    log = list(AuditEntry.objects.filter(verb__contains="codes").values_list("verb", "details"))
    assert [verb for verb, _ in log] == ["surveys.make_codes", "surveys.print_codes", "surveys.void_codes"]
    assert code not in str(log)


def test_a_long_batch_is_several_sheets() -> None:
    survey = make_survey(open=True)
    batch = actions.make_codes(survey=survey.id, name="Alle", number=2_500, layout=Layout.CARDS, by=survey.staff, at=AT)
    assert [(row.number, row.of, row.size) for row in sheets(survey, batch)] == [
        (1, 3, 1000),
        (2, 3, 1000),
        (3, 3, 500),
    ]
    assert Batch.objects.get().size == 2_500


def test_how_many_were_used_is_told_of_large_batches_only() -> None:
    survey = make_survey(open=True)
    take_part_by_code(survey, make_codes(survey, 20)[0])
    assert code_queries.batches(survey.opened)[0].used == 1
    take_part_by_code(survey, make_codes(survey, 19, at=AT + timedelta(seconds=1))[0])
    assert code_queries.batches(survey.opened)[0].used is None


def test_the_list_of_batches_takes_the_same_number_of_statements_whatever_their_number() -> None:
    survey = make_survey(open=True)
    make_codes(survey, 20)
    with statements() as few:
        code_queries.batches(survey.opened)
    for _ in range(4):
        make_codes(survey, 20)
    with statements() as many:
        code_queries.batches(survey.opened)
    assert len(few) == len(many) == 3


def test_codes_are_erased_once_the_pepper_is_destroyed_and_the_counts_stay() -> None:
    survey = make_survey(open=True)
    codes = make_codes(survey)
    take_part_by_code(survey, codes[0], address="anna@example.org")
    closed(survey)
    assert code_actions.forget_due() == 0
    register.forget_due(at=CLOSES_AT + timedelta(days=31))
    assert code_actions.forget_due() == 3
    assert not Code.objects.exists()
    assert Sheet.objects.exists()
    assert register_queries.counts(survey.opened)[Way.CODE] == 1
    assert sum(register_queries.counts(survey.opened).values()) == 1


@pytest.mark.parametrize("role", list(Role))
def test_editors_and_administrators_make_codes_and_choose_ways(role: Role) -> None:
    survey, by = make_survey(open=True), make_staff(role)
    acts: list[Callable[[], object]] = [
        partial(actions.make_codes, survey=survey.id, name="x", number=1, layout=Layout.CARDS, by=by, at=AT),
        partial(actions.choose_ways, survey=survey.id, ways=[Way.GUEST], by=by, at=AT),
    ]
    for act in acts:
        if role in {Role.EDITOR, Role.ADMINISTRATOR}:
            act()
        else:
            with pytest.raises(Refused, match="Berechtigung"):
                act()


def test_after_the_end_there_are_no_more_codes() -> None:
    survey = make_survey(open=True)
    make_codes(survey)
    closed(survey)
    with pytest.raises(Refused, match="beendet"):
        make_codes(survey)


def test_a_survey_takes_only_the_ways_it_has_chosen_and_needs_one() -> None:
    survey = make_survey(open=True)
    allow(survey, Way.CODE)
    with pytest.raises(Refused, match="E-Mail-Adresse"):
        actions.submit_as_guest(draft=make_draft(survey, address="a@example.org"), language="de", at=AT)
    with pytest.raises(Refused, match="Konto"):
        take_part_as_member(survey, "a@example.org")
    with pytest.raises(Refused, match="mindestens einen Weg"):
        allow(survey)
    assert not Participation.objects.exists()


def test_what_waits_for_its_mail_still_counts_when_its_way_is_taken_away() -> None:
    survey = make_survey(open=True)
    sent = send_off(survey, "anna@example.org")
    allow(survey, Way.CODE)
    assert actions.confirm_by_link(token=sent.token, secret=hashes.new_secret(), at=AT).end is End.COUNTED


def test_an_unknown_survey_has_no_codes() -> None:
    with pytest.raises(Exception, match="does not exist"):
        actions.read_code(survey=UUID(int=0), typed="x", at=AT)
