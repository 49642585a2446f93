"""A tablet on site: started by a link from the desk, it counts and forgets, whoever comes next finds nothing."""

from datetime import timedelta

import pytest

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.models import Draft, Kiosk, Participation
from smilecity.ground.refusals import Refused
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Way
from smilecity.people.rules import Role
from tests.factories import AT, Made
from tests.factories_codes import allow
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
PIN = "4711"


def make(survey: Made) -> str:
    allow(survey, *Way)
    return actions.make_kiosk(survey=survey.id, name="Marktplatz", pin=PIN, by=survey.staff, at=AT)


@pytest.fixture
def tablet(survey: Made) -> Visitor:
    who = Visitor(survey)
    who.post(f"/vor-ort/{make(survey)}/")
    return who


def test_the_link_of_the_desk_starts_one_device_and_only_its_button_does(survey: Made) -> None:
    secret, who = make(survey), Visitor(survey)
    assert who.get(f"/vor-ort/{secret}/").says("Soll dieses Gerät Antworten vor Ort annehmen?")
    started = who.post(f"/vor-ort/{secret}/")
    assert started.path == who.path()
    assert started.says("Ihre Antworten zählen sofort.", "Abbrechen und alles vergessen")
    assert Visitor(survey).post(f"/vor-ort/{secret}/").says("Dieser Link gilt nicht mehr.")


def test_the_link_lives_half_an_hour(survey: Made, time: Clock) -> None:
    secret = make(survey)
    time.at += timedelta(minutes=31)
    assert Visitor(survey).post(f"/vor-ort/{secret}/").status == 404


def test_one_after_the_other_takes_part_and_nobody_finds_what_was_before(survey: Made, tablet: Visitor) -> None:
    for number in (1, 2):
        before = tablet.client.session.session_key
        checked = tablet.fill_in()
        assert checked.says("Danach vergisst dieses Gerät, was Sie geantwortet haben.")
        done = tablet.post(tablet.path("pruefen/"), {"secret": checked.fields["secret"]})
        assert done.path == tablet.path("vor-ort/danke/")
        assert done.says("Danke, Ihre Antworten zählen.", "Nächste Person")
        assert register.counts(survey.opened) == {Way.KIOSK: number}
        assert tablet.client.session.session_key != before
        assert set(tablet.client.session.keys()) <= {"kiosk", "kiosk_seen", "_csrftoken"}
        # The back button asks the server, and the server knows nothing.
        assert "Der Hafen" not in tablet.get(tablet.path("pruefen/")).html
        assert "Ihre Antworten sind noch da" not in tablet.get(tablet.path()).words
    assert [row.change_hash for row in Participation.objects.all()] == [None, None]


def test_no_page_of_the_tablet_may_be_kept_by_the_browser_or_leads_elsewhere(tablet: Visitor) -> None:
    tablet.begin()
    for step in ("", "frage/1/", "pruefen/", "vor-ort/ende/"):
        response = tablet.client.get(tablet.path(step))
        assert "no-store" in response["Cache-Control"], step
        assert 'class="site-header"' not in response.content.decode(), step


def test_a_second_click_thanks_again_and_counts_once(survey: Made, tablet: Visitor) -> None:
    secret = {"secret": tablet.fill_in().fields["secret"]}
    tablet.post(tablet.path("pruefen/"), dict(secret))
    assert tablet.post(tablet.path("pruefen/"), dict(secret)).says("Danke, Ihre Antworten zählen.")
    assert register.counts(survey.opened) == {Way.KIOSK: 1}


def test_giving_up_erases_what_was_begun(tablet: Visitor) -> None:
    tablet.fill_in()
    assert tablet.post(tablet.path("vor-ort/vergessen/")).path == tablet.path()
    assert not Draft.objects.exists()
    assert "drafts" not in tablet.client.session


def test_what_somebody_left_behind_is_forgotten_even_if_the_page_could_not(tablet: Visitor, time: Clock) -> None:
    tablet.fill_in()
    time.at += timedelta(minutes=3)
    assert "Ihre Antworten sind noch da" not in tablet.get(tablet.path()).words
    assert not Draft.objects.exists()


def test_whoever_writes_for_long_loses_nothing(tablet: Visitor, time: Clock) -> None:
    checked = tablet.fill_in()
    time.at += timedelta(minutes=10)
    assert tablet.post(tablet.path("pruefen/"), {"secret": checked.fields["secret"]}).says("Danke")


def test_the_pin_ends_the_tablet_and_guessing_it_does_not(survey: Made, tablet: Visitor) -> None:
    for _ in range(10):
        assert tablet.post(tablet.path("vor-ort/ende/"), {"pin": "0000"}).says("Diese PIN stimmt nicht.")
    assert tablet.post(tablet.path("vor-ort/ende/"), {"pin": PIN}).says("Die PIN wurde zu oft falsch eingegeben.")
    Kiosk.objects.update(tries=0)
    assert tablet.post(tablet.path("vor-ort/ende/"), {"pin": PIN}).says("kein Tablet für die Umfrage mehr")
    assert "kiosk" not in tablet.client.session
    assert "Abbrechen und alles vergessen" not in tablet.get(tablet.path()).words


def test_a_tablet_ended_at_the_desk_takes_nothing_more(survey: Made, tablet: Visitor) -> None:
    checked = tablet.fill_in()
    kiosk = Kiosk.objects.get().pk
    actions.end_kiosk(survey=survey.id, kiosk=kiosk, by=survey.staff, at=AT)
    tablet.post(tablet.path("pruefen/"), {"secret": checked.fields["secret"]})
    assert not Participation.objects.exists()


def test_staff_set_a_tablet_up_at_the_desk_and_see_it_run(survey: Made) -> None:
    allow(survey, *Way)
    clerk = Colleague(Role.CLERK)
    desk = f"umfragen/{survey.id}/tablet/"
    assert clerk.sends(desk, name="Markt", pin="12").says("Bitte geben Sie eine PIN aus 4 bis 8 Ziffern ein.")
    made = clerk.sends(desk, name="Markt", pin=PIN)
    assert made.says("Er startet ein Gerät und gilt eine halbe Stunde.")
    assert "/vor-ort/" in made.html
    assert clerk.opens(desk).says("Markt", "wartet auf seinen Link")
    kiosk = Kiosk.objects.get().pk
    assert clerk.sends(f"{desk}{kiosk}/beenden/").says("Das Tablet ist beendet.")
    assert PIN.encode() not in bytes(Kiosk.objects.get().pin_hash)


def test_only_who_may_sets_up_and_ends_tablets(survey: Made) -> None:
    make(survey)
    analyst = Colleague(Role.ANALYST)
    assert analyst.opens(f"umfragen/{survey.id}/tablet/").says("Dafür fehlt Ihrem Konto die Berechtigung.")
    analyst.sends(f"umfragen/{survey.id}/tablet/{Kiosk.objects.get().pk}/beenden/")
    assert Kiosk.objects.get().ended_at is None


@pytest.mark.parametrize("pin", ["", "123", "123456789", "abcd", "٤٧١١"])
def test_a_pin_is_four_to_eight_digits(survey: Made, pin: str) -> None:
    allow(survey, *Way)
    with pytest.raises(Refused, match="PIN"):
        actions.make_kiosk(survey=survey.id, name="Markt", pin=pin, by=survey.staff, at=AT)
