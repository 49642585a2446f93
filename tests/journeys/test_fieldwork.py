"""A crew in a real browser: with reception and without, each entry arrives once, and nothing is lost on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import expect

from smilecity.people.rules import Role
from tests.support.author import look
from tests.support.pictures import photo
from tests.support.processes import until

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.on_the_road import Crew
    from tests.support.person import Person
    from tests.support.town import Town

# Bytes over the wire of each page for somebody who has never been here.
PAGE_MOST = 60_000


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A photo of 3 megapixels on the phone."""
    path = tmp_path / "Loch.jpg"
    path.write_bytes(photo("JPEG", (2048, 1536)))
    return path


def open_order(jo: Person, order: UUID) -> None:
    from tests.support import on_the_road

    jo.visit(f"/einsatz/{order}/")
    on_the_road.ready(jo)


def settled(town: Town, order: UUID) -> bool:
    from tests.support.on_the_road import known

    return town.do(lambda: known(order)).state != "open"


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (320, False)])
def test_a_report_goes_from_a_phone_to_office_crew_and_back_by_mail_with_before_and_after(
    town: Town, person: NewPerson, snapshot: Path, width: int, javascript: bool
) -> None:
    from tests.support import on_the_road, reporting, trail

    address = f"loch-{width}@example.org"
    anna, toni, jo = person(width=width, javascript=javascript), person(), person(width=width, javascript=javascript)
    clerk = trail.sign_in_at_desk(town, toni, Role.CLERK)
    office = town.do(lambda: trail.make_office_of(clerk))
    crew = town.do(lambda: on_the_road.of_office(office))
    report(town, anna, snapshot, address, javascript=javascript)
    contribution, number = town.do(trail.newest)
    until(lambda: town.do(lambda: trail.office_of(contribution)), 60)
    assert town.do(reporting.show_newest) == number

    toni.visit(f"/desk/eingang/{number}/")
    toni.follow("Auftrag an ein Team")
    toni.page.locator("select[name=crew]").select_option(str(crew.id))
    toni.page.locator("textarea[name=note]").fill("Heißmischgut mitnehmen.")
    toni.press("Team beauftragen")

    on_the_road.sign_in(town, jo, crew)
    told = f"Verfüllt und gewalzt, {width}."
    wide, faults = settle(jo, snapshot.with_name("Zu.jpg"), told, javascript=javascript)

    town.do(lambda: trail.let_news_ripen(town.address))
    until(lambda: any(told in mail for mail in town.mails(address)), 60)
    assert f"{town.address}/meldungen/{number}/" in next(mail for mail in town.mails(address) if told in mail)
    assert on_the_road.pictures_mailed(town, address, told) == [(800, 600)]

    anna.visit(f"/meldungen/{number}/")
    anna.reads("Vorher", "Nachher", told, "umgesetzt")
    expect(anna.page.get_by_alt_text("Foto zum Beitrag")).to_have_count(2)
    wide["report"] = anna.overflow()
    faults |= look(anna, f"report before and after {width}") if javascript else {}
    assert {page: pixels for page, pixels in wide.items() if pixels > 0} == {}
    assert faults == {}


def settle(jo: Person, after: Path, words: str, *, javascript: bool) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Find the order, look at it, say that it is done; return how much too wide pages are, and what else is wrong."""
    from tests.support import on_the_road

    jo.visit("/einsatz/")
    jo.reads("1 offener Auftrag.", "Schlagloch")
    wide = {"list": jo.overflow()}
    jo.page.locator(".crew-card a").click()
    jo.asked("Schlagloch")
    jo.reads("Heißmischgut mitnehmen.", "Tief und breit")
    expect(jo.page.get_by_alt_text("Foto zum Auftrag")).to_be_visible()
    wide["order"] = jo.overflow()
    if javascript:
        on_the_road.ready(jo)
    faults = look(jo, "crew order with photo") if javascript else {}
    jo.page.locator("summary", has_text="Erledigt").click()
    jo.page.locator("#photos-done").set_input_files(after)
    if javascript:
        expect(jo.page.get_by_role("img", name="Ausgewähltes Foto 1")).to_be_visible()
        faults |= look(jo, "crew order about to be done")
    jo.page.locator("#said-done").fill(words)
    jo.press("Als erledigt eintragen")
    jo.asked("Erledigt. Danke!")
    wide["done"] = jo.overflow()
    jo.follow("Zu Ihren Aufträgen")
    jo.reads("Alles erledigt", "Heute abgeschlossen")
    return wide, faults


def report(town: Town, anna: Person, snapshot: Path, address: str, *, javascript: bool) -> None:
    """Report a hole with a photo, and confirm it by mail."""
    from tests.support import reporting

    call = town.do(reporting.take_reports)
    snapshot.with_name("Zu.jpg").write_bytes(photo("JPEG", (1600, 1200)))
    if javascript:
        reporting.say_what(anna, call, snapshot, looks=False)
        reporting.say_where(anna, looks=False)
        reporting.pass_what_is_near(anna)
    else:
        anna.visit(f"/meldungen/neu/{call}/")
        anna.page.locator("#photos").set_input_files(snapshot)
        anna.page.locator("#text").fill("Tief und breit, seit Montag.")
        anna.page.locator("label.kinds__label", has_text="Straße und Weg").click()
        anna.choose("Schlagloch")
        anna.press("Weiter")
        anna.page.get_by_label("Der Ort in Ihren Worten").fill("Vor dem Haupteingang vom Zoo")
        anna.press("Weiter")
    anna.choose("Ja, per E-Mail")
    anna.write("Ihre E-Mail-Adresse", address)
    anna.press("Meldung absenden")
    anna.visit(town.link(address))
    anna.press("Meldung bestätigen")
    anna.asked("Danke, Ihre Meldung ist bei uns.")


def test_without_reception_two_entries_wait_outlive_the_page_and_are_each_sent_once(
    town: Town, jo: Person, crew: Crew, snapshot: Path
) -> None:
    from tests.support import on_the_road

    first, second = crew.orders
    on_the_road.go_offline(jo)
    open_order(jo, first)
    jo.page.locator("summary", has_text="Erledigt").click()
    jo.page.locator("#photos-done").set_input_files(snapshot)
    jo.page.locator("#said-done").fill("Zu.")
    jo.page.get_by_role("button", name="Als erledigt eintragen").click()
    jo.reads("1 Eintrag wartet auf Empfang.", "Ihr Eintrag ist auf diesem Gerät sicher.", "Ohne Empfang.")
    open_order(jo, second)
    on_the_road.enter(jo, "Geht nicht", "Da steht ein Auto.", "An die Stelle zurückgeben")
    jo.reads("2 Einträge warten auf Empfang.")
    jo.visit("/einsatz/")
    on_the_road.ready(jo)
    jo.reads("2 Einträge warten auf Empfang.")
    expect(jo.page.get_by_text("Eingetragen, wartet auf Empfang")).to_have_count(2)
    jo.page.reload()
    jo.reads("2 Einträge warten auf Empfang.")
    assert not settled(town, first)
    assert not settled(town, second)

    on_the_road.go_offline(jo, offline=False)
    expect(jo.page.locator("[data-crew-box]")).to_be_hidden()
    one, two = town.do(lambda: [on_the_road.known(order) for order in crew.orders])
    assert (one.state, one.said, one.entries, one.photos, one.status) == ("done", "Zu.", 1, ["after"], "done")
    assert (two.state, two.said, two.entries) == ("returned", "Da steht ein Auto.", 1)
    jo.visit("/einsatz/")
    jo.reads("Alles erledigt", "Heute abgeschlossen")
    on_the_road.quiet(jo)


def test_what_was_sent_but_whose_answer_was_lost_is_sent_again_and_counts_once(
    town: Town, jo: Person, crew: Crew
) -> None:
    from tests.support import on_the_road

    order, answers = crew.orders[0], []
    open_order(jo, order)

    def lose_the_first(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined] # a route of Playwright's
        answers.append(answer.json())
        route.abort() if len(answers) == 1 else route.fulfill(response=answer)  # type: ignore[attr-defined]

    jo.page.route("**/einsatz/senden/", lose_the_first)
    on_the_road.enter(jo, "Erledigt", "Zu.", "Als erledigt eintragen")
    jo.reads("1 Eintrag wartet auf Empfang.")
    jo.page.get_by_role("button", name="Jetzt senden").click()
    jo.asked("Erledigt. Danke!")
    assert [one["again"] for one in answers] == [False, True]
    assert town.do(lambda: on_the_road.known(order)).entries == 1
    jo.complaints.clear()  # that the first answer was lost


def test_two_windows_send_what_waits_once(town: Town, jo: Person, crew: Crew) -> None:
    from tests.support import on_the_road
    from tests.support.person import Person

    order = crew.orders[0]
    on_the_road.go_offline(jo)
    open_order(jo, order)
    on_the_road.enter(jo, "Erledigt", "Zu.", "Als erledigt eintragen")
    jo.reads("1 Eintrag wartet auf Empfang.")
    other = Person(jo.page.context, jo.address)
    other.visit("/einsatz/")
    on_the_road.ready(other)
    on_the_road.go_offline(jo, offline=False)
    jo.page.get_by_role("button", name="Jetzt senden").click(no_wait_after=True)
    until(lambda: settled(town, order), 30)
    expect(other.page.locator("[data-crew-box]")).to_be_hidden()
    assert town.do(lambda: on_the_road.known(order)).entries == 1
    on_the_road.quiet(jo)


def test_who_is_signed_out_meanwhile_loses_nothing(town: Town, jo: Person, crew: Crew) -> None:
    from tests.support import on_the_road

    order = crew.orders[0]
    open_order(jo, order)
    on_the_road.sign_out(jo)
    on_the_road.enter(jo, "Erledigt", "Zu.", "Als erledigt eintragen")
    jo.reads("1 Eintrag wartet auf Empfang.", "Bitte melden Sie sich an, nichts ist verloren.")
    assert not settled(town, order)
    jo.page.locator("[data-crew-sign-in]").click()
    jo.asked("Anmelden")
    on_the_road.sign_in(town, jo, crew)
    jo.visit("/einsatz/")
    expect(jo.page.locator("[data-crew-box]")).to_be_hidden()
    until(lambda: settled(town, order), 30)
    assert town.do(lambda: on_the_road.known(order)).entries == 1


def test_what_another_account_has_entered_here_is_not_sent_in_my_name(town: Town, jo: Person, crew: Crew) -> None:
    from tests.support import on_the_road

    order = crew.orders[0]
    on_the_road.go_offline(jo)
    open_order(jo, order)
    on_the_road.enter(jo, "Erledigt", "Zu.", "Als erledigt eintragen")
    jo.reads("1 Eintrag wartet auf Empfang.")
    kim = town.do(lambda: on_the_road.make_crew(1))
    on_the_road.sign_in(town, jo, kim)
    on_the_road.go_offline(jo, offline=False)
    jo.visit("/einsatz/")
    on_the_road.ready(jo)
    jo.reads("Auf diesem Gerät wartet etwas von einem anderen Konto.")
    kept = "async (name) => Boolean(await caches.match(name))"
    assert not jo.page.evaluate(kept, f"/einsatz/{order}/")
    assert not settled(town, order)
    on_the_road.sign_in(town, jo, crew)
    jo.visit("/einsatz/")
    until(lambda: settled(town, order), 30)
    on_the_road.quiet(jo)


def test_what_is_refused_says_why_and_can_be_changed_or_thrown_away(
    town: Town, jo: Person, crew: Crew, snapshot: Path
) -> None:
    first, second = crew.orders
    letter = snapshot.with_name("Brief.jpg")
    letter.write_bytes(b"kein Foto")
    open_order(jo, first)
    jo.page.locator("summary", has_text="Erledigt").click()
    jo.page.locator("#photos-done").set_input_files(letter)
    jo.page.locator("#said-done").fill("Zu.")
    jo.page.get_by_role("button", name="Als erledigt eintragen").click()
    line = jo.page.locator(".crew-outbox__entry")
    expect(line).to_contain_text("Zu.")
    expect(line.locator(".crew-outbox__why")).not_to_be_empty()
    assert not settled(town, first)

    jo.page.once("dialog", lambda dialog: dialog.dismiss())
    line.get_by_role("button", name="Verwerfen").click()
    expect(line).to_have_count(1)
    line.get_by_role("link", name="Ändern").click()
    jo.reads("Schon dabei: 1 Foto von vorhin.")
    expect(jo.page.locator("#said-done")).to_have_value("Zu.")
    jo.page.get_by_role("button", name="Ohne diese Fotos").click()
    jo.page.get_by_role("button", name="Als erledigt eintragen").click()
    jo.asked("Erledigt. Danke!")
    assert settled(town, first)
    expect(line).to_have_count(0)

    open_order(jo, second)
    jo.page.locator("summary", has_text="Foto vorher").click()
    jo.page.locator("#photos-photos").set_input_files(letter)
    jo.page.get_by_role("button", name="Foto speichern").click()
    expect(line).to_have_count(1)
    jo.page.once("dialog", lambda dialog: dialog.accept())
    line.get_by_role("button", name="Verwerfen").click()
    expect(line).to_have_count(0)


def test_signing_out_takes_the_pages_off_the_device_and_asks_before_it_leaves_entries_behind(
    town: Town, jo: Person, crew: Crew
) -> None:
    from tests.support import on_the_road

    open_order(jo, crew.orders[0])
    jo.page.route("**/einsatz/senden/", lambda route: route.abort())
    on_the_road.enter(jo, "Erledigt", "Zu.", "Als erledigt eintragen")
    jo.reads("1 Eintrag wartet auf Empfang.")
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined] # a dialog of Playwright's
        dialog.accept() if len(asked) == 2 else dialog.dismiss()  # type: ignore[attr-defined]

    jo.page.on("dialog", answer)
    leave = jo.page.get_by_role("button", name="Abmelden")
    leave.click()
    jo.reads("1 Eintrag wartet auf Empfang.")
    with jo.page.expect_navigation():
        leave.click()
    assert asked[0].startswith("Noch nicht gesendet: 1.")
    assert jo.page.evaluate("async () => (await caches.keys()).length") == 0
    assert not settled(town, crew.orders[0])
    on_the_road.go_offline(jo)
    with pytest.raises(Exception, match="ERR_"):
        jo.visit("/einsatz/")
    jo.complaints.clear()


def test_pages_that_nobody_opened_for_a_week_are_off_the_device(jo: Person, crew: Crew) -> None:
    from tests.support import on_the_road

    on_the_road.go_offline(jo)
    open_order(jo, crew.orders[0])
    on_the_road.make_kept_older(jo, days=6.9)
    open_order(jo, crew.orders[0])
    on_the_road.make_kept_older(jo, days=7.1)
    with pytest.raises(Exception, match="ERR_"):
        jo.visit("/einsatz/")
    jo.complaints.clear()


def test_near_me_sorts_on_the_device_and_tells_nobody_where_i_am(town: Town, jo: Person, crew: Crew) -> None:
    from tests.factories_contributions import LAT, LON

    jo.page.context.grant_permissions(["geolocation"])
    jo.page.context.set_geolocation({"longitude": LON - 0.001, "latitude": LAT})
    asked: list[str] = []
    jo.page.on("request", lambda request: asked.append(request.url))
    first = jo.page.locator("[data-crew-order]").first
    assert first.get_attribute("data-crew-order") == str(crew.orders[1])  # the urgent one
    jo.page.get_by_role("button", name="In meiner Nähe").click()
    jo.reads("Ihr Standort bleibt auf diesem Gerät.")
    assert first.get_attribute("data-crew-order") == str(crew.orders[0])
    expect(first).to_contain_text("70 m")
    jo.page.get_by_role("button", name="Reihenfolge").click()
    assert first.get_attribute("data-crew-order") == str(crew.orders[1])
    assert asked == []


def test_each_page_is_light(town: Town, person: NewPerson, crew: Crew) -> None:
    from tests.support import on_the_road
    from tests.support.person import Scales

    weights = {}
    for path in ("/einsatz/", f"/einsatz/{crew.orders[0]}/"):
        jo = person(width=360)
        on_the_road.sign_in(town, jo, crew)
        scales = Scales(jo.page)
        jo.visit(path)
        on_the_road.ready(jo)
        jo.page.wait_for_load_state("networkidle")
        weights[path] = scales.bytes
    print(weights)
    assert {path: weight for path, weight in weights.items() if weight > PAGE_MOST} == {}
