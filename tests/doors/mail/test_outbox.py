"""A mail is never lost: it waits in the database, with the transaction of its sender, until a server has taken it."""

import traceback
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction

from smilecity.doors.mail import outbox, patience
from smilecity.doors.mail.models import Outbox
from smilecity.doors.mail.transport import NotTaken
from tests.jobs import run_jobs, waiting_jobs
from tests.smtp import Inbox

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DELIVER = "smilecity.doors.mail.jobs.deliver"


def post(
    to: str = "anna@example.org", subject: str = "Grüße aus Warnemünde", body: str = "Zeile eins\nZeile zwei\n"
) -> None:
    send_mail(subject, body, None, [to])


@pytest.mark.django_db
def test_a_mail_arrives_and_leaves_no_row_behind(smtp: Inbox) -> None:
    post()
    assert Outbox.objects.count() == 1
    run_jobs()
    [mail] = smtp.messages
    assert mail.to == ("anna@example.org",)
    assert mail.subject == "Grüße aus Warnemünde"
    assert mail.text == "Zeile eins\nZeile zwei\n"
    assert Outbox.objects.count() == 0
    assert waiting_jobs() == []


@pytest.mark.django_db
def test_every_mail_says_that_a_machine_wrote_it_and_bears_the_name_of_our_host(smtp: Inbox) -> None:
    post()
    run_jobs()
    headers = smtp.messages[0].message
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"].endswith("@127.0.0.1>")
    assert headers["Date"]
    assert headers["Content-Type"] == 'text/plain; charset="utf-8"'


@pytest.mark.django_db
def test_what_was_rolled_back_is_never_sent(smtp: Inbox) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert run_jobs() == []
    assert smtp.messages == []


@pytest.mark.django_db(transaction=True)
def test_a_mail_written_outside_any_transaction_waits_with_its_job(smtp: Inbox) -> None:
    post()
    assert waiting_jobs() == [DELIVER]
    run_jobs()
    assert len(smtp.messages) == 1


@pytest.mark.django_db
def test_while_the_server_is_down_the_mail_waits_and_then_arrives_once(smtp: Inbox) -> None:
    smtp.stop()
    post()
    [ran] = run_jobs(may_fail=True)
    assert isinstance(ran.error, NotTaken)
    row = Outbox.objects.get()
    assert (row.tries, row.last_error) == (1, "ConnectionRefusedError")
    run_jobs(due=False, may_fail=True)
    assert Outbox.objects.get().tries == 2
    smtp.start()
    run_jobs(due=False)
    assert len(smtp.messages) == 1
    assert not Outbox.objects.exists()


@pytest.mark.django_db
def test_a_server_that_restarts_between_two_mails_is_not_noticed(smtp: Inbox) -> None:
    post(subject="eins")
    run_jobs()
    smtp.stop()
    smtp.start()
    post(subject="zwei")
    [ran] = run_jobs()
    assert ran.error is None
    assert [mail.subject for mail in smtp.messages] == ["eins", "zwei"]


@pytest.mark.django_db
def test_a_mail_refused_for_now_is_tried_again_and_the_note_of_it_holds_no_address(smtp: Inbox) -> None:
    smtp.refusals["anna@example.org"] = "451 anna@example.org: grey listed, come back later"
    post()
    [ran] = run_jobs(may_fail=True)
    assert ran.error is not None
    assert "anna" not in "".join(traceback.format_exception(ran.error))
    assert Outbox.objects.get().last_error == "SMTPRecipientsRefused 451"
    smtp.refusals.clear()
    run_jobs(due=False)
    assert len(smtp.messages) == 1


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_not_tried_for_days(smtp: Inbox) -> None:
    smtp.refusals["anna@example.org"] = "550 no such user"
    post()
    [ran] = run_jobs()
    assert ran.error is None
    assert waiting_jobs() == []
    assert Outbox.objects.get().last_error == "SMTPRecipientsRefused 550"


@pytest.mark.django_db
def test_a_refused_address_does_not_hold_up_the_others(smtp: Inbox) -> None:
    smtp.refusals["anna@example.org"] = "451 later"
    EmailMessage("An alle", "Text", None, ["anna@example.org", "bert@example.org"]).send()
    run_jobs(may_fail=True)
    assert [mail.to for mail in smtp.messages] == [("bert@example.org",)]
    assert [row.to for row in Outbox.objects.all()] == ["anna@example.org"]


@pytest.mark.django_db
def test_a_mail_sent_twice_can_be_seen_to_be_one(smtp: Inbox) -> None:
    post()
    row = Outbox.objects.get()
    outbox.deliver(row.pk, at=NOON)
    row.save(force_insert=True)  # the worker died between sending and deleting
    outbox.deliver(row.pk, at=NOON)
    first, second = smtp.messages
    assert first.message["Message-ID"] == second.message["Message-ID"]


@pytest.mark.django_db
def test_a_delivery_that_runs_again_after_success_does_nothing(smtp: Inbox) -> None:
    post()
    row = Outbox.objects.get()
    outbox.deliver(row.pk, at=NOON)
    outbox.deliver(row.pk, at=NOON)
    assert len(smtp.messages) == 1


@pytest.mark.django_db
def test_a_line_break_in_a_subject_is_refused_where_it_was_written(smtp: Inbox) -> None:
    with pytest.raises(BadHeaderError):
        post(subject="Hallo\nBcc: everyone@example.org")
    assert not Outbox.objects.exists()


@pytest.mark.django_db
def test_what_is_not_plain_text_is_refused_rather_than_sent_incomplete(smtp: Inbox) -> None:
    message = EmailMessage("Bild", "Text", None, ["anna@example.org"])
    message.attach("bild.png", b"123", "image/png")
    with pytest.raises(ValueError, match="plain text"):
        message.send()


@pytest.mark.django_db
def test_of_a_mail_with_a_second_form_the_text_is_sent(smtp: Inbox) -> None:
    message = EmailMultiAlternatives("Zwei Formen", "Nur Text", None, ["anna@example.org"])
    message.attach_alternative("<p>Nur Text</p>", "text/html")
    message.send()
    run_jobs()
    assert smtp.messages[0].text == "Nur Text\n"


@pytest.mark.django_db
def test_emoji_right_to_left_and_very_long_lines_arrive_as_they_were_written(smtp: Inbox) -> None:
    body = "😀 مرحبا " + "ß" * 5000 + "\n.\nEnde\n"
    post(subject="😀 مرحبا " + "lang " * 30, body=body)
    run_jobs()
    [mail] = smtp.messages
    assert mail.text == body
    assert mail.subject.split() == ("😀 مرحبا " + "lang " * 30).split()


@pytest.mark.django_db
def test_sender_and_reply_address_of_the_author_are_kept(smtp: Inbox) -> None:
    EmailMessage(
        "Frage", "Text", "Bürgeramt <amt@example.org>", ["a@example.org"], reply_to=["frage@example.org"]
    ).send()
    run_jobs()
    [mail] = smtp.messages
    assert mail.sender == "amt@example.org"
    assert mail.message["From"] == "Bürgeramt <amt@example.org>"
    assert mail.message["Reply-To"] == "frage@example.org"


@pytest.mark.django_db
def test_several_mails_go_through_one_connection(smtp: Inbox) -> None:
    for number in range(5):
        post(subject=str(number))
    run_jobs()
    assert len(smtp.messages) == 5
    assert smtp.connections == 1


@pytest.mark.django_db
def test_after_a_week_an_undeliverable_mail_is_forgotten(smtp: Inbox) -> None:
    outbox.put(EmailMessage("alt", "x", None, ["a@example.org"]), at=NOON)
    assert outbox.forget_undeliverable(at=NOON + timedelta(days=7)) == 0
    assert outbox.forget_undeliverable(at=NOON + timedelta(days=7, seconds=1)) == 1


def test_the_waits_grow_and_end_before_a_participation_must_be_confirmed() -> None:
    waits = [patience.wait_after(failures) for failures in range(1, 30)]
    told = [wait for wait in waits if wait is not None]
    assert told[0] == timedelta(seconds=10)
    assert told == sorted(told)
    assert timedelta(hours=45) < sum(told, timedelta()) < timedelta(hours=48)
    assert waits[len(told) :] == [None] * (29 - len(told))
