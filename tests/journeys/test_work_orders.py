"""The desk's pages about work outside in a real browser: readable on a phone, by day and by night."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town


def make_orders() -> dict[str, int]:
    """Make an office with crews, and reports in each state of their orders; return their numbers, and the office."""
    from smilecity.collect.contributions.rules import Stage
    from smilecity.deliver.fieldwork import actions
    from smilecity.deliver.fieldwork.actions import CrewPhoto
    from smilecity.ground import clock
    from tests.factories import make_resident, make_staff
    from tests.factories_answers import make_answering_office, make_case, make_clerk, seen
    from tests.factories_contributions import make_call
    from tests.factories_fieldwork import make_crew, make_worker
    from tests.support.pictures import photo

    at = clock.now()
    office = make_answering_office(head=make_clerk(at=at), fallback=False, name={"de": "Tiefbauamt"})
    call, by = make_call(opens_at=at - timedelta(days=9), at=at - timedelta(days=9)), make_staff(at=at)
    crew = make_crew(office, "Straßen Nord", make_resident())
    make_crew(office, "Straßen Süd")
    worker, made = make_worker(crew), {"office": office}
    for state in ("new", "open", "done", "returned"):
        row = make_case(office, call=call, title="Gehwegplatten vor dem Bäcker wackeln", at=at)
        made[state] = row.number
        if state == "new":
            continue
        note = "Schlüssel beim Pförtner, Tor 3. Vorher anrufen: der Hof ist sonst zugestellt."
        order = actions.order_work(
            contribution=row.pk, crew=crew, note=note, urgent=True, seen=seen(row.pk), by=by, at=at
        )
        if state == "open":
            continue
        done = state == "done"
        said = "Zwei Platten neu gesetzt." if done else "Dafür brauchen wir einen Bagger."
        photos = [CrewPhoto(photo(size=(800, 600)), Stage.AFTER)]
        actions.settle(token=uuid4(), order=order, done=done, said=said, photos=photos, made_at=at, by=worker, at=at)
    return made


def colleague(town: Town, kim: Person) -> None:
    """Sign somebody in at the desk, with the second factor passed."""
    from tests.support.colleague import Colleague

    session: str = town.do(lambda: Colleague().client.cookies["sessionid"].value)
    kim.page.context.add_cookies([{"name": "sessionid", "value": session, "url": town.address}])


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "light"), (1280, "dark")])
def test_at_any_width_everything_fits_and_is_accessible(town: Town, person: NewPerson, width: int, scheme: str) -> None:
    made = town.do(make_orders)
    kim = person(width=width, scheme=scheme)
    colleague(town, kim)
    cases = [f"{made[state]}/" for state in ("new", "open", "done", "returned")]
    pages = ["?wo=all", *cases, f"{made['new']}/auftrag/", f"{made['open']}/auftrag/"]
    for path in (*pages, f"stellen/{made['office']}/teams/", f"stellen/{made['office']}/"):
        kim.visit(f"/desk/eingang/{path}")
        assert (path, list(kim.violations())) == (path, [])
        assert (path, kim.overflow() <= 0) == (path, True)


def test_a_crew_is_ordered_without_javascript(town: Town, person: NewPerson) -> None:
    made = town.do(make_orders)
    kim = person(javascript=False)
    colleague(town, kim)
    kim.visit(f"/desk/eingang/{made['new']}/")
    kim.follow("Auftrag an ein Team")
    kim.page.get_by_label("Hinweis an das Team").fill("Bitte absperren.")
    kim.press("Team beauftragen")
    kim.reads("Bitte absperren.", "Auftrag ändern")
    kim.follow("Auftrag ändern")
    kim.press("Auftrag zurückziehen")
    kim.reads("Der Auftrag ist zurückgezogen. Das Team sieht ihn nicht mehr.")
