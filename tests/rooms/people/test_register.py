"""The register: one person, one participation, known by a key that dies with its process's pepper."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from smilecity.ground.refusals import Refused
from smilecity.people.register import actions, queries, rules
from smilecity.people.register.actions import Redeemed
from smilecity.people.register.models import Entry, Pending, Process, Spent
from smilecity.people.register.rules import Outcome, Purpose, Way
from tests.factories import AT
from tests.jobs import waiting_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

UNTIL = AT + timedelta(days=14)
MAX = "max@example.org"


@pytest.fixture
def process() -> UUID:
    return actions.open_process(title={"de": "Gut leben hier"})


def _ask(process: UUID, address: str = MAX, *, reference: UUID | None = None, at: datetime = AT) -> Pending:
    waits = actions.ask(
        process=process, reference=reference or uuid4(), address=address, language="de", until=UNTIL, at=at
    )
    return Pending.objects.get(pk=waits)


def _mail(pending: Pending) -> queries.MailFacts:
    facts = queries.mail_for(pending.pk)
    assert facts
    return facts


def _confirm(process: UUID, address: str = MAX, *, at: datetime = AT) -> Outcome:
    redeemed = actions.redeem_token(token=_mail(_ask(process, address, at=at)).token, at=at)
    assert redeemed
    return redeemed.outcome


# --- asking ------------------------------------------------------------------------------------------------------


def test_the_mail_holds_link_and_code_and_the_database_neither(process: UUID) -> None:
    pending = _ask(process, " Max@Example.ORG ")
    facts = _mail(pending)
    assert (facts.address, facts.language, facts.title) == ("Max@example.org", "de", {"de": "Gut leben hier"})
    assert len(facts.token) == 43
    assert len(facts.code) == 9
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM register_pending p")
        (row,) = cursor.fetchone() or ("",)
    assert facts.token not in row
    assert rules.clean_code(facts.code) not in row


def test_asking_again_for_the_same_changes_nothing_and_sends_nothing(process: UUID) -> None:
    reference = uuid4()
    first = _ask(process, reference=reference)
    again = _ask(process, " MAX@example.org".lower(), reference=reference, at=AT + timedelta(hours=1))
    assert (again.pk, again.expires_at, bytes(again.salt)) == (first.pk, first.expires_at, bytes(first.salt))
    assert waiting_jobs().count("smilecity.doors.mail.jobs.send_confirmation") == 1


def test_another_address_kills_the_old_link(process: UUID) -> None:
    reference = uuid4()
    old = _mail(_ask(process, "mxa@example.org", reference=reference)).token
    new = _mail(_ask(process, MAX, reference=reference)).token
    assert actions.redeem_token(token=old, at=AT) is None
    assert queries.spent(old) is None
    redeemed = actions.redeem_token(token=new, at=AT)
    assert redeemed
    assert (redeemed.outcome, redeemed.process, redeemed.reference) == (
        Outcome.CONFIRMED,
        process,
        reference,
    )


def test_a_confirmation_that_ran_out_can_be_asked_for_again(process: UUID) -> None:
    reference = uuid4()
    old = _mail(_ask(process, reference=reference)).token
    later = AT + rules.CONFIRM_WITHIN
    new = _mail(_ask(process, reference=reference, at=later)).token
    assert old != new
    assert actions.redeem_token(token=new, at=later)


@pytest.mark.parametrize(
    ("until", "expires_at"),
    [(UNTIL, AT + timedelta(hours=48)), (AT + timedelta(hours=5), AT + timedelta(hours=5))],
)
def test_a_link_lives_two_days_but_not_past_the_end(process: UUID, until: datetime, expires_at: datetime) -> None:
    waits = actions.ask(process=process, reference=uuid4(), address=MAX, language="de", until=until, at=AT)
    assert Pending.objects.get(pk=waits).expires_at == expires_at


def test_what_is_no_address_leaves_nothing(process: UUID) -> None:
    with pytest.raises(Refused), transaction.atomic():
        _ask(process, "max@")
    assert not Pending.objects.exists()
    assert waiting_jobs() == []


def test_asking_is_the_same_whether_or_not_the_address_has_taken_part(process: UUID) -> None:
    with statements() as first:
        _ask(process)
    assert _confirm(process) is Outcome.CONFIRMED
    with statements() as again:
        _ask(process)
    assert len(first) == len(again)


def test_only_the_mail_to_the_address_itself_says_that_it_has_taken_part(process: UUID) -> None:
    assert not _mail(_ask(process)).already
    _confirm(process)
    assert _mail(_ask(process, "MAX@example.org")).already


# --- link --------------------------------------------------------------------------------------------------------


def test_a_link_counts_once(process: UUID) -> None:
    pending = _ask(process)
    token = _mail(pending).token
    redeemed = actions.redeem_token(token=token, at=AT)
    assert redeemed
    assert (redeemed.outcome, redeemed.reference) == (Outcome.CONFIRMED, pending.reference)
    assert actions.redeem_token(token=token, at=AT) is None
    assert queries.spent(token) == (Outcome.CONFIRMED, process)
    assert not Pending.objects.exists()
    assert queries.counts(process) == {Way.GUEST: 1}


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "\x00", "\ud800", "x" * 100_000])
def test_a_link_we_never_sent_is_nothing(process: UUID, token: str) -> None:
    _ask(process)
    assert actions.redeem_token(token=token, at=AT) is None
    assert queries.spent(token) is None
    assert queries.waiting_by_token(token, AT) is None
    assert Pending.objects.count() == 1


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (timedelta(hours=48) - timedelta(microseconds=1), Outcome.CONFIRMED),
        (timedelta(hours=48), Outcome.EXPIRED),
    ],
)
def test_a_link_ends_after_two_days_to_the_moment(process: UUID, after: timedelta, outcome: Outcome) -> None:
    token = _mail(_ask(process)).token
    redeemed = actions.redeem_token(token=token, at=AT + after)
    assert redeemed
    assert redeemed.outcome is outcome
    assert queries.spent(token) == (outcome, process)
    assert Entry.objects.count() == (outcome is Outcome.CONFIRMED)


def test_looking_at_a_link_does_not_spend_it(process: UUID) -> None:
    pending = _ask(process)
    token = _mail(pending).token
    for _ in range(3):
        waiting = queries.waiting_by_token(token, AT)
        assert waiting
        assert (waiting.reference, waiting.expired, waiting.mails_left) == (pending.reference, False, 3)
    assert actions.redeem_token(token=token, at=AT)


def test_a_withdrawn_link_is_dead_and_its_address_gone(process: UUID) -> None:
    pending = _ask(process)
    token = _mail(pending).token
    actions.withdraw(reference=pending.reference)
    assert actions.redeem_token(token=token, at=AT) is None
    assert queries.mail_for(pending.pk) is None


# --- code --------------------------------------------------------------------------------------------------------


def test_a_code_counts_as_people_type_it(process: UUID) -> None:
    pending = _ask(process)
    typed = _mail(pending).code.lower().replace("-", " ")
    redeemed = actions.redeem_code(reference=pending.reference, code=typed, at=AT)
    assert isinstance(redeemed, Redeemed)
    assert (redeemed.outcome, redeemed.process, redeemed.reference) == (Outcome.CONFIRMED, process, pending.reference)
    assert actions.redeem_code(reference=pending.reference, code=typed, at=AT) == actions.NOT_WAITING


def test_after_ten_wrong_codes_only_the_link_opens(process: UUID) -> None:
    pending = _ask(process)
    facts = _mail(pending)
    for _ in range(rules.CODE_TRIES):
        assert actions.redeem_code(reference=pending.reference, code="2222-2222", at=AT) == actions.WRONG_CODE
    assert actions.redeem_code(reference=pending.reference, code=facts.code, at=AT) == actions.CODE_LOCKED
    assert actions.redeem_token(token=facts.token, at=AT)


@pytest.mark.parametrize("code", ["", "2", "2222-2222", "ß", "\x00", "\ud800", "x" * 100_000])
def test_a_wrong_code_is_only_wrong(process: UUID, code: str) -> None:
    reference = _ask(process).reference
    assert actions.redeem_code(reference=reference, code=code, at=AT) == actions.WRONG_CODE


def test_a_code_of_another_draft_does_not_fit(process: UUID) -> None:
    mine, other = _ask(process), _ask(process, "moritz@example.org")
    assert actions.redeem_code(reference=mine.reference, code=_mail(other).code, at=AT) == actions.WRONG_CODE


def test_a_code_ends_with_its_link(process: UUID) -> None:
    pending = _ask(process)
    code = _mail(pending).code
    assert actions.redeem_code(reference=pending.reference, code=code, at=pending.expires_at) == actions.CODE_EXPIRED
    assert not Entry.objects.exists()


# --- resend ------------------------------------------------------------------------------------------------------


def test_a_mail_is_sent_four_times_at_most_always_with_the_same_link(process: UUID) -> None:
    pending = _ask(process)
    token = _mail(pending).token
    for left in (2, 1, 0):
        actions.resend(reference=pending.reference, at=AT)
        waiting = queries.waiting_for(pending.reference, AT)
        assert waiting
        assert waiting.mails_left == left
    with pytest.raises(Refused, match="4-mal"):
        actions.resend(reference=pending.reference, at=AT)
    assert waiting_jobs().count("smilecity.doors.mail.jobs.send_confirmation") == 4
    assert _mail(pending).token == token


def test_nothing_is_sent_again_when_nothing_waits(process: UUID) -> None:
    pending = _ask(process)
    for reference, at in ((uuid4(), AT), (pending.reference, pending.expires_at)):
        with pytest.raises(Refused, match="wartet nicht mehr"):
            actions.resend(reference=reference, at=at)


def test_the_waiting_page_knows_whether_the_mail_is_on_its_way(process: UUID) -> None:
    pending = _ask(process)

    def state() -> tuple[bool, bool]:
        waiting = queries.waiting_for(pending.reference, AT)
        assert waiting
        return waiting.mailed, waiting.delayed

    assert state() == (False, False)
    actions.note_delayed(pending=pending.pk, at=AT)
    assert state() == (False, True)
    actions.note_mailed(pending=pending.pk, at=AT)
    assert state() == (True, False)
    actions.resend(reference=pending.reference, at=AT)
    assert state() == (False, False)


# --- one person, one participation --------------------------------------------------------------------------------


def test_one_person_counts_once_in_whatever_spelling_and_way(process: UUID) -> None:
    assert _confirm(process, "Max.Muster@Gmail.com") is Outcome.CONFIRMED
    assert _confirm(process, "maxmuster+stadt@googlemail.com") is Outcome.REPEATED
    assert actions.join(process=process, address="m.a.x.muster@gmail.com", at=AT) is False
    assert queries.counts(process) == {Way.GUEST: 1}


def test_a_member_counts_once_also_when_asked_as_a_guest(process: UUID) -> None:
    assert actions.join(process=process, address=MAX, at=AT) is True
    assert actions.join(process=process, address="MAX@EXAMPLE.org", at=AT) is False
    assert _confirm(process) is Outcome.REPEATED
    assert queries.counts(process) == {Way.MEMBER: 1}


def test_the_same_person_may_take_part_in_every_process_and_leaves_another_key_in_each(process: UUID) -> None:
    other = actions.open_process(title={"de": "Noch eine"})
    assert _confirm(process) is Outcome.CONFIRMED
    assert _confirm(other) is Outcome.CONFIRMED
    assert len({bytes(key) for key in Entry.objects.values_list("key", flat=True)}) == 2


def test_the_database_keeps_the_promise(process: UUID) -> None:
    entry = Entry(process_id=process, key=b"k" * 32, way=Way.GUEST, on=AT.date())
    entry.save()
    with pytest.raises(IntegrityError, match="one_person_one_participation"), transaction.atomic():
        Entry.objects.create(process_id=process, key=b"k" * 32, way=Way.MEMBER, on=AT.date())
    with pytest.raises(IntegrityError, match="entry_way_known"), transaction.atomic():
        Entry.objects.create(process_id=process, key=b"l" * 32, way="postcard", on=AT.date())
    with pytest.raises(IntegrityError, match="pepper_goes_only_after_the_close"), transaction.atomic():
        Process.objects.filter(pk=process).update(pepper=None)


def test_a_second_participation_fails_no_statement_because_the_database_would_log_its_key(process: UUID) -> None:
    _confirm(process)
    with statements() as ran:
        assert actions.join(process=process, address=MAX, at=AT) is False
    inserts = [sql for sql in ran if sql.startswith("INSERT")]
    assert len(inserts) == 1
    assert "ON CONFLICT" in inserts[0]


def test_an_entry_knows_the_day_of_the_city_and_no_time(process: UUID) -> None:
    # Half past midnight in Berlin is still yesterday in UTC.
    assert actions.join(process=process, address=MAX, at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    assert Entry.objects.get().on == date(2026, 3, 3)
    assert {field.name for field in Entry._meta.fields} == {"id", "process", "key", "way", "on", "counted"}


# --- the end -----------------------------------------------------------------------------------------------------


def test_a_closed_process_takes_nobody_and_drops_what_waits(process: UUID) -> None:
    token = _mail(_ask(process)).token
    actions.close_process(process=process, at=AT)
    assert not Pending.objects.exists()
    assert actions.redeem_token(token=token, at=AT) is None
    assert queries.spent(token) == (Outcome.EXPIRED, process)
    with pytest.raises(Refused, match="beendet"), transaction.atomic():
        _ask(process)
    with pytest.raises(Refused, match="beendet"), transaction.atomic():
        actions.join(process=process, address=MAX, at=AT)
    assert not Entry.objects.exists()


def test_pepper_and_hashes_are_destroyed_on_their_day_and_only_counts_stay(process: UUID) -> None:
    other = actions.open_process(title={"de": "Läuft noch"})
    for address in ("a@example.org", "b@example.org"):
        _confirm(process, address)
    actions.join(process=process, address=MAX, at=AT)
    _confirm(other)
    # In the city it is the 3rd already, so the day is the 2nd of April.
    actions.close_process(process=process, at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    before = queries.counts(process)
    assert actions.forget_due(at=datetime(2026, 4, 1, 21, 59, tzinfo=UTC)) == 0
    assert Entry.objects.filter(process=process).count() == 3
    assert actions.forget_due(at=datetime(2026, 4, 1, 22, 0, tzinfo=UTC)) == 1
    assert not Entry.objects.filter(process=process).exists()
    assert Process.objects.get(pk=process).pepper is None
    assert queries.counts(process) == before == {Way.GUEST: 2, Way.MEMBER: 1}
    assert Entry.objects.filter(process=other).count() == 1
    assert Process.objects.get(pk=other).pepper is not None
    assert actions.forget_due(at=datetime(2026, 4, 2, 22, 0, tzinfo=UTC)) == 0
    assert queries.counts(process) == before


def test_nobody_took_part_is_also_a_count_that_stays(process: UUID) -> None:
    actions.close_process(process=process, at=AT)
    assert actions.forget_due(at=AT + timedelta(days=31)) == 1
    assert queries.counts(process) == {}


def test_what_was_not_confirmed_in_time_is_erased_and_its_link_says_so(process: UUID) -> None:
    late, early = _ask(process), _ask(process, "moritz@example.org", at=AT + timedelta(hours=1))
    token = _mail(late).token
    assert actions.drop_expired(purposes=Purpose, at=AT + timedelta(hours=48)) == [late.reference]
    assert list(Pending.objects.values_list("pk", flat=True)) == [early.pk]
    assert queries.spent(token) == (Outcome.EXPIRED, process)


def test_the_fate_of_a_link_is_told_for_thirty_days(process: UUID) -> None:
    token = _mail(_ask(process)).token
    actions.redeem_token(token=token, at=AT)
    actions.drop_expired(purposes=Purpose, at=AT + timedelta(days=29))
    assert queries.spent(token) == (Outcome.CONFIRMED, process)
    actions.drop_expired(purposes=Purpose, at=AT + timedelta(days=30))
    assert queries.spent(token) is None
    assert not Spent.objects.exists()


def test_the_statistics_of_the_planner_remember_no_address_and_no_key(process: UUID) -> None:
    for number in range(20):
        _ask(process, f"max{number}@example.org")
        _confirm(process, f"moritz{number}@example.org")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE register_pending, register_entry, register_process, register_spent")
        cursor.execute(
            "SELECT tablename || '.' || attname FROM pg_stats WHERE starts_with(tablename, 'register_')"
            " AND attname IN ('address', 'key', 'pepper', 'salt', 'token_hash', 'reference')"
        )
        assert cursor.fetchall() == []


def test_statements_stay_few(process: UUID) -> None:
    pending = _ask(process)
    with statements() as asked:
        _ask(process, "moritz@example.org")
    token = _mail(pending).token
    with statements() as redeemed:
        actions.redeem_token(token=token, at=AT)
    with statements() as joined:
        actions.join(process=process, address="lena@example.org", at=AT)
    assert (len(asked), len(redeemed), len(joined)) == (5, 4, 2)
