"""The page that waits asks where the mail is, until it is taken; without scripts it says the same when loaded anew."""

from tests.factories import Made
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.visitor import Visitor, link_in

STAND = "postfach/stand/"


def test_while_the_mail_server_is_away_it_says_so_and_asks_again(survey: Made, smtp: Inbox) -> None:
    anna = Visitor(survey)
    smtp.stop()
    anna.send_off("anna@example.org")
    run_jobs(may_fail=True)
    asked = anna.get(anna.path(STAND))
    assert asked.status == 200
    assert asked.says("Die E-Mail ist noch unterwegs")
    assert "data-mail-sent" not in asked.html
    assert anna.get(anna.path("postfach/")).html.count("web/js/waiting.js") == 1


def test_once_the_mail_is_taken_it_asks_no_more(survey: Made, smtp: Inbox) -> None:
    anna = Visitor(survey)
    anna.send_off("anna@example.org")
    run_jobs()
    asked = anna.get(anna.path(STAND))
    assert "data-mail-sent" in asked.html
    assert asked.says("Wir haben eine E-Mail an anna@example.org geschickt.")
    assert "waiting.js" not in anna.get(anna.path("postfach/")).html


def test_when_all_is_done_the_page_loads_itself_anew(survey: Made, smtp: Inbox) -> None:
    anna, elsewhere = Visitor(survey), Visitor(survey)
    anna.send_off("anna@example.org")
    run_jobs()
    [mail] = smtp.messages
    link = link_in(mail.text)
    elsewhere.post(link, {"secret": elsewhere.get(link).fields["secret"]})
    assert anna.client.get(anna.path(STAND)).status_code == 410
