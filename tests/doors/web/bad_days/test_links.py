"""Links that are wrong, late, used, foreign, or opened by a machine: each has a page that says so and what to do."""

from datetime import timedelta

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.models import Participation
from smilecity.ground import hashes
from smilecity.people.register.models import Entry, Pending
from tests.factories import Made, closed, make_survey, send_off, take_part, what_waits
from tests.support.clock import Clock
from tests.support.visitor import Visitor, counted, link_of


def test_a_link_opened_by_its_owner_asks_first_and_counts_on_the_button(survey: Made) -> None:
    sent, anna = send_off(survey, "anna@example.org"), Visitor(survey)
    asked = anna.get(f"/teilnahme/{sent.token}/")
    assert asked.says("Soll Ihre Teilnahme zählen?", "Sie können bis Mittwoch, 4. März 2026, 13:00 Uhr bestätigen.")
    assert counted(survey) == 0
    thanked = anna.post(f"/teilnahme/{sent.token}/", {"secret": asked.fields["secret"]})
    assert thanked.says("Danke, Ihre Antworten zählen.", "Ihre Teilnahme hat die Nummer 1")
    assert f"/umfragen/{anna.survey.slug}/aendern/{asked.fields['secret']}/" in thanked.words
    assert counted(survey) == 1


def test_a_wrong_link_is_unknown(survey: Made) -> None:
    for token in ("x", hashes.new_secret(), "%00", "ümläut", "a" * 3000):
        opened = Visitor(survey).get(f"/teilnahme/{token}/")
        assert opened.status == 404
        assert opened.says(
            "Diesen Link kennen wir nicht.",
            "Vielleicht wurde er beim Kopieren abgeschnitten. Öffnen Sie ihn am besten direkt aus der E-Mail.",
        )


def test_a_wrong_link_is_unknown_to_a_post_too(survey: Made) -> None:
    sent = Visitor(survey).post("/teilnahme/falsch/", {"secret": hashes.new_secret()})
    assert (sent.status, sent.says("Diesen Link kennen wir nicht.")) == (404, True)


def test_an_expired_link_says_that_everything_is_deleted_and_offers_to_begin_again(survey: Made, time: Clock) -> None:
    sent = send_off(survey, "anna@example.org")
    time.at += timedelta(hours=48)
    for page in (
        Visitor(survey).get(f"/teilnahme/{sent.token}/"),
        Visitor(survey).post(f"/teilnahme/{sent.token}/", {"secret": hashes.new_secret()}),
        Visitor(survey).get(f"/teilnahme/{sent.token}/"),
    ):
        assert page.status == 410
        assert page.says(
            "Dieser Link ist abgelaufen.",
            "Die Zeit zum Bestätigen ist vorbei. Ihre Antworten haben wir gelöscht, wie versprochen.",
            "Noch einmal teilnehmen",
        )
    assert counted(survey) == 0


def test_an_expired_link_still_says_so_when_what_waited_is_erased(survey: Made, time: Clock) -> None:
    sent = send_off(survey, "anna@example.org")
    time.at += timedelta(hours=48)
    actions.drop_expired(at=time.at)
    opened = Visitor(survey).get(f"/teilnahme/{sent.token}/")
    assert (opened.status, opened.says("Dieser Link ist abgelaufen.")) == (410, True)


def test_who_let_the_time_pass_can_begin_again_in_the_same_browser_at_once(survey: Made, time: Clock) -> None:
    anna = Visitor(survey)
    anna.send_off("anna@example.org")
    time.at += timedelta(hours=48)
    assert anna.get(anna.path("postfach/")).says("Hier wartet nichts mehr auf Sie.")
    assert anna.begin().path == anna.path("frage/1/")


def test_a_used_link_says_that_the_answers_count(survey: Made) -> None:
    sent = send_off(survey, "anna@example.org")
    Visitor(survey).post(f"/teilnahme/{sent.token}/", {"secret": hashes.new_secret()})
    for page in (
        Visitor(survey).get(f"/teilnahme/{sent.token}/"),
        Visitor(survey).post(f"/teilnahme/{sent.token}/", {"secret": hashes.new_secret()}),
    ):
        assert page.status == 200
        assert page.says(
            "Diese Teilnahme ist schon bestätigt.",
            "Alles ist in Ordnung: Ihre Antworten zählen. Sie müssen nichts mehr tun.",
        )
    assert counted(survey) == 1


def test_a_link_of_a_withdrawn_address_is_unknown_and_the_new_one_counts(survey: Made) -> None:
    anna = Visitor(survey)
    anna.send_off("tippfehler@example.org")
    old = link_of("tippfehler@example.org")
    assert anna.post(anna.path("postfach/zurueck/")).path == anna.path("kontakt/")
    anna.post(anna.path("kontakt/"), {"email": "anna@example.org"})
    anna.post(anna.path("pruefen/"))
    assert Visitor(survey).get(old).says("Diesen Link kennen wir nicht.")
    new = Visitor(survey).post(link_of("anna@example.org"), {"secret": hashes.new_secret()})
    assert new.says("Danke, Ihre Antworten zählen.")


def test_somebody_elses_link_counts_theirs_and_leaves_my_draft_alone(survey: Made) -> None:
    bert = send_off(survey, "bert@example.org")
    anna = Visitor(survey)
    anna.fill_in("anna@example.org", short="Annas Ort")
    anna.post(f"/teilnahme/{bert.token}/", {"secret": hashes.new_secret()})
    assert counted(survey) == 1
    assert "Annas Ort" not in str(Participation.objects.values_list("answers", flat=True))
    assert anna.get(anna.path()).says("Weitermachen")


def test_somebody_elses_code_does_not_fit(survey: Made) -> None:
    bert, anna = send_off(survey, "bert@example.org"), Visitor(survey)
    waiting = anna.send_off("anna@example.org")
    tried = anna.post(anna.path("postfach/"), {"secret": waiting.fields["secret"], "code": bert.code})
    assert tried.status == 422
    assert tried.title.startswith("Fehler:")
    assert tried.says("Dieser Code passt nicht. Bitte vergleichen Sie ihn mit der E-Mail.")
    assert tried.fields["code"] == bert.code
    assert counted(survey) == 0


def test_after_ten_wrong_codes_only_the_link_confirms(survey: Made) -> None:
    anna = Visitor(survey)
    waiting = anna.send_off("anna@example.org")
    tries = [
        anna.post(anna.path("postfach/"), {"secret": waiting.fields["secret"], "code": "FALSCH"}) for _ in range(11)
    ]
    assert tries[9].says("Dieser Code passt nicht.")
    assert tries[10].says("Der Code wurde zu oft falsch eingegeben. Bitte nutzen Sie den Link in der E-Mail.")
    assert Visitor(survey).post(link_of("anna@example.org"), {"secret": hashes.new_secret()}).says("Danke,")


def test_a_code_is_taken_as_people_type_it(survey: Made) -> None:
    anna = Visitor(survey)
    waiting = anna.send_off("anna@example.org")
    code = what_waits(Pending.objects.get().reference).code.lower().replace("-", " ")
    ended = anna.post(anna.path("postfach/"), {"secret": waiting.fields["secret"], "code": f" {code} "})
    assert ended.says("Danke, Ihre Antworten zählen.")


def test_scanners_that_open_every_link_confirm_nothing(survey: Made) -> None:
    sent, scanner = send_off(survey, "anna@example.org"), Visitor(survey)
    for _ in range(3):
        assert scanner.client.head(f"/teilnahme/{sent.token}/").status_code == 200
        assert scanner.get(f"/teilnahme/{sent.token}/", user_agent="scanner").status == 200
        assert scanner.client.options(f"/teilnahme/{sent.token}/").status_code == 405
    assert (counted(survey), Entry.objects.count(), Pending.objects.count()) == (0, 0, 1)
    asked = Visitor(survey).get(f"/teilnahme/{sent.token}/")
    assert Visitor(survey).post(f"/teilnahme/{sent.token}/", {"secret": asked.fields["secret"]}).says("Danke,")


def test_the_link_to_change_answers_opens_by_a_button_only(survey: Made) -> None:
    secret, anna = take_part(survey, "anna@example.org"), Visitor(survey)
    for _ in range(2):
        assert anna.client.head(anna.path(f"aendern/{secret}/")).status_code == 200
        assert anna.get(anna.path(f"aendern/{secret}/")).says("Möchten Sie Ihre Antworten ändern?")
    assert anna.post(anna.path(f"aendern/{secret}/")).says("Prüfen Sie Ihre Antworten", "Der Hafen")


def test_a_wrong_link_to_change_answers_says_what_is_lost_and_what_is_not(survey: Made) -> None:
    anna = Visitor(survey)
    for secret in ("x", hashes.new_secret()):
        page = anna.get(anna.path(f"aendern/{secret}/"))
        assert page.status == 404
        assert page.says(
            "Diesen Link kennen wir nicht.",
            "Haben Sie den Link verloren? Dann können auch wir Ihre Antworten nicht mehr finden: Sie sind mit keiner "
            "Adresse verbunden. Sie zählen weiter.",
        )


def test_a_link_to_change_answers_opens_nothing_in_another_survey(survey: Made) -> None:
    secret, other = take_part(survey, "anna@example.org"), Visitor(make_survey(open=True))
    assert other.get(other.path(f"aendern/{secret}/")).status == 404
    assert other.post(other.path(f"aendern/{secret}/")).status == 404


def test_after_the_close_both_links_say_that_the_time_is_over(survey: Made) -> None:
    sent, secret, anna = send_off(survey, "bert@example.org"), take_part(survey, "anna@example.org"), Visitor(survey)
    closed(survey)
    late = Visitor(survey).get(f"/teilnahme/{sent.token}/")
    assert (late.status, late.says("Dieser Link ist abgelaufen.", "Zur Startseite")) == (410, True)
    assert "Noch einmal teilnehmen" not in late.words
    assert anna.get(anna.path(f"aendern/{secret}/")).says("Diese Umfrage ist beendet.")
