"""What tests of a real browser share about writing: a call in the town, the text, and looking at each page."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from smilecity.collect.contributions.models import Call, Contribution, Photo
from smilecity.collect.contributions.rules import Kind
from smilecity.ground import clock
from tests.factories_contributions import make_call, make_contribution
from tests.support.person import Person

IDEA_TITLE = "Mehr Bänke am Alten Strom"
_TEXT = "Wer nicht lange stehen kann, braucht einen Platz mit Blick aufs Wasser."
# Names a folder: pictures of every page are put there, to be looked at.
PICTURES = os.environ.get("SMILECITY_PICTURES")


@dataclass(frozen=True)
class Stored:
    """What the newest idea became in the town."""

    district: str
    photos: list[str]
    longest_side: int


def open_call(kind: Kind = Kind.IDEA) -> str:
    """Open a call in the town's database; return its slug."""
    at = clock.now()
    summary = {"de": "Was soll in Ihrem Ortsteil besser werden?"}
    call = make_call(kind, at=at, opens_at=at, summary=summary, what_happens={"de": "Wir lesen alles."})
    return Call.objects.get(pk=call).slug


def stored() -> Stored:
    """Return what the newest idea became."""
    row = Contribution.objects.defer("words").select_related("district").latest("number")
    photos = list(Photo.objects.filter(contribution=row).order_by("position"))
    return Stored(
        district=row.district.name if row.district else "",
        photos=[one.description for one in photos],
        longest_side=max((max(one.width, one.height) for one in photos), default=0),
    )


def stored_photo(call: str) -> tuple[int, int]:
    """Return width and height of the only photo of what is being written for a call."""
    return Photo.objects.values_list("width", "height").get(draft__call__slug=call)


def similar_idea(call: str, title: str = "Ein Trinkbrunnen auf dem Neuen Markt") -> str:
    """Show an idea that everybody may read; return its title."""
    at = clock.now()
    make_contribution(Call.objects.get(slug=call).pk, title=title, text="Im Sommer ist es heiß.", at=at, shown=True)
    return title


def supports_of(title: str) -> tuple[int, int]:
    """Return the number of an idea and how many support it."""
    return Contribution.objects.values_list("number", "supports").get(title=title)


def write_text(anna: Person, call: str, *, looks: bool = True) -> dict[str, list[str]]:
    """Write title and text; return what is wrong with the screen."""
    anna.visit(f"/ideen/neu/{call}/")
    anna.asked("Was ist Ihre Idee?")
    anna.page.locator("#title").fill(IDEA_TITLE)
    anna.page.locator("#text").fill(_TEXT)
    found = look(anna, "text") if looks else {}
    anna.press("Weiter")
    if anna.path.endswith("/aehnlich/"):
        anna.follow("Meine Idee ist anders: Weiter")
    anna.asked("Worum geht es?")
    return found | (look(anna, "themes") if looks else {})


def pin_by_search(anna: Person) -> dict[str, list[str]]:
    """Find the place by its name; the map is not needed for that."""
    anna.asked("Gehört Ihre Idee an einen bestimmten Ort?")
    found = look(anna, "place")
    anna.page.locator("#address").fill("Reutershagen")
    anna.page.get_by_role("button", name="Suchen", exact=True).click()
    anna.page.locator("[data-pin-found] [role=option]").first.click()
    anna.reads("Gewählter Ort:")
    anna.press("Weiter")
    return found


def send_photo(anna: Person, snapshot: Path) -> dict[str, list[str]]:
    """Choose a photo, say what it shows, and see what is wrong with one that is none."""
    anna.asked("Möchten Sie Fotos zeigen?")
    anna.page.locator("#photos").set_input_files(snapshot)
    anna.reads("Fertig. Sie können die Fotos jetzt beschreiben.")
    anna.page.get_by_label(re.compile("Foto 1: Was ist zu sehen")).fill("Eine leere Kaimauer")
    broken = snapshot.with_name("Brief.jpg")
    broken.write_bytes(b"kein Foto")
    anna.page.locator("#photos").set_input_files(broken)
    anna.reads("Brief.jpg: ")
    expect(anna.page.get_by_label(re.compile("Foto 1: Was ist zu sehen"))).to_have_value("Eine leere Kaimauer")
    found = look(anna, "photos")
    anna.press("Weiter")
    return found


def give_contact(anna: Person, address: str) -> dict[str, list[str]]:
    """Forget the contact, read what is missing, and give it."""
    anna.asked("Wie erreichen wir Sie?")
    anna.press("Weiter")
    expect(anna.page).to_have_title(re.compile("^Fehler: "))
    expect(anna.page.get_by_role("alert")).to_be_focused()
    found = look(anna, "contact refused")
    anna.choose("Ja, schreiben Sie mir, was daraus wird.")
    anna.write("Ihre E-Mail-Adresse", address)
    anna.press("Weiter")
    return found


def write_idea_without_javascript(anna: Person, call: str, snapshot: Path, address: str) -> Iterator[str]:
    """Write, pin, show and hand in an idea; yields the name of each screen when it is open."""
    write_text(anna, call, looks=False)
    yield "themes"
    anna.press("Weiter")
    anna.page.locator("#address").fill("Reutershagen")
    anna.press("Suchen")
    anna.page.locator("[data-pin-matches] label").first.click()
    yield "place"
    anna.press("Weiter")
    anna.page.locator("#photos").set_input_files(snapshot)
    anna.press("Fotos hochladen")
    anna.page.get_by_label(re.compile("Foto 1: Was ist zu sehen")).fill("Ohne Skript")
    yield "photos"
    anna.press("Weiter")
    anna.choose("Ja, schreiben Sie mir, was daraus wird.")
    anna.write("Ihre E-Mail-Adresse", address)
    yield "contact"
    anna.press("Weiter")
    anna.reads(IDEA_TITLE, "Reutershagen")
    yield "check"
    anna.press("Idee absenden")
    yield "wait"


def look(anna: Person, name: str) -> dict[str, list[str]]:
    """Return what is wrong with the page, in light, dark and at 320 pixels; take pictures where a folder is named."""
    page, before = anna.page, anna.page.viewport_size or {"width": 360, "height": 800}
    found = list(anna.violations())
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark: {fault}" for fault in anna.violations("color-contrast")]
    _picture(anna, f"{name}-dark")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"wider than {width} px"] if anna.overflow() > 0 else []
        _picture(anna, f"{name}-{width}")
    page.set_viewport_size(before)
    return {name: found} if found else {}


def _picture(anna: Person, name: str) -> None:
    if PICTURES:
        anna.page.screenshot(path=Path(PICTURES) / f"writing-{name.replace(' ', '-')}.png", full_page=True)
