"""Reporting what is broken, in three steps without JavaScript: what, where, check and contact; what lies between."""

from urllib.parse import urlencode

import pytest

from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Kind, Publicity
from smilecity.collect.reports import actions
from smilecity.collect.reports.models import Category, Report
from smilecity.collect.reports.rules import Where
from tests.factories import AT, make_resident
from tests.factories_contributions import LAT, LON, make_contribution, make_district, make_office
from tests.factories_reports import WET, make_category, make_river
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.pictures import photo
from tests.support.reporter import HERE, HOLE, make_tree, mast
from tests.support.visitor import Visitor, link_in
from tests.support.writer import Writer, the_contribution, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None, time: Clock) -> Writer:
    """Somebody who wants to report something."""
    make_district()
    make_tree()
    return Writer(Kind.REPORT)


def test_a_report_with_a_photo_is_three_steps_and_a_mail_away(anna: Writer, smtp: Inbox) -> None:
    first = anna.get("/meldungen/neu/")
    assert first.says("Was möchten Sie melden?", "Schritt 1 von 3", "Straße und Weg", "Schlagloch", "112", "110")
    where = anna.say("was", **HOLE, photos=[upload(photo())])
    assert where.says("Wo ist es?", "Schritt 2 von 3", "Der Ort in Ihren Worten")
    checked = anna.say("ort", **HERE)
    assert checked.says("Schritt 3 von 3", "Straße und Weg: Schlagloch", "Tief, seit Montag.", "Vor Haus 4", "Mitte")
    waits = anna.say("pruefen", how="mail", email="anna@example.org")
    assert waits.says("Fast geschafft: Schauen Sie in Ihr Postfach", "Meldung bestätigen")
    assert Contribution.objects.count() == 0
    run_jobs()
    [mail] = smtp.messages
    assert "etwas gemeldet" in " ".join(mail.text.split())
    thanked = Visitor().post(link_in(mail.text))
    made = the_contribution()
    assert thanked.says("Danke, Ihre Meldung ist bei uns.", f"Ihre Meldung hat die Nummer {made.number}")
    assert thanked.says("Wir schreiben Ihnen, sobald sich etwas tut.")
    assert (made.kind, made.category, made.title, made.informed) == (Kind.REPORT, "schlagloch", "Schlagloch", True)
    assert Photo.objects.get().contribution_id == made.pk


def test_without_a_name_it_comes_in_at_once_and_is_read_before_others_see_it(anna: Writer, smtp: Inbox) -> None:
    anna.say("was", **HOLE)
    anna.say("ort", **HERE)
    thanked = anna.say("pruefen", how="anonymous")
    made = the_contribution()
    assert thanked.says(f"Ihre Meldung hat die Nummer {made.number}", "Schreiben können wir Ihnen nicht")
    assert (made.publicity, made.author_id, made.informed) == (Publicity.WAITING, None, False)
    assert Report.objects.get().anonymous
    run_jobs()
    assert smtp.messages == []
    page = f"/meldungen/{made.number}/"
    assert anna.get(page).says("Diesen Beitrag sehen nur Sie und die Stadtverwaltung.")
    assert Visitor().get(page).status == 404


def test_a_second_click_without_a_name_makes_no_second_report(anna: Writer) -> None:
    anna.say("was", **HOLE)
    anna.say("ort", **HERE)
    first, second = (anna.say("pruefen", how="anonymous") for _ in range(2))
    assert second.words == first.words
    assert Contribution.objects.count() == 1


def test_a_member_chooses_between_their_account_and_no_name(anna: Writer) -> None:
    anna.client.force_login(make_resident(email="mia@example.org"))
    anna.say("was", **HOLE)
    assert anna.say("ort", **HERE).says("Ja, an die Adresse meines Kontos", "Sie sind angemeldet als mia@example.org")
    assert anna.say("pruefen", how="account").says("Danke, Ihre Meldung ist bei uns.")
    assert the_contribution().author_id


def test_who_chooses_nothing_reads_what_is_missing_and_keeps_what_was_typed(anna: Writer) -> None:
    page = anna.say("was", text="Hier ist etwas kaputt.")
    assert page.status == 422
    assert page.title.startswith("Fehler:")
    assert page.says("Bitte wählen Sie aus, was Sie melden möchten.", "Hier ist etwas kaputt.")
    anna.say("was", **HOLE)
    nowhere = anna.say("ort")
    assert nowhere.says("Bitte zeigen Sie den Ort auf der Karte oder beschreiben Sie, wo er liegt.")
    anna.say("ort", place="Vor Haus 4")
    assert anna.say("pruefen").says("Bitte wählen Sie, ob wir Ihnen schreiben sollen.")
    wrong = anna.say("pruefen", how="mail", email="anna")
    assert wrong.status == 422
    assert wrong.fields["email"] == "anna"


def test_a_photo_may_come_first_and_begins_the_draft(anna: Writer) -> None:
    page = anna.say("was", photos=[upload(photo())], alone="yes")
    assert page.says("Foto 1: Was ist zu sehen?")
    assert "Was möchten Sie melden?" not in page.words
    assert anna.see("was").says("Foto 1: Was ist zu sehen?")
    anna.say("was", remove=str(Photo.objects.get().pk))
    assert Photo.objects.count() == 0


REFUSED = pytest.mark.parametrize("words", ["???", "x" * 5001])


@REFUSED
def test_a_photo_is_taken_while_the_words_cannot_be_kept_yet(anna: Writer, words: str) -> None:
    anna.say("was", **HOLE)
    page = anna.say("was", category="strasse", text=words, photos=[upload(photo())], alone="yes")
    assert (page.status, "<html" in page.html, page.says("Foto 1: Was ist zu sehen?")) == (200, False, True)
    assert anna.say("was", text=words, remove=str(Photo.objects.get().pk), alone="yes").status == 200
    assert (Photo.objects.count(), anna.draft.content["category"]) == (0, "strasse")
    assert anna.draft.content["text"] == HOLE["text"]


@REFUSED
def test_without_a_script_such_words_stay_in_their_field(anna: Writer, words: str) -> None:
    typed = f"{words}</textarea>"
    page = anna.say("was", text=words, photos=[upload(photo())], add="yes")
    assert (page.status, page.title.startswith("Fehler:"), typed in page.html) == (200, False, True)
    assert page.says("Foto 1: Was ist zu sehen?")
    taken = str(Photo.objects.get().pk)
    covering = anna.say("was", text=words, photos=[upload(photo())], cover=taken)
    assert (covering.status, covering.title.startswith("Fehler:"), typed in covering.html) == (422, True, True)
    assert Photo.objects.count() == 2
    assert anna.say("was", text="Tief.", cover=taken).path.endswith("/verdecken/")
    assert anna.say("was", **HOLE | {"text": words}).status == 422


def test_a_photo_that_is_none_is_said_and_the_rest_is_kept(anna: Writer) -> None:
    page = anna.say("was", **HOLE, photos=[upload(b"nichts", "Brief.jpg")])
    assert page.status == 422
    assert page.says("Brief.jpg:")
    assert anna.draft.content["category"] == "schlagloch"


def test_what_is_below_a_tile_is_asked_for_when_it_was_not_chosen(anna: Writer) -> None:
    page = anna.say("was", category="strasse")
    assert page.says("Was genau?", "Schlagloch", "Gehweg kaputt", "Schritt 1 von 3")
    assert anna.say("genauer").says("Bitte wählen Sie aus, was Sie melden möchten.")
    assert anna.say("genauer", category="gehweg").says("Wo ist es?")
    assert anna.draft.content["category"] == "gehweg"


def test_a_category_asks_its_questions_and_its_answers_are_checked(anna: Writer) -> None:
    page = anna.say("was", category="laterne")
    assert page.says("Welche Nummer steht am Mast?")
    assert anna.say("genauer").says("Bitte beantworten Sie diese Frage.")
    assert anna.say("genauer", **{"attribute-mast": "A 17"}).says("Wo ist es?")
    assert anna.say("ort", **HERE).says("Welche Nummer steht am Mast?", "A 17")
    anna.say("pruefen", how="anonymous")
    assert Report.objects.get().attributes == {"mast": "A 17"}


def test_what_a_category_with_narrower_ones_asks_itself_is_not_asked_in_vain(anna: Writer) -> None:
    make_category("strasse", title={"de": "Straße und Weg"}, attributes=[mast()])
    page = anna.say("was", category="strasse")
    assert page.says("Was genau?", "Schlagloch")
    assert "attribute-mast" not in page.html
    assert anna.say("genauer", category="schlagloch").says("Wo ist es?")


def test_a_category_that_needs_words_asks_for_them(anna: Writer) -> None:
    assert anna.say("was", category="baum").says("Was wir dazu wissen müssen", "Beschreibung")
    assert anna.say("genauer", text="").says("Bitte beschreiben Sie in ein paar Worten, was los ist.")
    assert anna.say("genauer", text="Ein Ast hängt herab.").says("Wo ist es?")


def test_what_is_not_the_towns_says_who_is_responsible(anna: Writer) -> None:
    page = anna.say("was", category="bahnhof")
    assert page.says("Darum kümmert sich jemand anderes", "Dafür ist die Bahn zuständig:", "Etwas anderes wählen")
    assert 'href="https://www.bahnhof.de"' in page.html
    assert anna.see("pruefen").says("Darum kümmert sich jemand anderes")


def test_an_emergency_is_answered_with_numbers_and_blocks_nothing(anna: Writer) -> None:
    page = anna.say("was", **{**HOLE, "text": "Hier brennt ein Auto!"})
    assert page.says("Wo ist es?", "Das klingt nach einem Notfall.", "112", "110")
    assert anna.say("ort", **HERE).says("Das klingt nach einem Notfall.")
    assert anna.say("pruefen", how="anonymous").says("Danke, Ihre Meldung ist bei uns.")


def test_a_place_outside_the_city_names_the_city_and_who_helps_there(anna: Writer) -> None:
    anna.say("was", **HOLE)
    page = anna.say("ort", lon="13.4", lat="52.5")
    assert page.status == 422
    assert page.says("außerhalb von", "Zuständig ist die Gemeinde, zu der er gehört.")


def test_what_is_reported_near_it_is_offered_for_support_and_never_in_the_way(anna: Writer) -> None:
    other = reported(anna)
    anna.say("was", **HOLE)
    page = anna.say("ort", **HERE)
    assert page.says("Schon gemeldet?", other.title, "Meter entfernt", "Dasselbe: unterstützen", "Schritt 2 von 3")
    assert f'href="/meldungen/{other.number}/unterstuetzen/"' in page.html
    assert page.says("Nein, das ist neu: Weiter")
    assert anna.see("pruefen").says("Schritt 3 von 3")
    assert anna.get(f"/meldungen/{other.number}/unterstuetzen/").says("Möchten Sie das unterstützen?")


def reported(anna: Writer) -> Contribution:
    """Show the report of somebody else, some metres away."""
    return make_contribution(
        anna.call.pk, shown=True, title="Loch", category="schlagloch", lon=LON + 0.0002, lat=LAT, place=""
    )


def test_what_is_far_or_of_another_category_is_not_near(anna: Writer) -> None:
    make_contribution(anna.call.pk, shown=True, category="schlagloch", lon=LON + 0.01, lat=LAT)
    make_contribution(anna.call.pk, shown=True, category="gehweg", lon=LON, lat=LAT)
    anna.say("was", **HOLE)
    assert anna.say("ort", **HERE).says("Schritt 3 von 3")
    assert anna.see("schon-gemeldet").says("Schritt 3 von 3")


def test_who_comes_from_the_check_goes_back_there(anna: Writer) -> None:
    anna.say("was", **HOLE)
    anna.say("ort", **HERE)
    page = anna.post(anna.path("was/?pruefen"), {**HOLE, "category-strasse": "gehweg"})
    assert page.says("Schritt 3 von 3", "Gehweg kaputt")


def test_who_changes_the_address_comes_back_to_the_check(anna: Writer) -> None:
    anna.say("was", **HOLE)
    anna.say("ort", **HERE)
    waits = anna.say("pruefen", how="mail", email="anna@example.org")
    page = anna.post(f"{waits.path}zurueck/")
    assert page.says("Schritt 3 von 3")
    assert page.fields["email"] == "anna@example.org"


def test_who_supports_another_report_meanwhile_finds_their_draft_again(anna: Writer) -> None:
    other = reported(anna)
    anna.say("was", **HOLE)
    anna.say("ort", **HERE)
    support = f"/meldungen/{other.number}/unterstuetzen/"
    assert anna.post(support, {"email": "anna@example.org", "informed": "no"}).says("Schauen Sie in Ihr Postfach")
    assert anna.see("pruefen").says("Schritt 3 von 3", "Straße und Weg: Schlagloch")


@pytest.fixture
def by_the_river(anna: Writer) -> Writer:
    """Somebody who has said what they report, in a city where holes in the river are the harbour's."""
    make_river()
    harbour = make_office(name={"de": "Hafenamt", "en": "Harbour office"})
    hole = Category.objects.get(code="schlagloch").pk
    actions.set_responsibility(category=hole, district=None, ground=Where.WATER, office=harbour, by=None, at=AT)
    anna.say("was", **HOLE)
    return anna


def wet(**more: object) -> dict[str, object]:
    return {"lon": str(WET[0]), "lat": str(WET[1]), "place": "", **more}


def test_who_points_into_the_river_reads_who_acts_there_before_going_on(by_the_river: Writer) -> None:
    told = by_the_river.say("ort", **wet())
    assert told.status == 200
    assert told.says("Dieser Punkt liegt im Wasser. Dort kümmert sich darum: Hafenamt.", "Stimmt der Punkt?")
    assert "Schritt 3 von 3" not in told.words
    again = by_the_river.post(by_the_river.path("ort/"), {"address": "", **told.fields})
    assert again.says("Schritt 3 von 3")


def test_another_point_in_the_river_is_said_anew(by_the_river: Writer) -> None:
    elsewhere = wet(told=f"{LON},{LAT}")
    assert by_the_river.say("ort", **elsewhere).says("Dort kümmert sich darum: Hafenamt.")


def test_a_place_that_was_found_in_the_river_is_kept_while_it_is_said(by_the_river: Writer) -> None:
    told = by_the_river.say("ort", match=f"{WET[0]},{WET[1]}")
    assert (told.fields["lon"], told.fields["lat"]) == (str(WET[0]), str(WET[1]))


def test_on_land_nothing_is_said_of_water(by_the_river: Writer) -> None:
    assert by_the_river.say("ort", **HERE).says("Schritt 3 von 3")


def test_outside_of_the_city_it_is_said_who_knows_who_acts_there(by_the_river: Writer) -> None:
    page = by_the_river.say("ort", lon="9.74", lat="52.45", place="")
    assert page.status == 422
    assert page.says("Zuständig ist die Gemeinde, zu der er gehört.", "Behördennummer 115")


def test_the_script_hears_the_same(by_the_river: Writer) -> None:
    def asked(lon: float, lat: float, **more: str) -> dict[str, object]:
        return dict(by_the_river.client.get("/ort/?" + urlencode({"lon": lon, "lat": lat, **more})).json())

    assert "Hafenamt" in str(asked(*WET, rubrik="schlagloch")["told"])
    assert "told" not in asked(*WET)
    assert "told" not in asked(LON, LAT, rubrik="schlagloch")
    assert "Behördennummer 115" in str(asked(9.74, 52.45, rubrik="schlagloch")["sentence"])
    assert '/ort/?rubrik=schlagloch"' in by_the_river.see("ort").html
