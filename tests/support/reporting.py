"""What tests of a real browser share about reporting: a town that takes reports, and each of the three steps."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Kind, Moderation, Publicity
from smilecity.collect.reports.models import Category
from smilecity.ground import clock
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call
from tests.factories_reports import make_report
from tests.support.author import look
from tests.support.person import Person
from tests.support.reporter import make_tree

# In Reutershagen, by the street of this name.
WHERE = "Reutershagen"


def take_reports() -> str:
    """Let the town take reports, read before they are shown; return the slug of the call."""
    at = clock.now()
    if not Category.objects.exists():
        make_tree()
    call = make_call(
        Kind.REPORT,
        at=at,
        opens_at=AT - timedelta(days=1),
        moderation=Moderation.BEFORE,
        title={"de": "Mängel melden"},
        summary={"de": "Schlagloch, dunkle Laterne, wilder Müll: Sagen Sie uns, was kaputt ist."},
    )
    return Call.objects.get(pk=call).slug


def show_newest() -> int:
    """Show the newest report to everybody, as moderators do; return its number."""
    row = Contribution.objects.filter(kind=Kind.REPORT).latest("number")
    at, staff = clock.now(), make_staff()
    actions.set_publicity(contribution=row.pk, publicity=Publicity.SHOWN, by=staff, at=at)
    return row.number


def one_more_at(number: int, slug: str) -> int:
    """Show a report some metres beside another one; return its number."""
    row = Contribution.objects.get(number=number)
    call = Call.objects.get(slug=slug).pk
    lon = (row.lon or 0) + 0.0001
    return make_report(call, row.category, lon=lon, lat=row.lat, text="Das Loch wird jede Woche größer.").number


def supports_of(number: int) -> int:
    """Return how many support a report."""
    return Contribution.objects.values_list("supports", flat=True).get(number=number)


def say_what(anna: Person, slug: str, snapshot: Path | None, *, looks: bool = True) -> dict[str, list[str]]:
    """Take a photo, choose tile and what is below it, and say a few words."""
    anna.visit(f"/meldungen/neu/{slug}/")
    anna.asked("Was möchten Sie melden?")
    found = look(anna, "report what") if looks else {}
    if snapshot:
        anna.page.locator("#photos").set_input_files(snapshot)
        anna.reads("Fertig. Sie können die Fotos jetzt beschreiben.")
    anna.page.locator("label.kinds__label", has_text="Straße und Weg").click()
    anna.choose("Schlagloch")
    anna.page.locator("#text").fill("Tief und breit, seit Montag.")
    found |= look(anna, "report what chosen") if looks else {}
    anna.press("Weiter")
    return found


def say_where(anna: Person, *, looks: bool = True) -> dict[str, list[str]]:
    """Find the place by its name; the map is not needed for that."""
    anna.asked("Wo ist es?")
    found = look(anna, "report where") if looks else {}
    anna.page.locator("#address").fill(WHERE)
    anna.page.get_by_role("button", name="Suchen", exact=True).click()
    anna.page.locator("[data-pin-found] [role=option]").first.click()
    expect(anna.page.locator("[data-pin-said]")).to_contain_text("Gewählter Ort:")
    found |= look(anna, "report where chosen") if looks else {}
    anna.press("Weiter")
    return found


def pass_what_is_near(anna: Person) -> None:
    """Go on where others have reported the same: each test has the town to itself but for the others' reports."""
    if anna.path.endswith("/schon-gemeldet/"):
        anna.follow("Nein, das ist neu: Weiter")
