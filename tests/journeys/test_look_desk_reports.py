"""What the desk shows of categories and third parties: accessible, light and dark, never too wide, nothing cut off."""

from __future__ import annotations

import os
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from smilecity.collect.reports.rules import Attribute, AttributeKind, Option
from tests.journeys.test_staff import PASSWORD, sign_in_and_set_up_the_second_factor

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town

EMAIL = "rita.rubrik@example.org"
PICTURES = os.environ.get("SMILECITY_PICTURES")
# Selects that break off in the middle of what is chosen; those that say so by an ellipsis do not.
CUT_OFF = """() => [...document.querySelectorAll(".content-wrapper select")].filter((one) => {
  const style = getComputedStyle(one);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  if (style.textOverflow === "ellipsis" || !one.selectedOptions.length) return false;
  return pen.measureText(one.selectedOptions[0].text).width > room + 1;
}).map((one) => one.name)"""


@pytest.fixture(scope="module")
def pages(town: Town) -> dict[str, str]:
    """A category with questions, with one below, with an exception; a report that others take care of."""
    town.staff(EMAIL, PASSWORD)
    return town.do(_show)


def _show() -> dict[str, str]:
    from smilecity.city.models import Office
    from smilecity.collect.contributions.rules import Kind
    from smilecity.collect.reports import actions
    from smilecity.collect.reports.models import Category
    from smilecity.collect.reports.rules import Where
    from smilecity.ground import clock
    from tests.factories import AT, make_staff
    from tests.factories_contributions import make_call, make_office
    from tests.factories_reports import make_category, make_report
    from tests.support.reporter import make_tree

    at, staff = clock.now(), make_staff()
    if not Category.objects.exists():
        make_tree()
    office = Office.objects.values_list("pk", flat=True).first() or make_office()
    kinds = [AttributeKind.ONE, AttributeKind.SEVERAL, AttributeKind.DATETIME]
    options = (Option("klein", {"de": "klein"}), Option("gross", {"de": "groß"}))
    asked = [
        Attribute(f"f-{n}", kind, {"de": "Wie groß ist es?"}, True, options if n < 2 else ())
        for n, kind in enumerate(kinds)
    ]
    asked.append(Attribute("schild", AttributeKind.STRING, {"de": "Was steht auf dem Schild am Brunnen?"}, False))
    said = {"f-0": "klein", "f-1": ["klein", "gross"], "schild": "Brunnen 17, gestiftet 1914"}
    above = make_category("brunnen", title={"de": "Brunnen und Wasserspiele"}, icon="water")
    make_category("brunnen-aus", parent="brunnen", title={"de": "Brunnen läuft nicht"}, attributes=asked)
    actions.set_responsibility(category=above, district=None, ground=Where.WATER, office=office, by=staff, at=at)
    call = make_call(Kind.REPORT, at=at, opens_at=AT - timedelta(days=1), by=staff)
    row = make_report(call, "brunnen-aus", lon=12.14, lat=54.09, by=staff, attributes=said)
    actions.delegate(contribution=row.pk, to="Wasserwerke", by=staff, at=at)
    every = "/desk/meldungen/kategorien/"
    return {
        "categories": every,
        "new": f"{every}_neu/",
        "category": f"{every}brunnen/",
        "facts": f"{every}brunnen-aus/angaben/",
        "questions": f"{every}brunnen-aus/fragen/",
        "case": f"/desk/eingang/{row.number}/",
        "third-parties": f"/desk/eingang/{row.number}/meldung/",
    }


def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    person: NewPerson, pages: dict[str, str]
) -> None:
    kim = person()
    sign_in_and_set_up_the_second_factor(kim, EMAIL)
    faults = [f"{name}: {fault}" for name, path in pages.items() for fault in _faults(kim, name, path)]
    assert not faults, "\n".join(faults)


def _faults(kim: Person, name: str, path: str) -> list[str]:
    kim.visit(path)
    found = [] if kim.status < 400 else [f"answered {kim.status}"]
    for width, scheme in product((360, 1280), ("light", "dark")):
        kim.page.set_viewport_size({"width": width, "height": 800})
        kim.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        # Wagtail's shell fades from one scheme into the other.
        kim.page.wait_for_timeout(400)
        found += [f"{width} {scheme}: {fault}" for fault in kim.violations()]
        if kim.overflow() > 0:
            found.append(f"wider than {width} px")
        found += [f"{width}: {cut} is cut off" for cut in kim.page.evaluate(CUT_OFF)]
        if PICTURES:
            kim.page.screenshot(path=Path(PICTURES) / f"desk-{name}-{width}-{scheme}.png", full_page=True)
    return found
