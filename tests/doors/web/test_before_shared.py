"""A device that several people use: what one has ticked is not the word of the next. Each way x who comes next."""

import pytest
from django.test import Client

from smilecity.collect.contributions.models import Draft as Writing
from smilecity.collect.surveys.models import Draft
from smilecity.people.privacy import actions, queries
from smilecity.people.privacy.rules import Notice, Sort, subject_of
from tests.doors.web.test_before_ways import AGE, MIA, WAYS, Place, Way, form_of, send, someone, taken, word
from tests.factories import AT, make_resident, make_staff
from tests.factories_pages import Town
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor, link_of

pytestmark = pytest.mark.django_db
OTTO = "otto@example.org"
AGREES = {"de": "Ich willige ein."}
GUESTS = {name: way for name, way in WAYS.items() if not way.member}
MEMBERS = {name: way for name, way in WAYS.items() if way.member}
AT_ONCE = {name: way for name, way in GUESTS.items() if way.fields}


@pytest.fixture
def here(time: Clock) -> Place:
    return Place(Town())


def ask_for_consent(here: Place) -> str:
    """Have the call and the survey of a place ask for a consent; return the call's subject."""
    staff = make_staff()
    for subject in here.subjects()[:2]:
        actions.word(subject=subject, notice=Notice(consent=AGREES), by=staff, at=AT)
    return here.subjects()[0]


def sign_in(client: Client, email: str) -> None:
    client.force_login(make_resident(email=email), backend="smilecity.doors.web.backends.SignInBackend")


def sent_off(visitor: Visitor, here: Place, way: Way) -> None:
    """Go one way to the point at which a guest has sent off all there is to send."""
    send(visitor, way, here, form_of(visitor, way, here), alter="ja")


# --- the next guest ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", AT_ONCE.values(), ids=AT_ONCE)
def test_the_next_guest_is_asked_and_refused_without_a_tick_of_their_own(here: Place, way: Way) -> None:
    word(here, minimum_age=14)
    visitor = someone(way)
    sent_off(visitor, here, way)
    assert AGE in form_of(visitor, way, here).words
    refused = visitor.post(way.url(here), {**way.fields, "email": OTTO})
    assert (refused.status, taken()) == (422, 1)


def test_what_was_ticked_before_writing_is_not_the_word_of_who_supports(here: Place) -> None:
    word(here, minimum_age=14)
    visitor = Visitor()
    visitor.post(visitor.get("/ideen/neu/").path, {"alter": "ja"})
    for page in ("unterstuetzen/", "kommentieren/"):
        assert AGE in visitor.get(f"/ideen/{here.idea.number}/{page}").words


def write(visitor: Visitor, address: str) -> Page:
    """Write an idea from its first screen to the postbox."""
    text = visitor.get("/ideen/neu/").path
    visitor.post(text, {"title": f"Bänke von {address}", "text": "Viele."})
    visitor.post(text.replace("text/", "kontakt/"), {"email": address, "informed": "no", "author_name": ""})
    return visitor.post(text.replace("text/", "pruefen/"))


def test_who_writes_is_asked_once_on_all_screens_and_the_next_one_anew(here: Place) -> None:
    ask_for_consent(here)
    visitor = Visitor()
    door = visitor.get("/ideen/neu/").path
    visitor.post(door, {"einwilligung": "ja"})
    write(visitor, MIA)
    assert Writing.objects.get().submitted
    assert visitor.get("/ideen/neu/").path == door
    text = door.replace("vorher", "text")
    assert visitor.post(text, {"title": "Noch mehr Bänke", "text": "Viele."}).path == door
    assert Writing.objects.count() == 1


def test_going_back_to_the_door_with_a_draft_asks_nothing(here: Place) -> None:
    ask_for_consent(here)
    visitor = Visitor()
    door = visitor.get("/ideen/neu/").path
    text = visitor.post(door, {"einwilligung": "ja"}).path
    visitor.post(text, {"title": "Bänke", "text": "Viele."})
    assert (visitor.get(door).path, visitor.get(text).status) == (text, 200)


def test_who_begins_again_since_the_draft_is_gone_is_asked(here: Place) -> None:
    ask_for_consent(here)
    visitor = Visitor()
    door = visitor.get("/ideen/neu/").path
    visitor.post(visitor.post(door, {"einwilligung": "ja"}).path, {"title": "Bänke", "text": "Viele."})
    Writing.objects.all().delete()
    assert visitor.get("/ideen/neu/").path == door


def test_each_guest_who_writes_is_proved_by_their_own_tick(here: Place) -> None:
    call = ask_for_consent(here)
    visitor = Visitor()
    for address in (MIA, OTTO):
        visitor.post(visitor.get("/ideen/neu/").path, {"einwilligung": "ja"})
        write(visitor, address)
        Visitor().post(link_of(address))
    assert all(call in queries.standing(address) for address in (MIA, OTTO))


def test_who_goes_on_with_a_survey_was_asked_when_it_was_begun_and_who_begins_one_is(here: Place) -> None:
    ask_for_consent(here)
    visitor = Visitor(here.survey)
    start = visitor.path()
    assert visitor.post(start, {"einwilligung": "ja"}).path.endswith("/frage/1/")
    assert AGREES["de"] not in visitor.get(start).words
    assert visitor.post(start).path.endswith("/frage/1/")
    Draft.objects.all().delete()
    assert AGREES["de"] in visitor.get(start).words
    assert visitor.post(start).status == 422
    assert not Draft.objects.exists()


# --- members ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", MEMBERS.values(), ids=MEMBERS)
def test_what_a_member_ticked_is_not_the_word_of_who_comes_after_the_sign_out(here: Place, way: Way) -> None:
    word(here, minimum_age=14)
    visitor = someone(way)
    sent_off(visitor, here, way)
    visitor.client.logout()
    assert AGE in form_of(visitor, WAYS["support, guest"], here).words
    sign_in(visitor.client, OTTO)
    assert AGE in form_of(visitor, way, here).words


def test_what_a_guest_ticked_is_not_the_word_of_who_signs_in_then(here: Place) -> None:
    word(here, minimum_age=14)
    visitor = Visitor()
    door = visitor.get("/ideen/neu/").path
    visitor.post(door, {"alter": "ja"})
    sign_in(visitor.client, OTTO)
    assert visitor.get("/ideen/neu/").path == door


def test_what_one_member_ticked_is_not_the_word_of_another_in_the_same_session(here: Place) -> None:
    word(here, minimum_age=14)
    way = WAYS["support, member"]
    visitor = someone(way)
    sent_off(visitor, here, way)
    kept = visitor.client.session["agreed"]
    sign_in(visitor.client, OTTO)
    session = visitor.client.session
    session["agreed"] = kept
    session.save()
    assert AGE in form_of(visitor, way, here).words


def test_a_member_who_agreed_once_supports_and_comments_without_being_asked(here: Place) -> None:
    word(here, minimum_age=14)
    visitor = someone(WAYS["support, member"])
    sent_off(visitor, here, WAYS["support, member"])
    assert AGE not in form_of(visitor, WAYS["comment, member"], here).words
    assert AGE in visitor.get(f"/kalender/{here.date}/anmelden/").words
    assert subject_of(Sort.CALL, here.town.ideas) in visitor.client.session["agreed"]
