"""A report in a real browser on a phone: photo and what, where, check; by mail, without a name, and seen before."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.author import look
from tests.support.person import Scales
from tests.support.pictures import photo
from tests.support.reporting import (
    one_more_at,
    pass_what_is_near,
    say_what,
    say_where,
    show_newest,
    supports_of,
    take_reports,
)

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

# Bytes over the wire of each step for somebody who has never been here, fonts and style included.
STEP_MOST = 60_000


@pytest.fixture(scope="module")
def call(town: Town) -> str:
    """The call that takes reports; its slug."""
    return town.do(take_reports)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A photo of 3 megapixels on the phone."""
    path = tmp_path / "Loch.jpg"
    path.write_bytes(photo("JPEG", (2048, 1536)))
    return path


def test_a_guest_reports_with_a_photo_and_finds_it_in_the_list_once_it_was_read(
    town: Town, person: NewPerson, call: str, snapshot: Path
) -> None:
    anna = person(width=360)
    faults = say_what(anna, call, snapshot)
    faults |= say_where(anna)
    pass_what_is_near(anna)
    anna.asked("Prüfen Sie Ihre Meldung")
    anna.reads("Straße und Weg: Schlagloch", "Reutershagen")
    anna.press("Meldung absenden")
    expect(anna.page).to_have_title(re.compile("^Fehler: "))
    faults |= look(anna, "report check refused")
    anna.choose("Ja, per E-Mail")
    anna.write("Ihre E-Mail-Adresse", "loch@example.org")
    faults |= look(anna, "report check")
    anna.press("Meldung absenden")
    anna.asked("Fast geschafft: Schauen Sie in Ihr Postfach")

    other_device = person(width=360, scheme="dark")
    other_device.visit(town.link("loch@example.org"))
    other_device.asked("Soll Ihre Meldung zu uns kommen?")
    faults |= look(other_device, "report confirm")
    other_device.press("Meldung bestätigen")
    other_device.asked("Danke, Ihre Meldung ist bei uns.")
    other_device.reads("Ihre Meldung hat die Nummer")
    faults |= look(other_device, "report thanks")

    reader = person(width=360)
    reader.visit("/meldungen/?rubrik=schlagloch")
    number = town.do(show_newest)
    reader.visit("/meldungen/?rubrik=schlagloch")
    expect(reader.page.locator(f".contribution a[href='/meldungen/{number}/']")).to_have_count(1)
    faults |= look(reader, "report list")
    with reader.page.expect_navigation():
        reader.page.locator(f"a[href='/meldungen/{number}/']").click()
    reader.reads(f"Meldung Nr. {number}", "Tief und breit, seit Montag.", "Straße und Weg: Schlagloch")
    expect(reader.page.get_by_alt_text("Foto zum Beitrag")).to_be_visible()
    faults |= look(reader, "report one")
    assert faults == {}


def test_without_javascript_and_without_a_name_it_is_as_short(
    town: Town, person: NewPerson, call: str, snapshot: Path
) -> None:
    anna = person(width=320, javascript=False)
    anna.visit(f"/meldungen/neu/{call}/")
    anna.press("Weiter")
    anna.reads("Bitte prüfen Sie Ihre Angaben", "Bitte wählen Sie aus, was Sie melden möchten.")
    wide = {"what refused": anna.overflow()}
    anna.page.locator("#photos").set_input_files(snapshot)
    say_what_again(anna)
    wide["where"] = anna.overflow()
    anna.page.get_by_label("Der Ort in Ihren Worten").fill("Vor dem Haupteingang vom Zoo")
    anna.press("Weiter")
    anna.reads("Straße und Weg: Gehweg kaputt", "Vor dem Haupteingang vom Zoo")
    wide["check"] = anna.overflow()
    anna.choose("Nein, ich melde ohne Namen und Adresse")
    expect(anna.page.get_by_label("Ihre E-Mail-Adresse")).to_be_hidden()
    anna.press("Meldung absenden")
    anna.asked("Danke, Ihre Meldung ist bei uns.")
    anna.reads("Schreiben können wir Ihnen nicht.")
    wide["thanks"] = anna.overflow()
    anna.follow("/meldungen/")
    anna.reads("Diesen Beitrag sehen nur Sie und die Stadtverwaltung.")
    assert {page: pixels for page, pixels in wide.items() if pixels > 0} == {}


def say_what_again(anna: object) -> None:
    """Choose a tile and what opens below it, with nothing but style."""
    from tests.support.person import Person

    assert isinstance(anna, Person)
    expect(anna.page.get_by_label("Gehweg kaputt")).to_be_hidden()
    anna.page.locator("label.kinds__label", has_text="Straße und Weg").click()
    expect(anna.page.get_by_label("Schlagloch")).to_be_visible()
    anna.choose("Gehweg kaputt")
    anna.press("Weiter")
    anna.asked("Wo ist es?")


def test_a_photo_is_taken_while_the_words_say_nothing_yet(person: NewPerson, call: str, snapshot: Path) -> None:
    anna = person(width=360)
    anna.visit(f"/meldungen/neu/{call}/")
    anna.page.locator("#text").fill("???")
    anna.page.locator("#photos").set_input_files(snapshot)
    anna.reads("Fertig. Sie können die Fotos jetzt beschreiben.")
    expect(anna.page.locator(".photos__one")).to_have_count(1)
    # What is no list of photos is never shown as one.
    whole = "<!doctype html><html><body><h1>Fehler</h1><div data-photos-left='3'></div></body></html>"
    anna.page.route("**/neu/**", lambda route: route.fulfill(status=422, content_type="text/html", body=whole))
    anna.page.locator("#photos").set_input_files(snapshot)
    anna.reads("Das Senden hat nicht geklappt. Bitte wählen Sie das Foto noch einmal aus.")
    expect(anna.page.locator(".photos__one")).to_have_count(1)
    expect(anna.page.locator("h1")).to_have_count(1)


def test_what_was_reported_before_is_offered_for_support(town: Town, person: NewPerson, call: str) -> None:
    anna = person(width=360)
    say_what(anna, call, None, looks=False)
    say_where(anna, looks=False)
    pass_what_is_near(anna)
    anna.choose("Nein, ich melde ohne Namen und Adresse")
    anna.press("Meldung absenden")
    first = town.do(show_newest)
    second = town.do(lambda: one_more_at(first, call))

    bert = person(width=360)
    say_what(bert, call, None, looks=False)
    say_where(bert, looks=False)
    bert.asked("Schon gemeldet?")
    faults = look(bert, "report near")
    link = bert.page.locator(f"a[href='/meldungen/{second}/unterstuetzen/']")
    expect(link).to_be_visible()
    with bert.page.expect_navigation():
        link.click()
    bert.write("Ihre E-Mail-Adresse", "auch-ich@example.org")
    bert.press("Unterstützen und informiert werden")
    bert.visit(town.link("auch-ich@example.org"))
    bert.press("Unterstützung bestätigen")
    bert.asked("Danke, Ihre Unterstützung zählt.")
    assert town.do(lambda: supports_of(second)) == 1
    bert.visit(f"/meldungen/neu/{call}/schon-gemeldet/")
    bert.follow("Nein, das ist neu: Weiter")
    bert.asked("Prüfen Sie Ihre Meldung")
    assert faults == {}


def test_each_step_is_light(person: NewPerson, call: str) -> None:
    anna = person(width=360)
    weights = {}
    say_what(anna, call, None, looks=False)
    say_where(anna, looks=False)
    for step in ("was", "ort", "pruefen"):
        scales = Scales(anna.page)
        anna.visit(f"/meldungen/neu/{call}/{step}/")
        anna.page.wait_for_load_state("networkidle")
        weights[step] = scales.bytes
    assert {step: weight for step, weight in weights.items() if weight > STEP_MOST} == {}
