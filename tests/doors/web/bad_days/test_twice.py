"""Everything sent twice: double clicks, two tabs, and one person by several spellings of an address and by account."""

from datetime import timedelta

import pytest

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.ground import hashes
from smilecity.people.register.models import Entry, Pending
from tests.factories import Made, make_resident, make_survey, send_off, take_part, what_waits
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.side_by_side import at_once
from tests.support.visitor import Page, Visitor, counted, link_in, link_of

REPEATED = "Sie haben bei dieser Umfrage schon teilgenommen."


def member(survey: Made, email: str = "anna@example.org") -> Visitor:
    visitor = Visitor(survey)
    visitor.client.force_login(make_resident(email=email), "smilecity.doors.web.backends.SignInBackend")
    return visitor


def test_a_double_click_on_begin_goes_on_with_one_draft(survey: Made) -> None:
    anna = Visitor(survey)
    assert [anna.begin().path, anna.begin().path] == [anna.path("frage/1/")] * 2
    assert Draft.objects.count() == 1


def test_a_double_click_on_an_answer_keeps_it_once_and_goes_on(survey: Made) -> None:
    anna = Visitor(survey)
    anna.begin()
    pages = [anna.post(anna.path("frage/1/"), {"answer": "bus"}) for _ in range(2)]
    assert [page.path for page in pages] == [anna.path("frage/2/")] * 2


def test_a_double_click_on_send_off_waits_for_one_mail(survey: Made, smtp: Inbox) -> None:
    anna = Visitor(survey)
    checked = anna.fill_in("anna@example.org")
    pages = [anna.post(anna.path("pruefen/"), {"secret": checked.fields["secret"]}) for _ in range(2)]
    assert all(page.says("Fast geschafft: Schauen Sie in Ihr Postfach") for page in pages)
    assert "nicht mehr dabei" not in pages[1].words
    run_jobs()
    assert (len(smtp.messages), Pending.objects.count()) == (1, 1)


def test_a_double_click_on_confirm_thanks_twice_and_counts_once(survey: Made) -> None:
    sent, anna = send_off(survey, "anna@example.org"), Visitor(survey)
    secret = anna.get(f"/teilnahme/{sent.token}/").fields["secret"]
    pages = [anna.post(f"/teilnahme/{sent.token}/", {"secret": secret}) for _ in range(2)]
    assert all(page.says("Danke, Ihre Antworten zählen.", f"/aendern/{secret}/") for page in pages)
    assert counted(survey) == 1


def test_a_double_click_on_the_code_thanks_twice_and_counts_once(survey: Made, smtp: Inbox) -> None:
    anna = Visitor(survey)
    waiting = anna.send_off("anna@example.org")
    code = what_waits(Pending.objects.get().reference).code
    fields: dict[str, object] = {"secret": waiting.fields["secret"], "code": code}
    pages = [anna.post(anna.path("postfach/"), fields) for _ in range(2)]
    assert all(page.says("Danke, Ihre Antworten zählen.") for page in pages)
    assert counted(survey) == 1


def test_a_double_click_of_a_member_thanks_twice_and_counts_once(survey: Made) -> None:
    anna = member(survey)
    secret = anna.fill_in().fields["secret"]
    pages = [anna.post(anna.path("pruefen/"), {"secret": secret}) for _ in range(2)]
    assert all(page.says("Danke, Ihre Antworten zählen.", f"/aendern/{secret}/") for page in pages)
    assert counted(survey) == 1


def test_a_double_click_of_a_member_who_has_taken_part_says_so_twice(survey: Made) -> None:
    take_part(survey, "anna@example.org")
    anna = member(survey)
    secret = anna.fill_in().fields["secret"]
    pages = [anna.post(anna.path("pruefen/"), {"secret": secret}) for _ in range(2)]
    assert all(page.says(REPEATED) for page in pages)


def test_a_double_click_on_a_changed_answer_saves_it_and_says_so_twice(survey: Made) -> None:
    secret, anna = take_part(survey, "anna@example.org"), Visitor(survey)
    anna.post(anna.path(f"aendern/{secret}/"))
    anna.post(anna.path("frage/1/") + "?pruefen", {"answer": "bike"})
    pages = [anna.post(anna.path("pruefen/"), {"secret": hashes.new_secret()}) for _ in range(2)]
    assert all(page.says("Ihre geänderten Antworten zählen.") for page in pages)
    assert str(survey.questions[0]) in Participation.objects.get().answers
    assert Participation.objects.get().answers[str(survey.questions[0])] == "bike"


def test_a_double_click_on_another_address_leads_to_the_address_twice(survey: Made) -> None:
    anna = Visitor(survey)
    anna.send_off("anna@example.org")
    pages = [anna.post(anna.path("postfach/zurueck/")) for _ in range(2)]
    assert all(page.says("An welche E-Mail-Adresse dürfen wir die Bestätigung schicken?") for page in pages)
    assert pages[1].fields["email"] == "anna@example.org"


def test_two_tabs_write_different_questions_into_one_draft(survey: Made) -> None:
    anna = Visitor(survey)
    anna.begin()
    anna.get(anna.path("frage/4/"))
    anna.get(anna.path("frage/5/"))
    anna.post(anna.path("frage/4/"), {"answer": "Der Hafen"})
    anna.post(anna.path("frage/5/"), {"answer": "Mehr Bänke"})
    assert anna.get(anna.path("pruefen/")).says("Der Hafen", "Mehr Bänke")


def test_a_tab_that_comes_too_late_is_told_that_its_input_is_not_part_of_it(survey: Made) -> None:
    anna = Visitor(survey)
    anna.send_off("anna@example.org")
    late = anna.post(anna.path("frage/4/"), {"answer": "Zu spät"})
    assert late.path == anna.path("postfach/")
    assert late.says("Ihre Antworten sind schon abgesendet. Diese Eingabe ist nicht mehr dabei.")


def test_a_tab_whose_draft_is_counted_already_is_told_so(survey: Made) -> None:
    anna = Visitor(survey)
    anna.send_off("anna@example.org")
    Visitor(survey).post(link_of("anna@example.org"), {"secret": hashes.new_secret()})
    late = anna.post(anna.path("frage/4/"), {"answer": "Zu spät"})
    assert late.says("Ihre angefangenen Antworten gibt es nicht mehr. Sie können die Umfrage neu beginnen.")


def test_the_tab_that_waited_says_all_is_done_once_the_link_was_used_elsewhere(survey: Made) -> None:
    anna = Visitor(survey)
    anna.send_off("anna@example.org")
    Visitor(survey).post(link_of("anna@example.org"), {"secret": hashes.new_secret()})
    assert anna.get(anna.path("postfach/")).says(
        "Hier wartet nichts mehr auf Sie.", "Haben Sie den Link in der E-Mail schon benutzt? Dann ist alles erledigt."
    )


def test_two_surveys_in_two_tabs_keep_their_answers_apart(survey: Made) -> None:
    anna = Visitor(survey)
    anna.fill_in("anna@example.org", short="Erster Ort")
    anna.made = make_survey(open=True)
    anna.fill_in("anna@example.org", short="Zweiter Ort")
    page = anna.get(anna.path("pruefen/"))
    assert page.says("Zweiter Ort")
    assert "Erster Ort" not in page.words


def test_a_second_spelling_is_the_same_person_and_only_the_mail_says_so(survey: Made, smtp: Inbox) -> None:
    take_part(survey, "Max.Muster@gmail.com")
    second = Visitor(survey)
    assert second.send_off("maxmuster+stadt@googlemail.com").says("Fast geschafft: Schauen Sie in Ihr Postfach")
    run_jobs()
    mail = next(mail for mail in smtp.messages if mail.to == ("maxmuster+stadt@googlemail.com",))
    assert "Mit ihr wurde aber schon früher teilgenommen." in mail.text
    assert "/teilnahme/" not in mail.text
    ended = second.post(link_of("maxmuster+stadt@googlemail.com"), {"secret": hashes.new_secret()})
    assert ended.says(REPEATED, "Ihre erste Teilnahme zählt weiter. Die neuen Antworten haben wir gelöscht.")
    assert counted(survey) == 1


def test_of_two_spellings_that_wait_at_once_the_first_confirmed_counts(survey: Made, smtp: Inbox) -> None:
    Visitor(survey).send_off("max@gmail.com")
    Visitor(survey).send_off("M.A.X@googlemail.com")
    run_jobs()
    pages = [Visitor(survey).post(link_in(mail.text), {"secret": hashes.new_secret()}) for mail in smtp.messages]
    assert pages[0].says("Danke, Ihre Antworten zählen.")
    assert pages[1].says(REPEATED)
    assert counted(survey) == 1


def test_who_took_part_as_a_guest_cannot_do_so_as_a_member(survey: Made) -> None:
    take_part(survey, "ANNA@example.org")
    ended = member(survey, "anna@example.org").send_off()
    assert ended.says(REPEATED, "Jede Adresse kann einmal teilnehmen, als Gast oder mit Konto.")
    assert counted(survey) == 1


def test_who_took_part_as_a_member_cannot_do_so_as_a_guest(survey: Made) -> None:
    assert member(survey, "anna@example.org").send_off().says("Danke, Ihre Antworten zählen.")
    guest = Visitor(survey)
    assert guest.send_off("Anna@Example.ORG").says("Fast geschafft: Schauen Sie in Ihr Postfach")
    assert guest.post(link_of("Anna@example.org"), {"secret": hashes.new_secret()}).says(REPEATED)
    assert counted(survey) == 1


def test_one_person_may_take_part_in_two_surveys(survey: Made) -> None:
    other = make_survey(open=True)
    take_part(survey, "anna@example.org")
    assert member(other, "anna@example.org").send_off().says("Danke, Ihre Antworten zählen.")


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_send_one_mail_count_once_and_all_end_well(time: Clock, smtp: Inbox) -> None:
    survey = make_survey(open=True)
    anna = Visitor(survey)
    secret = anna.fill_in("anna@example.org").fields["secret"]

    def send() -> Page:
        return twin(anna).post(anna.path("pruefen/"), {"secret": secret})

    assert all(page.says("Fast geschafft") for page in pages_of(at_once(send, send, send)))
    run_jobs()
    [mail] = smtp.messages

    def confirm() -> Page:
        return Visitor(survey).post(link_in(mail.text), {"secret": secret})

    assert all(page.says("Danke, Ihre Antworten zählen.") for page in pages_of(at_once(confirm, confirm, confirm)))
    assert (counted(survey), Entry.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_spellings_confirmed_at_the_same_moment_count_once(time: Clock) -> None:
    survey = make_survey(open=True)
    first, second = send_off(survey, "max@gmail.com"), send_off(survey, "m.ax@gmail.com")

    def confirm(token: str) -> Page:
        return Visitor(survey).post(f"/teilnahme/{token}/", {"secret": hashes.new_secret()})

    pages = pages_of(at_once(lambda: confirm(first.token), lambda: confirm(second.token)))
    ends = sorted(REPEATED in page.words for page in pages)
    assert (ends, counted(survey), Draft.objects.count()) == ([False, True], 1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_member_who_clicks_twice_at_the_same_moment_counts_once(time: Clock) -> None:
    survey = make_survey(open=True)
    anna = member(survey)
    secret = anna.fill_in().fields["secret"]

    def send() -> Page:
        return twin(anna).post(anna.path("pruefen/"), {"secret": secret})

    assert all(page.says("Danke, Ihre Antworten zählen.") for page in pages_of(at_once(send, send, send)))
    assert counted(survey) == 1


def twin(visitor: Visitor) -> Visitor:
    """The same browser once more, for another thread: Django's client is for one."""
    same = Visitor(visitor.made)
    same.client.cookies.load({name: morsel.value for name, morsel in visitor.client.cookies.items()})
    return same


def pages_of(results: list[Page | Exception]) -> list[Page]:
    for result in results:
        if isinstance(result, Exception):
            raise result
    return [result for result in results if isinstance(result, Page)]


def test_later_changes_do_not_need_a_second_participation(survey: Made, time: Clock) -> None:
    secret, anna = take_part(survey, "anna@example.org"), Visitor(survey)
    for day, way in ((1, "bike"), (2, "car")):
        time.at += timedelta(days=day)
        anna.post(anna.path(f"aendern/{secret}/"))
        anna.post(anna.path("frage/1/") + "?pruefen", {"answer": way})
        assert anna.post(anna.path("pruefen/")).says("Ihre geänderten Antworten zählen.")
        assert Participation.objects.get().answers[str(survey.questions[0])] == way
    assert queries.participations(survey.id) == 1
