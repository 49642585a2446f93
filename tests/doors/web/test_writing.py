"""Writing an idea or a place: one screen after the other, kept on the server, checked, sent off, confirmed by mail."""

import re

import pytest

from smilecity.collect.contributions.models import Contribution, Draft
from smilecity.collect.contributions.rules import Channel, Kind, Moderation, Publicity
from tests.factories import make_resident
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_theme
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import Visitor, code_in, link_in
from tests.support.writer import CONTACT, IDEA, Writer, the_contribution

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(db: None, time: Clock) -> None:
    make_district()


def test_an_idea_goes_from_the_first_screen_to_the_list(smtp: Inbox) -> None:
    make_theme(name={"de": "Verkehr"})
    bench = make_theme(name={"de": "Plätze"})
    anna = Writer()
    assert anna.get("/ideen/neu/").says("Was ist Ihre Idee?", "Schritt 1 von 6")
    assert anna.say("text", **IDEA).says("Worum geht es?", "Schritt 2 von 6", "Verkehr", "Plätze")
    assert anna.say("themen", themes=[str(bench)]).says("Gehört Ihre Idee an einen bestimmten Ort?")
    assert anna.say("ort", lon=str(LON), lat=str(LAT), place="Am Kai").says("Möchten Sie Fotos zeigen?")
    assert anna.say("fotos").says("Wie erreichen wir Sie?", "Schritt 5 von 6")
    checked = anna.say("kontakt", **CONTACT)
    assert checked.says(
        "Prüfen Sie Ihre Idee", "Mehr Bänke am Hafen", "Plätze", "Am Kai", "Mitte", "Keine Fotos", "Anna"
    )
    assert Contribution.objects.count() == 0
    waits = anna.say("pruefen")
    assert waits.says("Fast geschafft: Schauen Sie in Ihr Postfach", "anna@example.org", "Idee bestätigen")
    run_jobs()
    [mail] = smtp.messages
    asked = Visitor().get(link_in(mail.text))
    assert asked.says("Soll Ihre Idee zu uns kommen?")
    assert Contribution.objects.count() == 0
    thanked = Visitor().post(link_in(mail.text))
    made = the_contribution()
    assert thanked.says("Danke, Ihre Idee ist bei uns.", f"Ihre Idee hat die Nummer {made.number}", "Ihre Idee ansehen")
    assert (made.title, made.theme_ids, made.place, made.author_name) == (IDEA["title"], [bench], "Am Kai", "Anna")
    assert (made.channel, made.informed, made.lon, made.lat) == (Channel.WEB, True, LON, LAT)
    assert anna.get(waits.path).says("Hier wartet nichts mehr auf Sie.")


def test_a_place_asks_for_its_feeling_first_and_ends_in_thanks() -> None:
    anna = Writer(Kind.PLACE)
    assert anna.get("/orte/neu/").says("Was für ein Ort ist das?", "Schritt 1 von 6")
    assert anna.say("art", category="happy").says("Wo ist der Ort?")
    assert anna.say("ort", lon=str(LON), lat=str(LAT)).says("Was möchten Sie zu diesem Ort sagen?")
    assert anna.say("text", title="Der Kai am Abend").says("Möchten Sie Fotos zeigen?")
    anna.say("fotos")
    assert anna.say("kontakt", **CONTACT).says("Prüfen Sie Ihren Ort", "Macht mich glücklich", "Der Kai am Abend")
    anna.say("pruefen")
    assert anna.confirm().says("Danke, Ihr Ort ist bei uns.", "Ihren Ort ansehen")
    assert the_contribution().category == "happy"


def test_a_place_that_should_get_better_needs_a_reason() -> None:
    anna = Writer(Kind.PLACE)
    anna.say("art", category="improve")
    anna.say("ort", place="Hinter dem Bahnhof")
    assert anna.say("text", title="Dunkle Ecke").says("Bitte schreiben Sie, was an diesem Ort besser werden sollte.")


def test_with_several_calls_one_is_chosen_first() -> None:
    make_call()
    anna = Writer()
    assert anna.get("/ideen/neu/").says("Wozu haben Sie eine Idee?", "Ideen für die Stadt")


def test_without_a_call_it_says_so_and_offers_what_others_wrote() -> None:
    assert Visitor().get("/ideen/neu/").says("Im Moment sammeln wir keine Ideen.", "Zur Liste")


def test_what_was_written_is_there_again_on_the_next_visit() -> None:
    anna = Writer()
    anna.say("text", **IDEA)
    again = anna.see("text")
    assert again.fields["title"] == IDEA["title"]
    assert "Wer nicht lange stehen kann" in again.html


def test_who_comes_from_the_check_goes_back_there() -> None:
    anna = Writer()
    anna.write()
    page = anna.post(anna.path("text/?pruefen"), {**IDEA, "title": "Mehr Schatten"})
    assert page.says("Prüfen Sie Ihre Idee", "Mehr Schatten")


def test_similar_ideas_are_shown_and_never_in_the_way() -> None:
    other = make_contribution(title="Mehr Bänke am Hafen und am Fluss", shown=True)
    anna = Writer()
    page = anna.say("text", **IDEA)
    assert page.says("Gibt es das schon?", other.title, "Meine Idee ist anders: Weiter")
    assert f"/ideen/{other.number}/unterstuetzen/" in page.html
    assert anna.see("ort").says("Gehört Ihre Idee an einen bestimmten Ort?")


def test_similar_ideas_come_while_one_is_still_writing() -> None:
    other = make_contribution(title="Mehr Bänke am Hafen und am Fluss", shown=True)
    page = Writer().post("/ideen/neu/aehnlich/", {"title": "Mehr Bänke am Hafen"})
    assert page.says("Gibt es das schon?", other.title)
    assert not Writer().post("/ideen/neu/aehnlich/", {"title": "Ganz etwas anderes"}).words


def test_a_member_needs_no_address_and_no_mail(smtp: Inbox) -> None:
    anna = Writer()
    member = make_resident(email="mia@example.org")
    anna.client.force_login(member)
    anna.say("text", **IDEA)
    anna.say("ort", without="yes")
    page = anna.say("kontakt", author_name="", informed="no")
    assert page.says("Sie sind angemeldet als mia@example.org", "ohne Namen")
    thanked = anna.say("pruefen")
    assert thanked.says("Danke, Ihre Idee ist bei uns.")
    made = the_contribution()
    assert (made.author_name, made.informed, made.author is not None) == ("", False, True)
    # A second click on the same button shows the same page again.
    assert anna.say("pruefen").says("Danke, Ihre Idee ist bei uns.")
    assert Contribution.objects.count() == 1


def test_the_code_of_the_mail_confirms_where_it_was_written(smtp: Inbox) -> None:
    anna = Writer()
    waits = anna.hand_in()
    run_jobs()
    assert anna.post(waits.path, {"code": "AAAA-AAAA"}).says("Dieser Code passt nicht.")
    code = code_in(smtp.messages[0].text)
    assert anna.post(waits.path, {"code": code}).says("Danke, Ihre Idee ist bei uns.")
    assert anna.post(waits.path, {"code": code}).says("Danke, Ihre Idee ist bei uns.")
    assert Contribution.objects.count() == 1


def test_another_address_can_be_given_and_the_first_link_dies(smtp: Inbox) -> None:
    anna = Writer()
    waits = anna.hand_in()
    run_jobs()
    page = anna.post(f"{waits.path}zurueck/")
    assert (page.says("Wie erreichen wir Sie?"), page.fields["email"]) == (True, "anna@example.org")
    anna.say("kontakt", **{**CONTACT, "email": "richtig@example.org"})
    anna.say("pruefen")
    assert Visitor().post(link_in(smtp.messages[0].text)).says("Diesen Link kennen wir nicht.")
    run_jobs()
    assert Visitor().post(link_in(smtp.messages[1].text)).says("Danke, Ihre Idee ist bei uns.")


def test_the_mail_can_be_sent_once_more(smtp: Inbox) -> None:
    anna = Writer()
    waits = anna.hand_in()
    run_jobs()
    assert anna.post(f"{waits.path}erneut/").says("Wir schicken die E-Mail noch einmal.")
    run_jobs()
    assert len({link_in(mail.text) for mail in smtp.messages}) == 1


def test_the_page_that_waits_belongs_to_its_browser_only() -> None:
    anna = Writer()
    waits = anna.hand_in()
    assert Visitor().get(waits.path).status == 404
    assert Visitor().post(f"{waits.path}zurueck/").status == 404


def test_another_idea_can_be_written_while_the_first_one_waits() -> None:
    anna = Writer()
    anna.hand_in()
    fresh = anna.get("/ideen/neu/")
    assert (fresh.says("Was ist Ihre Idee?"), fresh.fields["title"]) == (True, "")
    anna.say("text", title="Mehr Schatten", text="Im Sommer.")
    assert Draft.objects.count() == 2


def test_what_is_read_before_is_not_shown_yet() -> None:
    anna = Writer(call=make_call(moderation=Moderation.BEFORE))
    assert anna.write().says("Wir lesen jeden Beitrag, bevor alle ihn sehen.")
    anna.say("pruefen")
    thanked = anna.confirm()
    assert thanked.says("Wir lesen, was Sie geschrieben haben. Danach können alle es sehen.")
    assert "Ihre Idee ansehen" not in thanked.words
    assert the_contribution().publicity == Publicity.WAITING


def test_a_place_is_found_by_its_name_without_javascript() -> None:
    anna = Writer()
    anna.say("text", **IDEA)
    page = anna.say("ort", address="Mitte", find="yes")
    assert page.says("Welchen Ort meinen Sie?", "Mitte")
    match = page.html.split('name="match" value="')[1].split('"')[0]
    anna.say("ort", address="Mitte", match=match)
    assert anna.draft.content["lon"] == pytest.approx(LON)
    assert anna.say("ort", address="Xyzxyz", find="yes").says("Dazu haben wir nichts gefunden.")


def test_an_address_that_was_typed_but_not_searched_for_counts_as_words() -> None:
    anna = Writer()
    anna.say("text", **IDEA)
    anna.say("ort", address="Hinter der alten Schule")
    assert anna.draft.content["place"] == "Hinter der alten Schule"


def test_an_address_typed_over_the_point_of_before_replaces_it() -> None:
    anna, before = Writer(), {"lon": str(round(LON + 0.001, 6)), "lat": str(LAT)}
    anna.say("text", **IDEA)
    anna.say("ort", **before)
    page = anna.say("ort", address="Mitte", **before)
    assert page.says("Welchen Ort meinen Sie?")
    assert not re.search(r'name="l(on|at)" value="[^"]', page.html), "the point of before is gone"
    assert str(anna.draft.content["lon"]) == before["lon"]
    anna.say("ort", address="Hinter der alten Schule", **before)
    assert (anna.draft.content["lon"], anna.draft.content["place"]) == (None, "Hinter der alten Schule")


def test_an_address_that_names_the_point_of_before_leaves_it() -> None:
    anna = Writer()
    anna.say("text", **IDEA)
    match = anna.say("ort", address="Mitte", find="yes").html.split('name="match" value="')[1].split('"')[0]
    anna.say("ort", address="Mitte", match=match)
    lon, lat = anna.draft.content["lon"], anna.draft.content["lat"]
    assert anna.say("ort", address="Mitte", lon=str(lon), lat=str(lat)).says("Möchten Sie Fotos zeigen?")
    assert (anna.draft.content["lon"], anna.draft.content["lat"]) == (lon, lat)


def test_without_a_place_goes_on_and_forgets_the_one_before() -> None:
    anna = Writer()
    anna.say("text", **IDEA)
    anna.say("ort", lon=str(LON), lat=str(LAT), place="Am Kai")
    assert anna.say("ort", without="yes", lon=str(LON), lat=str(LAT)).says("Möchten Sie Fotos zeigen?")
    assert (anna.draft.content["lon"], anna.draft.content["place"]) == (None, "")


def test_who_wrote_it_sees_it_in_the_same_browser_before_others_do() -> None:
    anna = Writer(call=make_call(moderation=Moderation.BEFORE))
    anna.hand_in()
    anna.confirm()
    path = f"/ideen/{the_contribution().number}/"
    assert anna.get(path).says("Mehr Bänke am Hafen")
    assert Visitor().get(path).status == 404


def test_the_page_that_thanks_offers_what_else_there_is() -> None:
    other = make_contribution(title="Ein Trinkbrunnen", shown=True)
    anna = Writer()
    anna.hand_in()
    thanked = anna.confirm()
    assert thanked.says("Was andere vorschlagen", other.title, "Neues aus der Nähe per E-Mail bekommen")
    assert "/abos/neu/?art=ideen" in thanked.html


@pytest.mark.parametrize("language", ["en", "de-simple"])
def test_the_way_keeps_the_language_of_the_reader(language: str, smtp: Inbox) -> None:
    anna = Writer(language=language)
    assert anna.hand_in().path.startswith(f"/{language}/postfach/")
    run_jobs()
    assert link_in(smtp.messages[0].text).startswith(f"/{language}/teilnahme/")
    assert the_draft_language(anna) == language


def the_draft_language(anna: Writer) -> str:
    return anna.draft.language
