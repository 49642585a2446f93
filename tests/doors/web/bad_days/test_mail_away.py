"""The mail server is away: the participation waits, the page says so, and the mail arrives once it is back."""

from datetime import timedelta

from smilecity.ground import hashes
from tests.factories import Made
from tests.jobs import run_jobs, waiting_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import Visitor, code_in, counted, link_in

AWAY = (
    "Die E-Mail ist noch unterwegs",
    "Wir versuchen es von selbst weiter. Ihre Antworten sind sicher, und Sie können diese Seite schließen.",
)
SEND = "smilecity.doors.mail.jobs.send_confirmation"


def test_the_page_says_that_the_mail_waits_and_later_that_it_is_there(survey: Made, smtp: Inbox) -> None:
    anna = Visitor(survey)
    smtp.stop()
    first = anna.send_off("anna@example.org")
    assert first.says("Wir haben eine E-Mail an anna@example.org geschickt.")
    run_jobs(may_fail=True)
    assert anna.get(anna.path("postfach/")).says(*AWAY)
    assert waiting_jobs() == [SEND]
    smtp.start()
    run_jobs(due=False)
    assert anna.get(anna.path("postfach/")).says("Wir haben eine E-Mail an anna@example.org geschickt.")
    [mail] = smtp.messages
    ended = anna.post(link_in(mail.text), {"secret": hashes.new_secret()})
    assert ended.says("Danke, Ihre Antworten zählen.")
    assert counted(survey) == 1


def test_a_mail_that_arrives_a_day_late_still_counts(survey: Made, smtp: Inbox, time: Clock) -> None:
    anna = Visitor(survey)
    smtp.stop()
    waiting = anna.send_off("anna@example.org")
    run_jobs(may_fail=True)
    time.at += timedelta(hours=46)
    smtp.start()
    run_jobs(due=False)
    fields: dict[str, object] = {"secret": waiting.fields["secret"], "code": code_in(smtp.messages[0].text)}
    assert anna.post(anna.path("postfach/"), fields).says("Danke, Ihre Antworten zählen.")


def test_asking_again_while_the_server_is_away_brings_mails_that_bear_one_link(survey: Made, smtp: Inbox) -> None:
    anna = Visitor(survey)
    smtp.stop()
    anna.send_off("anna@example.org")
    run_jobs(may_fail=True)
    anna.post(anna.path("postfach/erneut/"))
    smtp.start()
    run_jobs(due=False)
    assert len({link_in(mail.text) for mail in smtp.messages}) == 1


def test_whoever_mistyped_the_address_can_correct_it_and_the_wrong_one_gets_nothing_more(
    survey: Made, smtp: Inbox
) -> None:
    anna = Visitor(survey)
    smtp.refusals["tippfehler@example.org"] = "550 no such mailbox"
    anna.send_off("tippfehler@example.org")
    run_jobs(may_fail=True)
    assert anna.get(anna.path("postfach/")).says("Andere Adresse angeben")
    assert anna.post(anna.path("postfach/zurueck/")).fields["email"] == "tippfehler@example.org"
    assert anna.post(anna.path("kontakt/"), {"email": "anna@example.org"}).says("anna@example.org", "Der Hafen")
    anna.post(anna.path("pruefen/"))
    run_jobs()
    assert [mail.to for mail in smtp.messages] == [("anna@example.org",)]
