"""The pages of crews: who sees them, what is on them, what they enter with a form, and that nobody else keeps them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Publicity, Stage, Status
from smilecity.collect.reports.actions import file_under
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import State
from smilecity.people import actions as people
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_answers import answered
from tests.factories_contributions import make_district
from tests.factories_fieldwork import make_crew
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.outside import Outside, leave
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
KEPT = {
    "hidden": "Die Meldung ist nicht öffentlich. Nur Ihre Stelle liest, was Sie eingetragen haben.",
    "declined": "Die Meldung war schon beantwortet. Ihre Stelle hat Ihren Eintrag als Notiz.",
}


@pytest.fixture(autouse=True)
def _city(db: None, time: Clock) -> None:
    make_district()


@pytest.fixture
def jo() -> Outside:
    """Somebody of a crew."""
    return Outside()


# --- who -------------------------------------------------------------------------------------------------------------


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(jo: Outside) -> None:
    order = jo.order()
    answer = Client().get(f"/einsatz/{order}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/konto/login/?next=/einsatz/{order}/")


@pytest.mark.parametrize("roles", [(Role.CLERK,), (Role.ADMINISTRATOR,), (Role.MODERATOR,)])
def test_staff_who_do_not_work_outside_read_whom_the_pages_are_for(roles: tuple[Role, ...], jo: Outside) -> None:
    order, kim = jo.order(), Colleague(*roles)
    for path in ("/einsatz/", f"/einsatz/{order}/"):
        page = kim.get(path)
        assert page.status == 403
        assert page.says("Hier haben Sie keinen Zugang.", "Diese Seiten sind für den Außendienst.")


def test_an_order_of_another_crew_is_not_there_to_read_or_to_settle(jo: Outside) -> None:
    order, stranger = jo.order(), Outside(make_crew(jo.office, "Team Süd"))
    page = stranger.get(f"/einsatz/{order}/")
    assert page.status == 404
    assert page.says("Diesen Auftrag gibt es hier nicht", "Zu Ihren Aufträgen")
    assert stranger.enters(order, "done").status == 404
    assert WorkOrder.objects.get(pk=order).state == State.OPEN
    assert stranger.get(f"/einsatz/{uuid4()}/").status == 404


def test_a_crew_comes_with_the_second_factor_only(jo: Outside) -> None:
    client = Client()
    client.force_login(jo.user)
    assert client.get("/einsatz/")["Location"] == "/konto/2fa/reauthenticate/?next=%2Feinsatz%2F"
    assert client.post("/einsatz/senden/").status_code == 401
    assert client.get("/einsatz/stand/").json() == {"who": None, "csrf": ""}
    Authenticator.objects.filter(user=jo.user).delete()
    assert client.get("/einsatz/")["Location"] == "/konto/2fa/totp/activate/"


def test_a_photo_of_an_order_is_for_its_crew_alone(jo: Outside) -> None:
    order = jo.order()
    jo.enters(order, "photos", photos=1)
    shown = Photo.objects.get().pk
    path = f"/einsatz/{order}/fotos/{shown}-small.webp"
    answer = jo.client.get(path)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/webp",
        "private, no-store",
    )
    assert Outside(make_crew(jo.office, "Team Süd")).client.get(path).status_code == 404
    assert Client().get(path).status_code == 302
    assert jo.client.get(f"/einsatz/{order}/fotos/{uuid4()}-small.webp").status_code == 404


# --- what they see ---------------------------------------------------------------------------------------------------


def test_the_list_says_how_much_there_is_and_begins_with_what_is_urgent(jo: Outside) -> None:
    jo.order(east=0.001)
    jo.order(east=0.002, urgent=True)
    page = jo.get("/einsatz/")
    assert page.says("2 offene Aufträge, 1 davon dringend.", "Lange Straße 4", "Schlagloch")
    assert page.html.index("crew-card--urgent") < page.html.rindex('class="crew-card')


def test_an_empty_list_says_that_everything_is_done(jo: Outside) -> None:
    assert jo.get("/einsatz/").says("Alles erledigt", "Kein offener Auftrag.")


def test_an_order_says_what_where_and_what_the_office_wants(jo: Outside) -> None:
    order = jo.order(note="Schlüssel beim Hausmeister.")
    page = jo.get(f"/einsatz/{order}/")
    assert page.says("Schlagloch", "Lange Straße 4", "Schlüssel beim Hausmeister.", "Tief und breit.")
    assert page.says("Foto vorher", "Ist erledigt", "Geht nicht")
    assert 'href="geo:54.090000,12.100000?q=54.090000,12.100000"' in page.html


def test_an_order_says_what_was_answered_to_the_questions_of_the_category(jo: Outside) -> None:
    order = jo.order(category="laterne", attributes={"mast": "A 17"})
    assert jo.get(f"/einsatz/{order}/").says("Welche Nummer steht am Mast? A 17")
    file_under(contribution=WorkOrder.objects.get().contribution_id, category="schlagloch", by=None, at=AT)
    assert jo.get(f"/einsatz/{order}/").says("Welche Nummer steht am Mast? A 17")


def test_the_map_gets_every_open_order_and_whoever_else_asks_gets_none(jo: Outside) -> None:
    order = jo.order(urgent=True)
    (feature,) = jo.client.get("/einsatz/karte.json?zoom=12").json()["features"]
    assert feature["geometry"]["coordinates"] == [12.1, 54.09]
    assert feature["properties"]["url"] == f"/einsatz/{order}/"
    assert Client().get("/einsatz/karte.json").status_code == 401
    assert Colleague(Role.CLERK).client.get("/einsatz/karte.json").status_code == 403


def test_list_and_order_cost_the_same_however_many_there_are(jo: Outside) -> None:
    order = jo.order()
    costs: dict[str, list[int]] = {"/einsatz/": [], f"/einsatz/{order}/": [], "/einsatz/karte.json": []}
    jo.get("/einsatz/")  # what every page of the process reads once
    for _ in range(2):
        for east in range(1, 4):
            jo.order(east=east / 1000, urgent=east == 2)
        for path, spent in costs.items():
            with statements() as sent:
                assert jo.client.get(path).status_code == 200
            spent.append(len(sent))
    assert {path: spent[0] for path, spent in costs.items()} == {path: spent[1] for path, spent in costs.items()}
    assert max(max(spent) for spent in costs.values()) <= 9


# --- what they enter -------------------------------------------------------------------------------------------------


def test_done_answers_the_report_in_public_with_the_photo_of_afterwards(jo: Outside) -> None:
    order, after = jo.order(), jo.order(east=0.001)
    page = jo.enters(order, "done", "Loch ist zu.", photos=1)
    assert page.says("Erledigt. Danke!", "Loch ist zu.", "Ihr nächster Auftrag")
    assert f'href="/einsatz/{after}/"' in page.html
    row = Contribution.objects.get(pk=WorkOrder.objects.get(pk=order).contribution_id)
    assert row.status == Status.DONE
    assert Photo.objects.get().stage == Stage.AFTER
    told = Visitor().get(f"/meldungen/{row.number}/")
    assert told.says("Loch ist zu.", "umgesetzt", "Nachher")


@pytest.mark.parametrize("meanwhile", ["hidden", "declined"])
def test_nobody_is_said_to_read_what_nobody_reads(jo: Outside, meanwhile: str) -> None:
    order, other = jo.order(), jo.order(east=0.001)
    for one in (order, other):
        about = WorkOrder.objects.get(pk=one).contribution
        if meanwhile == "hidden":
            trunk.set_publicity(contribution=about.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
        else:
            answered(about, Status.DECLINED, "Das ist privat.", by=make_staff(), at=AT)
    page, sentence = jo.enters(order, "done", "Loch ist zu.", photos=1), KEPT[meanwhile]
    assert page.says("Erledigt. Danke!", sentence, "Loch ist zu.")
    assert not any(wrong in page.words for wrong in ("Alle können", "E-Mail", "zu spät"))
    token = str(uuid4())
    for again in (False, True):
        assert sent(jo, other, token=token)[1] == {"late": False, "again": again, "sentence": sentence}


def test_photos_of_a_hidden_report_are_said_to_be_for_the_office(jo: Outside) -> None:
    order = jo.order()
    about = WorkOrder.objects.get(pk=order).contribution_id
    trunk.set_publicity(contribution=about, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    assert jo.enters(order, "photos", photos=1).says(KEPT["hidden"], "Was möchten Sie eintragen?")


def test_what_cannot_be_done_goes_back_with_its_reason_and_stays_as_it_was_in_public(jo: Outside) -> None:
    order = jo.order()
    refused = jo.enters(order, "returned")
    assert refused.status == 422
    assert refused.says("Bitte schreiben Sie, warum es nicht geht.", "Fehler:")
    page = jo.enters(order, "returned", "Da steht ein Auto.")
    assert page.says("Zurückgegeben.", "Da steht ein Auto.")
    row = Contribution.objects.get(pk=WorkOrder.objects.get(pk=order).contribution_id)
    assert row.status == Status.ACCEPTED
    assert "Da steht ein Auto." not in Visitor().get(f"/meldungen/{row.number}/").words


def test_photos_of_how_it_was_are_added_and_the_order_stays_open(jo: Outside) -> None:
    order = jo.order()
    assert jo.enters(order, "photos").says("Bitte wählen Sie ein Foto aus.")
    page = jo.enters(order, "photos", photos=2)
    assert page.says("Was möchten Sie eintragen?")
    assert [one.stage for one in Photo.objects.all()] == [Stage.BEFORE] * 2


def test_a_form_that_is_pressed_twice_counts_once(jo: Outside) -> None:
    order, token = jo.order(), str(uuid4())
    for _ in range(2):
        assert jo.enters(order, "done", "Fertig.", token=token, photos=1).says("Erledigt. Danke!")
    assert Entry.objects.count() == Photo.objects.count() == 1


def test_each_form_of_each_page_has_a_token_of_its_own(jo: Outside) -> None:
    import re

    order = jo.order()
    found = [
        token
        for _ in range(2)
        for token in re.findall(r'name="token" value="([^"]+)"', jo.get(f"/einsatz/{order}/").html)
    ]
    assert len(found) == len(set(found)) == 6


def test_what_comes_too_late_is_kept_and_says_so(jo: Outside) -> None:
    order, colleague = jo.order(), Outside(jo.crew)
    colleague.enters(order, "done", "Ich war schneller.")
    page = jo.enters(order, "returned", "Zu tief.")
    assert page.says("Das kam zu spät, um noch zu gelten")


# --- what devices send -----------------------------------------------------------------------------------------------


def sent(who: Outside, about: UUID, **fields: object) -> tuple[int, dict[str, object]]:
    """Send as the script does."""
    said = {"token": str(uuid4()), "order": str(about), "kind": "done", "said": "", "made_at": "", **fields}
    answer = who.client.post("/einsatz/senden/", said)
    return answer.status_code, answer.json()


def test_a_device_is_told_whether_it_was_here_before(jo: Outside) -> None:
    order, token = jo.order(), str(uuid4())
    assert sent(jo, order, token=token)[1] == {"late": False, "again": False, "sentence": ""}
    assert sent(jo, order, token=token)[1] == {"late": False, "again": True, "sentence": ""}
    assert Entry.objects.count() == 1


def test_the_same_token_with_something_else_is_refused_with_a_sentence(jo: Outside) -> None:
    order, token = jo.order(), str(uuid4())
    sent(jo, order, token=token)
    status, said = sent(jo, order, token=token, said="Anders.")
    assert (status, bool(said["sentence"])) == (422, True)


@pytest.mark.parametrize(
    "fields", [{"token": "x"}, {"order": ""}, {"kind": "gone"}, {"kind": "returned"}, {"kind": "photos"}]
)
def test_what_makes_no_sense_is_refused_with_a_sentence(jo: Outside, fields: dict[str, object]) -> None:
    status, said = sent(jo, jo.order(), **fields)
    assert (status, bool(said["sentence"])) == (422, True)


@pytest.mark.parametrize("made_at", ["", "gestern", "2026-03-02T11:00:00", "2999-01-01T00:00:00Z", "2026-99-99T00:00Z"])
def test_a_clock_that_is_wrong_keeps_nothing_from_being_taken(jo: Outside, made_at: str) -> None:
    assert sent(jo, jo.order(), made_at=made_at)[0] == 200


def test_what_is_no_photo_is_refused_and_leaves_nothing_behind(jo: Outside) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    order = jo.order()
    status, _said = sent(jo, order, photos=SimpleUploadedFile("Brief.jpg", b"kein Foto"))
    assert status == 422
    assert WorkOrder.objects.get(pk=order).state == State.OPEN


def test_a_device_sends_nothing_without_the_token_against_forgery(jo: Outside) -> None:
    order = jo.order()
    client = Client(enforce_csrf_checks=True)
    client.cookies = jo.client.cookies
    said = {"token": str(uuid4()), "order": str(order), "kind": "done"}
    assert client.post("/einsatz/senden/", said).status_code == 403
    state = client.get("/einsatz/stand/").json()
    assert state["who"] == str(jo.user.pk)
    assert client.post("/einsatz/senden/", said, headers={"X-CSRFToken": state["csrf"]}).status_code == 200


def test_who_is_signed_out_or_does_not_work_outside_is_told_so_in_a_status(jo: Outside) -> None:
    order = jo.order()
    said = {"token": str(uuid4()), "order": str(order), "kind": "done"}
    assert Client().post("/einsatz/senden/", said).status_code == 401
    assert Colleague(Role.CLERK).client.post("/einsatz/senden/", said).status_code == 403


def test_who_has_left_the_crew_sends_what_waits_and_sees_no_orders(jo: Outside, time: Clock) -> None:
    order = jo.order()
    leave(jo, at=time.at)
    for path in ("/einsatz/", f"/einsatz/{order}/"):
        page = jo.get(path)
        assert (page.status, "data-crew-box" in page.html, "data-crew-order=" in page.html) == (403, True, False)
        assert page.says("Sie gehören zu keinem Team mehr", "wird jetzt gesendet")
    assert jo.enters(order, "done").status == jo.client.get("/einsatz/karte.json").status_code == 403
    assert WorkOrder.objects.get().state == State.OPEN
    assert jo.client.get("/einsatz/stand/").json()["who"] == str(jo.user.pk)
    assert sent(jo, order) == (200, {"late": False, "again": False, "sentence": ""})
    assert WorkOrder.objects.get().state == State.DONE


@pytest.mark.parametrize("why", ["two weeks are over", "the account is closed", "the second factor was not given"])
def test_who_has_left_sends_nothing(why: str, jo: Outside, time: Clock) -> None:
    order, expected = jo.order(), 403
    leave(jo, at=time.at)
    if why == "two weeks are over":
        time.at += timedelta(days=14, seconds=1)
    else:
        expected = 401
        if why == "the account is closed":
            people.set_active(user=jo.user.pk, active=False, by=None, at=time.at)
        else:
            jo.client.logout()
            jo.client.force_login(jo.user)
    assert jo.client.get("/einsatz/stand/").json() == {"who": None, "csrf": ""}
    assert sent(jo, order)[0] == expected
    assert "data-crew-box" not in jo.get("/einsatz/").html
    assert WorkOrder.objects.get().state == State.OPEN


# --- headers ---------------------------------------------------------------------------------------------------------


def test_nothing_of_it_is_ever_kept_by_anybody_in_between(jo: Outside) -> None:
    order = jo.order()
    paths = ("/einsatz/", f"/einsatz/{order}/", "/einsatz/stand/", "/einsatz/karte.json", "/en/einsatz/")
    assert {jo.client.get(path)["Cache-Control"] for path in paths} == {"private, no-store"}
    assert {Client().get(path)["Cache-Control"] for path in paths} == {"private, no-store"}
    assert jo.client.post("/einsatz/senden/")["Cache-Control"] == "private, no-store"


def test_the_worker_is_a_script_below_its_pages_that_is_asked_for_anew_each_time() -> None:
    for path in ("/einsatz/sw.js", "/en/einsatz/sw.js"):
        answer = Client().get(path)
        assert answer["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer["Cache-Control"] == "no-cache"
        assert "caches" in answer.content.decode()


def test_the_policy_lets_only_our_own_worker_run(jo: Outside) -> None:
    policy = jo.client.get("/einsatz/")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy


# --- the way there ---------------------------------------------------------------------------------------------------


def test_who_only_works_outside_comes_to_the_orders_after_signing_in(jo: Outside, settings: Settings) -> None:
    from allauth.account.adapter import get_adapter
    from django.test import RequestFactory

    request = RequestFactory().get("/konto/login/")
    homes = {}
    for roles in ((Role.CREW,), (Role.CREW, Role.CLERK), (Role.CLERK,)):
        request.user = Colleague(*roles).user
        homes[roles] = get_adapter().get_login_redirect_url(request)
    assert homes == {(Role.CREW,): "/einsatz/", (Role.CREW, Role.CLERK): "/desk/", (Role.CLERK,): "/desk/"}


def test_the_head_of_each_page_leads_crews_and_nobody_else_to_their_orders(jo: Outside) -> None:
    assert 'href="/einsatz/"' in jo.get("/mein-bereich/").html
    assert 'href="/einsatz/"' not in Colleague(Role.CLERK).get("/mein-bereich/").html
    assert 'href="/einsatz/"' not in Visitor().get("/").html
