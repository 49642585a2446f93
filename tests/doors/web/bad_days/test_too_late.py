"""The survey ends while somebody answers: each screen says so, and what becomes of what was begun."""

from datetime import timedelta

import pytest

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.models import Draft
from smilecity.ground import hashes
from tests.factories import CLOSES_AT, Made, closed, make_resident, send_off, take_part
from tests.support.clock import Clock
from tests.support.visitor import Visitor, counted

ENDED = ("Diese Umfrage ist beendet.", "Sie lief bis zum 16. März 2026.")
LOST = "Was bis dahin nicht abgesendet und bestätigt war, zählt nicht mehr und wird gelöscht."
STEPS = ["", "frage/1/", "angaben/", "kontakt/", "pruefen/"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("job_has_run", [False, True])
def test_at_the_deadline_every_screen_says_that_it_is_over_and_what_is_lost(
    survey: Made, time: Clock, step: str, job_has_run: bool
) -> None:
    anna = Visitor(survey)
    anna.fill_in("anna@example.org")
    time.at = CLOSES_AT
    if job_has_run:
        actions.close_due(at=time.at)
    for page in (anna.get(anna.path(step)), anna.post(anna.path(step), {"answer": "bus"})):
        assert page.says(*ENDED, LOST)
    assert (counted(survey), Draft.objects.filter(submitted=True).count()) == (0, 0)


def test_a_moment_before_the_deadline_it_still_counts(survey: Made, time: Clock) -> None:
    anna = Visitor(survey)
    time.at = CLOSES_AT - timedelta(seconds=1)
    anna.client.force_login(make_resident(email="anna@example.org"), "smilecity.doors.web.backends.SignInBackend")
    assert anna.send_off().says("Danke, Ihre Antworten zählen.")


def test_who_never_began_reads_nothing_of_lost_answers(survey: Made, time: Clock) -> None:
    time.at = CLOSES_AT
    page = Visitor(survey).get(Visitor(survey).path())
    assert page.says(*ENDED)
    assert LOST not in page.words


def test_closed_by_hand_it_says_the_day_it_was_closed(survey: Made, time: Clock) -> None:
    closed(survey, at=time.at + timedelta(days=1))
    assert Visitor(survey).get(Visitor(survey).path()).says("Sie lief bis zum 3. März 2026.")


@pytest.mark.parametrize("job_has_run", [False, True])
def test_the_page_that_waits_says_that_it_is_over_and_offers_no_new_beginning(
    survey: Made, time: Clock, job_has_run: bool
) -> None:
    time.at = CLOSES_AT - timedelta(hours=1)
    anna = Visitor(survey)
    waiting = anna.send_off("anna@example.org")
    assert waiting.says("Der Link gilt bis Montag, 16. März 2026, 13:00 Uhr.")
    time.at = CLOSES_AT
    if job_has_run:
        actions.close_due(at=time.at)
    pages = [anna.get(anna.path("postfach/"))]
    pages.append(anna.post(anna.path("postfach/"), {"secret": waiting.fields["secret"], "code": "AAAA-BBBB"}))
    pages += [anna.post(anna.path(f"postfach/{step}")) for step in ("erneut/", "zurueck/")]
    assert all(page.says(*ENDED, LOST) for page in pages)


@pytest.mark.parametrize("job_has_run", [False, True])
def test_a_link_used_at_the_deadline_counts_nothing_and_says_so(survey: Made, time: Clock, job_has_run: bool) -> None:
    sent = send_off(survey, "anna@example.org", at=CLOSES_AT - timedelta(hours=1))
    time.at = CLOSES_AT
    if job_has_run:
        actions.close_due(at=time.at)
    page = Visitor(survey).post(f"/teilnahme/{sent.token}/", {"secret": hashes.new_secret()})
    assert page.says("Dieser Link ist abgelaufen.", "Ihre Antworten haben wir gelöscht, wie versprochen.")
    assert counted(survey) == 0


def test_a_link_used_after_the_deadline_was_brought_forward_counts_nothing_and_says_so(
    survey: Made, time: Clock
) -> None:
    sent = send_off(survey, "anna@example.org")
    actions.extend(survey=survey.id, closes_at=time.at + timedelta(hours=1), by=survey.staff, at=time.at)
    time.at += timedelta(hours=1)
    page = Visitor(survey).post(f"/teilnahme/{sent.token}/", {"secret": hashes.new_secret()})
    assert page.status == 409
    assert page.says("Das geht gerade nicht.", "Diese Umfrage ist beendet.")
    assert counted(survey) == 0


@pytest.mark.parametrize("job_has_run", [False, True])
def test_a_change_that_comes_too_late_leaves_the_first_answers_as_they_were(
    survey: Made, time: Clock, job_has_run: bool
) -> None:
    secret, anna = take_part(survey, "anna@example.org"), Visitor(survey)
    anna.post(anna.path(f"aendern/{secret}/"))
    time.at = CLOSES_AT
    if job_has_run:
        actions.close_due(at=time.at)
    for page in (
        anna.post(anna.path("frage/1/"), {"answer": "bike"}),
        anna.post(anna.path("pruefen/")),
        anna.get(anna.path(f"aendern/{secret}/")),
        anna.post(anna.path(f"aendern/{secret}/")),
    ):
        assert page.says("Diese Umfrage ist beendet.")
    assert counted(survey) == 1
