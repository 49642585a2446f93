"""Those who pry, flood and forge, and browsers that keep nothing: nobody learns who has taken part, nobody is stuck."""

import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from smilecity.collect.surveys.models import Draft
from smilecity.doors.web import limits
from smilecity.ground.limits import Limit, use
from tests.factories import Made, make_resident, send_off, take_part
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor, counted, link_in


def without_what_is_random(page: Page, address: str) -> str:
    tokens = re.sub(r'name="(csrfmiddlewaretoken|secret)" value="[^"]*"', r'name="\1"', page.html)
    return tokens.replace(address, "ADDRESS")


def test_the_page_that_waits_is_the_same_for_who_has_taken_part_and_who_has_not(survey: Made) -> None:
    take_part(survey, "anna@example.org")
    pages = {address: Visitor(survey).send_off(address) for address in ("anna@example.org", "bert@example.net")}
    first, second = (without_what_is_random(page, address) for address, page in pages.items())
    assert first == second
    assert pages["anna@example.org"].says("Wir haben eine E-Mail an anna@example.org geschickt.")


def test_it_is_the_same_after_a_second_mail_and_a_wrong_code(survey: Made) -> None:
    take_part(survey, "anna@example.org")
    pages = []
    for address in ("anna@example.org", "bert@example.net"):
        visitor = Visitor(survey)
        secret = visitor.send_off(address).fields["secret"]
        again = visitor.post(visitor.path("postfach/erneut/"))
        wrong = visitor.post(visitor.path("postfach/"), {"secret": secret, "code": "AAAA-BBBB"})
        pages.append([without_what_is_random(page, address) for page in (again, wrong)])
    assert pages[0] == pages[1]


def test_sending_off_costs_the_same_for_who_has_taken_part_and_who_has_not(survey: Made) -> None:
    take_part(survey, "anna@example.org")
    costs = []
    for address in ("anna@example.org", "bert@example.net"):
        visitor = Visitor(survey)
        secret = visitor.fill_in(address).fields["secret"]
        with statements() as sent:
            visitor.client.post(visitor.path("pruefen/"), {"secret": secret})
        costs.append([re.sub(r"'[^']*'|\d+", "?", statement) for statement in sent])
    assert costs[0] == costs[1]


def test_an_account_is_not_betrayed_by_the_survey_either(survey: Made) -> None:
    make_resident(email="anna@example.org")
    pages = {address: Visitor(survey).send_off(address) for address in ("anna@example.org", "bert@example.net")}
    first, second = (without_what_is_random(page, address) for address, page in pages.items())
    assert first == second


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "127.0.0.1.nip.io"]
)
@pytest.mark.parametrize("step", ["", "kontakt/", "pruefen/", "postfach/"])
def test_a_forged_host_gets_a_page_in_plain_words_and_changes_nothing(survey: Made, host: str, step: str) -> None:
    anna = Visitor(survey)
    anna.fill_in("anna@example.org")
    page = anna.post(anna.path(step), host=host)
    assert page.status == 400
    assert page.says("Diese Adresse stimmt nicht.", "Bitte prüfen Sie die Adresse oben im Browser.")
    assert host not in page.html
    assert Draft.objects.get().submitted is False


def test_a_mail_bears_our_own_address_whatever_host_was_asked_for(
    survey: Made, smtp: Inbox, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    anna = Visitor(survey, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    anna.send_off("anna@example.org")
    run_jobs()
    assert "evil.example" not in smtp.messages[0].text
    assert link_in(smtp.messages[0].text)


def test_the_link_to_change_answers_bears_our_own_address_too(survey: Made, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    sent = send_off(survey, "anna@example.org")
    anna = Visitor(survey, HTTP_HOST="evil.example")
    secret = anna.get(f"/teilnahme/{sent.token}/").fields["secret"]
    assert "evil.example" not in anna.post(f"/teilnahme/{sent.token}/", {"secret": secret}).html


def test_a_browser_without_cookies_is_told_so_kindly(survey: Made) -> None:
    page = Visitor(survey, enforce_csrf_checks=True).begin()
    assert page.status == 403
    assert page.says(
        "Bitte senden Sie das Formular noch einmal ab.",
        "Die Seite war lange offen, oder Ihr Browser nimmt keine Cookies an.",
        "Wir brauchen nur dieses eine Cookie, und es verfolgt Sie nicht.",
    )
    assert f'href="/umfragen/{Visitor(survey).survey.slug}/"' in page.html


def test_who_lost_the_session_is_not_told_that_the_answers_are_still_there(survey: Made) -> None:
    anna = Visitor(survey, enforce_csrf_checks=True)
    token = anna.get(anna.path()).fields["csrfmiddlewaretoken"]
    asked = anna.post(anna.path(), {"csrfmiddlewaretoken": token})
    anna.client.cookies.clear()
    page = anna.post(
        anna.path("frage/1/"), {"answer": "bus", "csrfmiddlewaretoken": asked.fields["csrfmiddlewaretoken"]}
    )
    assert page.status == 403
    assert page.says("Ohne das Cookie finden wir Ihre angefangenen Antworten nicht wieder.")
    assert "ist gespeichert" not in page.words


def test_a_form_that_has_grown_stale_keeps_the_answers_given_before(survey: Made) -> None:
    anna = Visitor(survey, enforce_csrf_checks=True)
    token = anna.get(anna.path()).fields["csrfmiddlewaretoken"]
    anna.post(anna.path(), {"csrfmiddlewaretoken": token})
    page = anna.post(anna.path("frage/1/"), {"answer": "bus", "csrfmiddlewaretoken": "alt"})
    assert page.says("Nur die letzte Eingabe fehlt noch.", "Zurück zum Formular")
    assert f'href="{anna.path("frage/1/")}"' in page.html
    assert anna.get(anna.path("frage/1/")).status == 200


@pytest.mark.parametrize("step", ["frage/1/", "angaben/", "kontakt/", "pruefen/"])
def test_who_opens_a_page_in_the_middle_begins_at_the_first(survey: Made, step: str) -> None:
    page = Visitor(survey).get(Visitor(survey).path(step))
    assert page.path == Visitor(survey).path()
    assert page.says("Umfrage beginnen")
    assert "gibt es nicht mehr" not in page.words


def test_a_draft_that_was_erased_says_so_when_something_is_sent(survey: Made) -> None:
    anna = Visitor(survey)
    anna.begin()
    Draft.objects.all().delete()
    page = anna.post(anna.path("frage/1/"), {"answer": "bus"})
    assert page.path == anna.path()
    assert page.says("Ihre angefangenen Antworten gibt es nicht mehr. Sie können die Umfrage neu beginnen.")


def test_a_draft_of_another_browser_cannot_be_reached(survey: Made) -> None:
    anna, eve = Visitor(survey), Visitor(survey)
    anna.fill_in("anna@example.org", short="Geheimer Ort")
    eve.begin()
    for step in ("frage/4/", "pruefen/", "kontakt/"):
        page = eve.get(eve.path(step))
        assert "Geheimer Ort" not in page.html
        assert "anna@example.org" not in page.html


def test_one_postbox_is_flooded_with_eight_mails_a_day_at_most(survey: Made, time: Clock) -> None:
    for _ in range(7):
        use([Limit("submit-address", "anna@example.org", 8, limits.DAY)], at=time.at)
    assert Visitor(survey).send_off("anna@example.org").says("Fast geschafft")
    flood = Visitor(survey)
    refused = flood.send_off("Anna@example.org")
    assert refused.status == 429
    assert refused.says("Das ging uns zu schnell.", "Was Sie bis dahin geschrieben haben, ist gespeichert.")
    time.at += timedelta(days=1)
    assert flood.post(flood.path("pruefen/")).says("Fast geschafft")


@pytest.mark.parametrize(
    ("name", "step", "fields"),
    [
        ("begin", "", {}),
        ("submit", "pruefen/", {}),
        ("confirm", "postfach/", {"code": "AAAA-BBBB", "secret": "s" * 43}),
        ("confirm", "postfach/erneut/", {}),
    ],
)
def test_a_used_up_limit_says_until_when_and_loses_nothing(
    survey: Made, time: Clock, name: str, step: str, fields: dict[str, object]
) -> None:
    anna = Visitor(survey)
    if step:
        anna.fill_in("anna@example.org")
    if step.startswith("postfach"):
        anna.post(anna.path("pruefen/"))
    most = {"begin": 300, "submit": 60, "confirm": 200}[name]
    for _ in range(most):
        use([Limit(name, "127.0.0.0/24", 10_000, limits.HOUR)], at=time.at)
    page = anna.post(anna.path(step), fields)
    assert page.status == 429
    assert page.says("Das ging uns zu schnell.", "Bitte versuchen Sie es in ", "noch einmal.")
    time.at += timedelta(hours=1)
    assert anna.post(anna.path(step), fields).status in {200, 422}


def test_an_exempt_network_is_limited_by_nothing_but_the_postbox(survey: Made, settings: Settings, time: Clock) -> None:
    settings.LIMIT_EXEMPT = ["127.0.0.0/8"]
    for _ in range(60):
        use([Limit("submit", "127.0.0.0/24", 10_000, limits.HOUR)], at=time.at)
    assert Visitor(survey).send_off("anna@example.org").says("Fast geschafft")


def test_more_than_four_mails_are_refused_with_the_number(survey: Made) -> None:
    anna = Visitor(survey)
    anna.send_off("anna@example.org")
    pages = [anna.post(anna.path("postfach/erneut/")) for _ in range(4)]
    assert all(page.says("Wir schicken die E-Mail noch einmal.") for page in pages[:3])
    assert pages[3].says("Bitte sehen Sie im Spam-Ordner nach.")


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "x" * 500])
@pytest.mark.parametrize("step", ["", "frage/1/", "angaben/", "kontakt/", "pruefen/", "postfach/", "ergebnis/"])
def test_a_survey_that_does_not_exist_is_a_page_that_says_so(db: None, slug: str, step: str) -> None:
    page = Visitor().get(f"/umfragen/{slug}/{step}")
    assert page.status == 404
    assert page.says("Diese Seite gibt es nicht.", "Zur Startseite")


def test_a_survey_nobody_has_opened_yet_does_not_exist_for_residents(db: None, time: Clock) -> None:
    from tests.factories import make_survey

    draft = Visitor(make_survey())
    assert draft.get(draft.path()).status == 404
    assert draft.begin().status == 404


def test_numbers_that_are_no_question_lead_to_the_check(survey: Made) -> None:
    anna = Visitor(survey)
    anna.begin()
    for number in (0, 6, 99_999_999_999_999_999_999):
        assert anna.get(anna.path(f"frage/{number}/")).path == anna.path("pruefen/")
    assert counted(survey) == 0
