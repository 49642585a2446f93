"""Open311 GeoReport v2, POST Service Request: what a program sends becomes a report, clause by clause.

Every error has a sentence of its own, several at once where several things are wrong.
"""

import base64
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override
from pytest_django import Settings

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Call, Contribution, Photo
from smilecity.collect.contributions.rules import Channel, Publicity
from smilecity.collect.reports import queries
from smilecity.collect.reports.models import Report
from smilecity.people.keys import actions as keys
from smilecity.people.keys.models import ApiKey, Party
from smilecity.people.keys.rules import Scope
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON
from tests.factories_open311 import make_key
from tests.jobs import run_jobs
from tests.support.open311 import GERMAN, ROOT, Specification, faults, parsed, read
from tests.support.pictures import drawn, saved
from tests.support.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "call")]


@pytest.fixture
def key() -> str:
    return make_key()


JPEG = saved(drawn(), "JPEG")
HOLE = {"service_code": "loch", "lat": str(LAT), "long": str(LON), "description": "Ein tiefes Loch.\n\nSehr tief."}


def send(key: str = "", form: Any = "json", headers: Any = None, **fields: Any) -> Any:
    """Send a request in; without `key` without any."""
    given = fields | ({"api_key": key} if key else {})
    return Client().post(f"{ROOT}/requests.{form}", given, headers=GERMAN | (headers or {}))


def created(response: Any) -> Contribution:
    """Return the contribution that was made."""
    assert response.status_code == 200, response.content
    return Contribution.objects.get(number=int(json.loads(response.content)[0]["service_request_id"]))


# --- what comes in ----------------------------------------------------------------------------------------------------


def test_a_request_becomes_a_report_that_is_read_before_it_is_shown(key: str, reference_data: Path) -> None:
    response = send(key, jurisdiction_id="rostock.de", address_string="Lange  Straße 3", **HOLE)
    row = created(response)
    (said,) = json.loads(response.content)
    Specification(reference_data).require("RequestResponse", said)
    assert said == {
        "service_request_id": str(row.number),
        "service_notice": "Danke! Wir lesen die Meldung, bevor alle sie sehen.",
        "account_id": None,
    }
    assert (row.category, row.text, row.place) == ("loch", HOLE["description"], "Lange Straße 3")
    assert (row.lat, row.lon, row.channel, row.publicity) == (LAT, LON, Channel.PROGRAM, Publicity.WAITING)
    assert row.submitted_at == AT
    assert response["Cache-Control"] == "no-store"


def test_the_answer_comes_as_xml_too(key: str) -> None:
    response = send(key, "xml", **HOLE)
    root = parsed(response.content)
    assert (root.tag, root[0].tag) == ("service_requests", "request")
    assert [child.tag for child in root[0]] == ["service_request_id", "service_notice", "account_id"]
    assert root.find("request/token") is None


def test_who_sent_it_follows_it_by_its_number(key: str) -> None:
    row = created(send(key, **HOLE))
    assert read(f"requests/{row.number}")[0]["status"] == "open"


def test_a_form_as_the_specification_writes_it_is_understood(key: str) -> None:
    body = f"api_key={key}&service_code=sperrmuell&lat={LAT}&long={LON}&attribute[art]=sofa&attribute[dabei][]=glas"
    body += "&attribute[dabei][]=metall&attribute[menge]=3&description=A+large+sofa&first_name=john&last_name=smith"
    response = Client().post(
        f"{ROOT}/requests.json", body, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    row = created(response)
    report = Report.objects.get(contribution=row)
    assert report.attributes == {"art": "sofa", "dabei": ["glas", "metall"], "menge": "3"}
    assert (row.text, row.author, row.author_name) == ("A large sofa", None, "")


def test_the_key_may_stand_in_the_address_as_the_openapi_description_has_it(key: str) -> None:
    created(Client().post(f"{ROOT}/requests.json?api_key={key}&jurisdiction_id=rostock.de", HOLE))


def test_a_place_in_words_is_enough(key: str) -> None:
    row = created(send(key, service_code="loch", address_string="Neuer Markt, vor dem Rathaus"))
    assert (row.lat, row.lon, row.place) == (None, None, "Neuer Markt, vor dem Rathaus")


def test_names_telephone_and_device_are_not_kept_and_the_address_of_mail_is_not_either(key: str) -> None:
    more = {"email": "anna@example.org", "device_id": "geheim-1", "account_id": "geheim-2", "phone": "0381 1"}
    response = send(key, first_name="Anna", last_name="Beispiel", **more, **HOLE)
    row = created(response)
    assert "Die E-Mail-Adresse haben wir nicht gespeichert." in response.content.decode()
    kept = repr(Contribution.objects.values().get(pk=row.pk)) + repr(Report.objects.values().get(pk=row.pk))
    assert not [word for word in ("anna@", "geheim", "0381", "Beispiel") if word in kept]


def test_media_url_is_neither_fetched_nor_shown_and_the_answer_says_so(key: str) -> None:
    response = send(key, media_url="http://127.0.0.1:1/photo.jpg", **HOLE)
    row = created(response)
    assert "Bilder holen wir nicht von anderen Adressen." in response.content.decode()
    assert not Photo.objects.filter(contribution=row).exists()


def test_words_of_an_emergency_are_answered_with_the_numbers_to_call_and_block_nothing(key: str) -> None:
    response = send(key, **HOLE | {"description": "Es brennt!"})
    created(response)
    assert json.loads(response.content)[0]["service_notice"].startswith(
        "Wenn jemand in Gefahr ist: Bitte rufen Sie 112"
    )


@pytest.mark.parametrize("text", ["Feuer auf dem Hof!", "There is a gas leak.", "Jemand ist verletzt"])
def test_an_emergency_is_a_report_like_any_other_that_waits_to_be_read(key: str, text: str) -> None:
    """Nobody promises that it is seen in time: that is what the numbers to call are for."""
    response = send(key, **HOLE | {"description": text})
    row = created(response)
    assert "112" in json.loads(response.content)[0]["service_notice"]
    assert (row.text, row.publicity, row.visible) == (text, Publicity.WAITING, False)
    assert text not in json.dumps(read(f"requests/{row.number}"))
    calm = json.loads(send(key, **HOLE).content)[0]["service_notice"]
    assert "112" not in calm


def test_forty_programs_report_one_pothole_and_each_is_heard_but_they_become_one() -> None:
    """After a storm: nobody is turned away, and whoever asks what is near is offered what is there already."""
    keys_of = [make_key(a_minute=100 + n) for n in range(4)]
    rows = []
    for number in range(40):
        point = {"lat": str(LAT + number / 1e6), "long": str(LON)}
        rows.append(created(send(keys_of[number % 4], **HOLE | point | {"description": f"Loch, {number}. Meldung"})))
    assert len({row.pk for row in rows}) == 40
    staff = make_staff(at=AT)
    for row in rows:
        trunk.set_publicity(contribution=row.pk, publicity=Publicity.SHOWN, by=staff, at=AT)
    with statements() as sent:
        offered = queries.near("loch", LON, LAT)
    assert (len(sent), len(offered)) == (1, queries.NEAR_MOST)
    assert [row.metres for row in offered] == sorted(row.metres for row in offered)
    first, *others = rows
    for row in others:
        trunk.merge(contribution=row.pk, into=first.pk, by=staff, at=AT)
    assert [row.number for row in queries.near("loch", LON, LAT)] == [first.number]
    assert [int(one["service_request_id"]) for one in read("requests")] == [first.number]
    again = send(keys_of[0], **HOLE | {"lat": str(LAT), "long": str(LON), "description": "Loch, 0. Meldung"})
    assert created(again).pk == first.pk


@pytest.mark.parametrize("name", ["media", "media[]"])
def test_a_photo_comes_as_a_file_of_the_form(key: str, name: str) -> None:
    photo = SimpleUploadedFile("loch.jpg", JPEG, "image/jpeg")
    row = created(send(key, **HOLE, **{name: photo}))
    run_jobs()
    assert Photo.objects.filter(contribution=row).count() == 1


@pytest.mark.parametrize("prefix", ["", "data:image/jpeg;base64,"])
def test_a_photo_comes_in_base64_as_klarschiff_sends_it(key: str, prefix: str) -> None:
    row = created(send(key, media=prefix + base64.b64encode(JPEG).decode(), **HOLE))
    run_jobs()
    assert Photo.objects.filter(contribution=row).count() == 1


def test_a_report_whose_photo_is_none_is_refused_as_a_whole(key: str) -> None:
    response = send(key, media=SimpleUploadedFile("x.jpg", b"<?php", "image/jpeg"), **HOLE)
    assert response.status_code == 400
    assert len(faults(response)) == 1
    assert not Contribution.objects.exists()


# --- sent twice -------------------------------------------------------------------------------------------------------


def test_a_program_that_got_no_answer_and_sends_again_gets_the_same_request(key: str) -> None:
    first, second = created(send(key, **HOLE)), created(send(key, **HOLE))
    assert first.pk == second.pk
    assert created(send(key, **HOLE | {"description": "Noch eins."})).pk != first.pk
    assert created(send(make_key(a_minute=7), **HOLE)).pk != first.pk


def test_a_program_may_give_a_name_of_its_own_by_which_it_sends_once(key: str) -> None:
    name = {"Idempotency-Key": "abc-1"}
    first = created(send(key, headers=name, **HOLE))
    assert created(send(key, headers=name, **HOLE | {"description": "Anders."})).pk == first.pk
    assert created(send(key, headers={"Idempotency-Key": "abc-2"}, **HOLE)).pk != first.pk


# --- General errors: 403 ----------------------------------------------------------------------------------------------


def test_without_a_key_nothing_comes_in() -> None:
    response = send(**HOLE)
    assert response.status_code == 403
    assert faults(response) == [(403, "Es fehlt api_key. Wer Meldungen einreicht, braucht einen Schlüssel.")]
    assert not Contribution.objects.exists()


def test_an_error_in_xml_is_a_list_of_code_and_description() -> None:
    response = send("falsch", "xml", **HOLE)
    assert response.status_code == 403
    root = parsed(response.content)
    assert (root.tag, root[0].tag, [child.tag for child in root[0]]) == ("errors", "error", ["code", "description"])
    assert root.findtext("error/description") == "Den api_key gibt es nicht, er ist abgelaufen oder widerrufen."


def test_a_key_that_is_revoked_or_whose_party_ended_opens_nothing(key: str) -> None:
    keys.revoke_key(key=ApiKey.objects.get().pk, by=None, at=AT)
    other = make_key(a_minute=7)
    keys.end_party(party=Party.objects.latest("pk").pk, by=None, at=AT)
    for secret in (key, other):
        assert faults(send(secret, **HOLE))[0][0] == 403


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope not in {Scope.REPORT, Scope.CITY}])
def test_a_key_for_something_else_may_not_report(scope: Scope) -> None:
    response = send(make_key(scope), **HOLE)
    assert response.status_code == 403
    assert faults(response) == [
        (403, "Dieser api_key darf keine Meldungen einreichen. Es fehlt ihm das Recht „Melden“.")
    ]


def test_a_key_for_the_whole_city_may_report() -> None:
    created(send(make_key(Scope.CITY), **HOLE))


def test_a_key_that_sends_too_fast_is_told_when_to_come_back() -> None:
    secret = make_key(a_minute=2)
    assert [send(secret, **HOLE | {"description": f"Nr. {n} ist da"}).status_code for n in range(3)] == [200, 200, 429]
    response = send(secret, **HOLE)
    assert int(response["Retry-After"]) > 0
    assert faults(response)[0][0] == 429


def test_who_guesses_keys_is_told_to_wait(key: str) -> None:
    guesses = [send(f"geraten-{n}", **HOLE).status_code for n in range(62)]
    assert (guesses[0], guesses[-1]) == (403, 429)
    assert send(key, **HOLE).status_code == 429


# --- Possible errors: 404 and 400 -------------------------------------------------------------------------------------


def test_an_unknown_jurisdiction_is_404(key: str) -> None:
    response = send(key, jurisdiction_id="koeln.de", **HOLE)
    assert response.status_code == 404
    assert "„koeln.de“" in faults(response)[0][1]


def test_a_missing_jurisdiction_is_400_where_the_city_insists_on_it(key: str, settings: Settings) -> None:
    settings.OPEN311_JURISDICTION_REQUIRED = True
    assert faults(send(key, **HOLE)) == [(400, "Es fehlt jurisdiction_id. Hier ist es „rostock.de“.")]


@pytest.mark.parametrize("code", ["nix", "muell"])
def test_an_unknown_service_code_is_404(key: str, code: str) -> None:
    response = send(key, **HOLE | {"service_code": code})
    assert response.status_code == 404
    assert faults(response)[0][1].startswith(f"Den service_code „{code}“ gibt es hier nicht.")


def test_a_service_of_somebody_else_is_400_and_says_whose(key: str) -> None:
    response = send(key, **HOLE | {"service_code": "autobahn"})
    assert faults(response) == [(400, "Darum kümmern wir uns nicht selbst. Zuständig ist die Autobahn GmbH.")]


def test_everything_that_is_wrong_is_told_at_once(key: str) -> None:
    response = send(key, email="keine", media_url="ftp://x", description="x" * 4001)
    assert response.status_code == 400
    assert faults(response) == [
        (400, "Es fehlt service_code. Welche es gibt, steht unter services."),
        (400, "Es fehlt der Ort: lat und long oder address_string."),
        (400, "description hat mehr als 4000 Zeichen."),
        (400, "email: „keine“ ist keine E-Mail-Adresse."),
        (400, "media_url muss mit http:// oder https:// beginnen."),
    ]


def test_each_attribute_that_is_missing_or_wrong_has_its_own_sentence(key: str) -> None:
    sofa = HOLE | {"service_code": "sperrmuell"}
    assert faults(send(key, **sofa)) == [(400, "Es fehlt attribute[art]: Was liegt da?")]
    wrong = {"attribute[art]": "klavier", "attribute[menge]": "viele"}
    assert faults(send(key, **sofa, **wrong)) == [
        (400, "attribute[art]: Was liegt da? Bitte wählen Sie eine der Antworten, die hier stehen."),
        (400, "attribute[menge]: Wie viele Stücke? Bitte geben Sie eine Zahl an, zum Beispiel 3 oder 2,5."),
    ]
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"lat": str(LAT), "long": ""}, "lat und long gehören zusammen und sind Grad in WGS 84."),
        ({"lat": "x", "long": "12"}, "lat: „x“ ist keine Zahl."),
        ({"lat": "154", "long": "12"}, "lat und long gehören zusammen und sind Grad in WGS 84."),
        ({"lat": "", "long": "", "address_id": "545483"}, "Die address_id „545483“ gibt es hier nicht."),
        ({"lat": "50.9", "long": "6.9"}, "Dieser Ort liegt außerhalb von"),
        ({"media": "kein Base64!"}, "media ist weder ein hochgeladenes Foto noch Base64."),
        ({"description": "!!!"}, "Bitte schreiben Sie Wörter, nicht nur Zeichen."),
    ],
)
def test_what_makes_no_report_is_400(key: str, fields: dict[str, str], told: str) -> None:
    response = send(key, **HOLE | fields)
    assert response.status_code == 400
    ((code, sentence),) = faults(response)
    assert (code, sentence.startswith(told)) == (400, True), sentence
    assert not Contribution.objects.exists()


def test_while_nobody_takes_reports_none_come_in(key: str, call: UUID) -> None:
    Call.objects.filter(pk=call).update(closes_at=AT)
    assert faults(send(key, **HOLE)) == [(400, "Zurzeit nehmen wir hier keine Meldungen an.")]


def test_a_form_that_is_too_large_or_broken_is_400(key: str, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert faults(send_raw("x" * 200))[0][1].startswith("Die Anfrage ist zu groß.")
    broken = Client().post(f"{ROOT}/requests.json", b"--x\r\n", content_type="multipart/form-data; boundary=\xe4")
    assert broken.status_code in {400, 403}


def send_raw(body: str) -> Any:
    return Client(headers=GERMAN).post(f"{ROOT}/requests.json", body, content_type="application/x-www-form-urlencoded")


def test_sentences_come_in_the_language_asked_for(key: str) -> None:
    response = Client().post(f"{ROOT}/requests.json?locale=en", {"api_key": key, **HOLE, "description": "!!!"})
    ((_code, sentence),) = faults(response)
    with override("en"):
        assert sentence == gettext("Bitte schreiben Sie Wörter, nicht nur Zeichen.")
    assert "Bitte" not in sentence


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "en"),
        ("", "fr, xx;q=0.8", "en"),
        ("", "de-AT,en;q=0.5", "de"),
        ("", "fr, de;q=0.4, en;q=0.2", "de"),
        ("?locale=en", "de", "en"),
        ("?locale=de", "en", "de"),
        ("?locale=xx", "de", "de"),
    ],
)
def test_faults_are_told_in_english_unless_somebody_asks_otherwise(
    key: str, query: str, header: str, language: str
) -> None:
    form = {"api_key": key, **HOLE, "description": "!!!"}
    response = Client(headers={"accept-language": header}).post(f"{ROOT}/requests.json{query}", form)
    ((_code, sentence),) = faults(response)
    with override(language):
        assert sentence == gettext("Bitte schreiben Sie Wörter, nicht nur Zeichen.")
    assert "Accept-Language" in response["Vary"]
