"""Taking part by a code from paper, page by page: typing, answering, sending off, and everything that goes wrong."""

import pytest
from django.test import Client

from smilecity.collect.surveys.models import Participation
from smilecity.doors.web import limits
from smilecity.people.codes import rules as codes
from smilecity.people.codes.rules import show
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Way
from tests.factories import Made, closed, make_resident, make_survey, take_part_as_member
from tests.factories_codes import allow, make_codes, take_part_by_code
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db
CODE = "code/"


def type_code(who: Visitor, code: str, **headers: str) -> Page:
    return who.post(who.path(CODE), {"code": code}, **headers)


def test_a_code_leads_to_the_questions_and_counts_without_address(survey: Made) -> None:
    code = make_codes(survey)[0]
    who = Visitor(survey)
    started = type_code(who, show(code).lower())
    assert started.path == who.path()
    assert started.says("Ihr Code ist angenommen.")
    checked = who.fill_in()
    assert checked.path == who.path("pruefen/")
    assert checked.says("Ihr Code gilt danach nicht mehr.")
    done = who.post(who.path("pruefen/"), {"secret": checked.fields["secret"]})
    assert done.says("Danke, Ihre Antworten zählen.", "Mit diesem Link können Sie Ihre Antworten")
    assert register.counts(survey.opened) == {Way.CODE: 1}
    assert type_code(Visitor(survey), code).says(codes.USED)


def test_the_second_click_shows_the_same_page(survey: Made) -> None:
    who = Visitor(survey)
    type_code(who, make_codes(survey)[0])
    secret = {"secret": who.fill_in().fields["secret"]}
    assert who.post(who.path("pruefen/"), dict(secret)).says("Danke, Ihre Antworten zählen.")
    assert who.post(who.path("pruefen/"), dict(secret)).says("Danke, Ihre Antworten zählen.")
    assert Participation.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Bitte geben Sie den Code aus dem Brief ein."),
        ("ABCD", "Er hat 4 Zeichen, es müssen 16 sein."),
        ("AAAA-AAAA-AAAA-AAAA", "Dieser Code ist nicht richtig getippt."),
        ("O0O0-AAAA-AAAA-AAAA", "kommt in Codes nicht vor"),
        ("<script>", "kommt in Codes nicht vor"),
    ],
)
def test_a_typing_error_is_said_in_words_and_stays_to_be_mended(survey: Made, typed: str, sentence: str) -> None:
    make_codes(survey)
    page = type_code(Visitor(survey), typed)
    assert page.status == 422
    assert page.title.startswith("Fehler:")
    assert page.says(sentence)
    assert page.fields["code"] == typed


def test_a_code_of_another_survey_is_not_known_here(survey: Made) -> None:
    make_codes(survey)
    assert type_code(Visitor(survey), make_codes(make_survey(open=True))[0]).says("Diesen Code kennen wir nicht.")


def test_somebody_who_has_answered_can_still_type_a_code_and_only_sends_off(survey: Made) -> None:
    code = make_codes(survey)[0]
    who = Visitor(survey)
    who.fill_in()
    assert who.get(who.path("kontakt/")).says("Ich habe einen Code bekommen")
    assert type_code(who, code).path == who.path("pruefen/")
    assert who.send_off().says("Danke, Ihre Antworten zählen.")


def test_a_code_used_on_another_device_meanwhile_is_said_and_no_answer_is_lost(survey: Made) -> None:
    code = make_codes(survey)[0]
    who = Visitor(survey)
    type_code(who, code)
    checked = who.fill_in()
    take_part_by_code(survey, code)
    page = who.post(who.path("pruefen/"), {"secret": checked.fields["secret"]})
    assert page.path == who.path(CODE)
    assert page.says(codes.USED)
    assert who.get(who.path("pruefen/")).says("Der Hafen")


def test_a_member_who_redeems_a_code_takes_part_once(survey: Made) -> None:
    first, second = make_codes(survey)[:2]
    anna = make_resident(email="anna@example.org")
    who = Visitor(survey)
    who.client.force_login(anna)
    type_code(who, first)
    assert who.fill_in().says("Auch Ihr Konto kann bei dieser Umfrage danach nicht noch einmal teilnehmen.")
    assert who.send_off().says("Danke, Ihre Antworten zählen.")
    type_code(who, second)
    assert who.send_off().says("Sie haben bei dieser Umfrage schon teilgenommen.")
    assert take_part_as_member(survey, "anna@example.org").end.value == "repeated"
    assert register.counts(survey.opened) == {Way.CODE: 1}


def test_a_survey_for_codes_only_begins_with_the_code(survey: Made) -> None:
    make_codes(survey)
    allow(survey, Way.CODE)
    who = Visitor(survey)
    page = who.get(who.path())
    assert page.says("So machen Sie mit", "Code eingeben", "Hinter jeder Teilnahme im Netz steht ein Code.")
    assert "Umfrage beginnen" not in page.words
    assert who.begin().path == who.path()
    assert not who.client.session.get("drafts")


def test_a_survey_for_members_only_asks_to_sign_in(survey: Made) -> None:
    allow(survey, Way.MEMBER)
    page = Visitor(survey).get(Visitor(survey).path())
    assert page.says("Mit Konto anmelden", "Hinter jeder Teilnahme im Netz steht ein Konto.")


def test_a_survey_on_paper_only_says_where_one_takes_part(survey: Made) -> None:
    allow(survey, Way.PAPER, Way.KIOSK)
    page = Visitor(survey).get(Visitor(survey).path())
    assert page.says("Bei dieser Umfrage können Sie nur vor Ort mitmachen.")
    assert "Umfrage beginnen" not in page.words


def test_without_codes_there_is_no_word_of_them(survey: Made) -> None:
    page = Visitor(survey).get(Visitor(survey).path())
    assert "Code" not in page.words
    assert type_code(Visitor(survey), "AAAA-AAAA-AAAA-AAAA").says("Bei dieser Umfrage gibt es keine Codes.")


def test_a_closed_survey_takes_no_codes(survey: Made) -> None:
    code = make_codes(survey)[0]
    closed(survey)
    assert type_code(Visitor(survey), code).says("Diese Umfrage ist beendet.")


def test_a_script_with_thousands_of_wrong_codes_meets_a_limit_while_right_ones_still_work(
    survey: Made, time: Clock
) -> None:
    good = make_codes(survey)
    script = Client(REMOTE_ADDR="203.0.113.9")
    path = Visitor(survey).path(CODE)
    statuses = [script.post(path, {"code": "AAAA-AAAA-AAAA-AAAA"}).status_code for _ in range(130)]
    assert statuses == [422] * 100 + [429] * 30
    # From the same network, a library perhaps, and from everywhere else.
    assert script.post(path, {"code": good[0]}).status_code == 302
    assert Client(REMOTE_ADDR="198.51.100.1").post(path, {"code": good[1]}).status_code == 302


def test_wrong_codes_from_ever_new_networks_meet_the_limit_of_the_process(
    survey: Made, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRONG_CODES", 20)
    good = make_codes(survey)
    path = Visitor(survey).path(CODE)
    statuses = [
        Client(REMOTE_ADDR=f"203.0.{number}.9").post(path, {"code": "AAAA-AAAA-AAAA-AAAA"}).status_code
        for number in range(25)
    ]
    assert statuses == [422] * 20 + [429] * 5
    assert Client(REMOTE_ADDR="198.51.100.1").post(path, {"code": good[0]}).status_code == 302


def test_a_code_is_no_part_of_an_address_that_reaches_the_server_and_the_session_holds_none(survey: Made) -> None:
    code = make_codes(survey)[0]
    who = Visitor(survey)
    type_code(who, code)
    kept = str(dict(who.client.session.items()))
    assert code not in kept
    assert show(code) not in kept
    response = who.client.get(who.path(CODE))
    assert "no-store" in response["Cache-Control"]


def test_typing_a_code_takes_few_statements(survey: Made) -> None:
    code = make_codes(survey)[0]
    who = Visitor(survey)
    who.get(who.path(CODE))
    with statements() as asked:
        who.client.post(who.path(CODE), {"code": code})
    assert len(asked) <= 12, asked


@pytest.mark.parametrize("language", ["en", "de-simple"])
def test_the_page_for_codes_speaks_every_language(survey: Made, language: str) -> None:
    make_codes(survey)
    who = Visitor(survey, language=language)
    assert who.get(who.path(CODE)).status == 200
