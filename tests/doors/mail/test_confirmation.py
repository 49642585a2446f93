"""The mail with which a guest confirms: sent once it is asked for, noted, patient, and silent about the answers."""

import re
import traceback
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from smilecity.doors.mail.confirmation import write
from smilecity.people.register import actions, queries
from smilecity.people.register.models import Pending
from tests.jobs import run_jobs, waiting_jobs
from tests.smtp import Inbox

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TITLE = {"de": "Umfrage <2026> & Co", "en": "Survey <2026> & co"}


@pytest.fixture
def process() -> UUID:
    return actions.open_process(title=TITLE)


def ask(process: UUID, address: str = "anna@example.org", language: str = "de") -> tuple[UUID, UUID]:
    """Return the reference that waits, and what waits."""
    reference = uuid4()
    return reference, actions.ask(
        process=process,
        reference=reference,
        address=address,
        language=language,
        until=NOON + timedelta(days=9),
        at=NOON,
    )


def test_it_holds_link_code_and_deadline_and_what_to_do_if_it_was_somebody_else(smtp: Inbox, process: UUID) -> None:
    _, pending = ask(process)
    facts = queries.mail_for(pending)
    assert facts is not None
    run_jobs()
    [mail] = smtp.messages
    assert mail.to == ("anna@example.org",)
    assert mail.subject == "Ihre Teilnahme: Umfrage <2026> & Co"
    assert f"{settings.BASE_URL}/teilnahme/{facts.token}/" in mail.text
    assert re.search(r"^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$", mail.text, re.MULTILINE)
    assert "bis Mittwoch, 6. Mai 2026, 14:00 Uhr" in mail.text
    assert "Das waren nicht Sie?" in mail.text
    assert "Umfrage <2026> & Co" in mail.text


def test_once_the_server_has_taken_it_the_register_knows(smtp: Inbox, process: UUID) -> None:
    reference, _ = ask(process)
    run_jobs()
    waiting = queries.waiting_for(reference, NOON)
    assert waiting is not None
    assert (waiting.mailed, waiting.delayed) == (True, False)


def test_while_the_server_is_down_the_page_can_say_so_and_the_mail_comes_later(smtp: Inbox, process: UUID) -> None:
    reference, _ = ask(process)
    smtp.stop()
    run_jobs(may_fail=True)
    waiting = queries.waiting_for(reference, NOON)
    assert waiting is not None
    assert (waiting.mailed, waiting.delayed) == (False, True)
    smtp.start()
    run_jobs(due=False)
    waiting = queries.waiting_for(reference, NOON)
    assert waiting is not None
    assert (waiting.mailed, waiting.delayed) == (True, False)
    assert len(smtp.messages) == 1


def test_an_address_that_does_not_exist_is_noted_and_not_tried_for_days(smtp: Inbox, process: UUID) -> None:
    smtp.refusals["anna@example.org"] = "550 no such user"
    reference, _ = ask(process)
    run_jobs()
    waiting = queries.waiting_for(reference, NOON)
    assert waiting is not None
    assert waiting.delayed
    assert waiting_jobs() == []


def test_a_server_that_asks_to_come_back_later_leaves_no_address_in_any_log(smtp: Inbox, process: UUID) -> None:
    smtp.refusals["anna@example.org"] = "451 anna@example.org: grey listed, come back later"
    ask(process)
    [ran] = run_jobs(may_fail=True)
    assert ran.error is not None
    assert "anna" not in "".join(traceback.format_exception(ran.error))


def test_what_no_longer_waits_gets_no_mail(smtp: Inbox, process: UUID) -> None:
    reference, _ = ask(process)
    actions.withdraw(reference=reference)
    run_jobs()
    assert smtp.messages == []


def test_asked_for_again_it_brings_the_same_link(smtp: Inbox, process: UUID) -> None:
    reference, _ = ask(process)
    run_jobs()
    actions.resend(reference=reference, at=NOON + timedelta(hours=1))
    run_jobs()
    first, second = smtp.messages
    assert first.text == second.text
    assert first.message["Message-ID"] != second.message["Message-ID"]


def test_who_has_taken_part_is_told_so_in_the_mail_and_nowhere_else(smtp: Inbox, process: UUID) -> None:
    actions.join(process=process, address="anna@example.org", at=NOON)
    reference, _ = ask(process)
    run_jobs()
    [mail] = smtp.messages
    assert "schon früher teilgenommen" in mail.text
    assert "Ihre ersten Antworten zählen weiterhin" in mail.text
    assert "persönlichen Link zum Ändern" in mail.text
    assert "/teilnahme/" not in mail.text
    waiting = queries.waiting_for(reference, NOON)
    assert waiting is not None
    assert waiting.mailed


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_both_mails_look_alike_from_outside(language: str, process: UUID) -> None:
    actions.join(process=process, address="bert@example.org", at=NOON)
    _, new = ask(process, "anna@example.org", language)
    _, again = ask(process, "bert@example.org", language)
    mails = []
    for pending in (new, again):
        facts = queries.mail_for(pending)
        assert facts is not None
        mails.append(write(facts, at=NOON))
    first, second = mails
    assert first.subject == second.subject
    assert set(first.extra_headers) == set(second.extra_headers)
    sizes = sorted(len(mail.message().as_bytes()) for mail in mails)
    assert sizes[1] <= sizes[0] * 1.25


def test_a_title_with_a_line_break_does_not_break_the_mail(smtp: Inbox) -> None:
    process = actions.open_process(title={"de": "Erste Zeile\nBcc: alle@example.org"})
    ask(process)
    run_jobs()
    [mail] = smtp.messages
    assert mail.subject == "Ihre Teilnahme: Erste Zeile Bcc: alle@example.org"
    assert mail.to == ("anna@example.org",)


def test_the_mail_speaks_the_language_of_the_guest(smtp: Inbox, process: UUID) -> None:
    ask(process, language="en")
    run_jobs()
    [mail] = smtp.messages
    assert mail.subject.endswith("Survey <2026> & co")
    assert f"{settings.BASE_URL}/en/teilnahme/" in mail.text
    assert Pending.objects.count() == 1
