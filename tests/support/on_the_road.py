"""What journeys of a crew share: somebody outside in a real browser, and what the town hall knows afterwards."""

import io
from dataclasses import dataclass
from email import message_from_bytes, policy
from uuid import UUID

from PIL import Image

from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.deliver.fieldwork import actions
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.ground import clock
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import make_staff
from tests.factories_fieldwork import make_crew as crew_of
from tests.support.outside import Outside
from tests.support.person import Person
from tests.support.processes import until
from tests.support.town import Town

NO_RECEPTION = "ERR_INTERNET_DISCONNECTED"
# Pages, and all that they are made of: the worker says so when it has everything.
_KEPT = """async (names) => {
    const cache = await caches.open("smilecity-crew");
    const there = await Promise.all(names.map((name) => cache.match(name)));
    return there.every(Boolean) && "crewKept" in document.querySelector("[data-crew]").dataset;
}"""


_OLDER = """async (days) => {
    const cache = await caches.open("smilecity-crew");
    for (const request of await cache.keys()) {
        const kept = await cache.match(request, { ignoreVary: true });
        const headers = new Headers(kept.headers);
        headers.set("X-Kept", Date.now() - days * 24 * 60 * 60 * 1000);
        await cache.put(request, new Response(await kept.blob(), { headers }));
    }
}"""


@dataclass(frozen=True)
class Crew:
    """A crew in the town; `session`: of somebody who is signed in with the second factor."""

    id: int
    email: str
    session: str
    orders: tuple[UUID, ...]


def make_crew(orders: int = 2, crew: int | None = None) -> Crew:
    """Make somebody of a crew with open orders some hundred metres from each other."""
    jo = Outside(crew)
    given = tuple(jo.order(east=number / 500, urgent=number == 1) for number in range(orders))
    return Crew(jo.crew, jo.user.email, jo.client.cookies["sessionid"].value, given)


def of_office(office: int) -> Crew:
    """Make a crew of an office, without orders yet."""
    jo = Outside(crew_of(office, f"Straßentrupp {office}"))
    return Crew(jo.crew, jo.user.email, jo.client.cookies["sessionid"].value, ())


def pictures_mailed(town: Town, address: str, about: str) -> list[tuple[int, int]]:
    """Return the sizes of the pictures within the mails to an address that say this, as SMTP brought them."""
    found = []
    for path in sorted((town.home / "mail").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        text = mail.get_body(("plain",))
        if text is None or address not in str(mail["To"]) or about not in text.get_content():
            continue
        parts = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() == "image/jpeg"]
        found += [Image.open(io.BytesIO(part)).size for part in parts if isinstance(part, bytes)]
    return found


def leave(crew: Crew) -> None:
    """Let the administration take them out of their crew."""
    by = make_staff(Role.ADMINISTRATOR)
    actions.remove_from_crew(crew=crew.id, user=User.objects.get(email=crew.email).pk, by=by, at=clock.now())


def sign_in(town: Town, person: Person, crew: Crew) -> None:
    """Let a browser be that of somebody of the crew."""
    person.page.context.add_cookies([{"name": "sessionid", "value": crew.session, "url": town.address}])


def sign_out(person: Person) -> None:
    """Let the session end, as it does by itself after some days."""
    person.page.context.clear_cookies()


def ready(person: Person) -> None:
    """Wait until the page keeps and sends."""
    person.page.locator("[data-crew-ready]").wait_for(state="attached")


def kept(person: Person, *orders: UUID) -> None:
    """Wait until these pages are kept on the device."""
    names = ["/einsatz/", *(f"/einsatz/{order}/" for order in orders)]
    until(lambda: person.page.evaluate(_KEPT, names), 30)


def go_offline(person: Person, *, offline: bool = True) -> None:
    """Lose reception, or find it again."""
    person.page.context.set_offline(offline)


def quiet(person: Person) -> None:
    """Forget that the browser says that it could not reach anybody: it could not."""
    person.complaints[:] = [one for one in person.complaints if NO_RECEPTION not in one]


def enter(person: Person, title: str, words: str, button: str) -> None:
    """Open one of the forms of an order, write, and press; whether the page leaves depends on the reception."""
    person.page.locator("summary", has_text=title).click()
    form = person.page.locator(".crew-act[open]")
    if words:
        form.locator("textarea").fill(words)
    form.get_by_role("button", name=button, exact=True).click()


@dataclass(frozen=True)
class Known:
    """What the town hall knows of an order."""

    state: str
    said: str
    entries: int
    photos: list[str]
    status: str
    number: int


def known(order: UUID) -> Known:
    """Return what is known of an order now."""
    row = WorkOrder.objects.get(pk=order)
    about = Contribution.objects.defer("words").get(pk=row.contribution_id)
    photos = Photo.objects.filter(contribution=about).order_by("position").values_list("stage", flat=True)
    entries = Entry.objects.filter(order=row).count()
    return Known(row.state, row.said, entries, list(photos), about.status, about.number)


def make_kept_older(jo: Person, *, days: float) -> None:
    """Let the device have kept its pages so long ago."""
    jo.page.evaluate(_OLDER, days)
