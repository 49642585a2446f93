"""A backup of a whole town is restored into an empty database: whoever opens it sees the same site."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from smilecity.ground import clock
from tests.factories_contributions import make_call, make_contribution
from tests.support.keeping import Installation, beside
from tests.support.pictures import photo
from tests.support.processes import until
from tests.support.programs import answer, database_url, free_port, share_static, started

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town


@pytest.fixture(scope="module")
def pages(town: Town) -> list[str]:
    """Pages of everything there is: a result, an open survey, an idea with a photo, lists and legal texts."""
    published, survey = town.published(), town.survey()
    number = town.do(lambda: _idea_with_photo(town.home))
    fixed = ["/", "/ideen/", "/orte/", "/was-wurde-daraus/", "/impressum/", "/en/", "/kalender/"]
    return [*fixed, f"/umfragen/{published}/ergebnis/", f"/umfragen/{survey}/", f"/ideen/{number}/"]


def _idea_with_photo(home: Path) -> int:
    from smilecity.collect.contributions.models import Photo

    idea = make_contribution(title="Mehr Bänke am Hafen", call=make_call(at=clock.now()))
    names = [f"photos/ab/{uuid4()}-{size}.webp" for size in ("large", "small")]
    for name in names:
        path = home / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo("WEBP"))
    Photo.objects.create(contribution=idea, position=1, large=names[0], small=names[1], width=320, height=200)
    return idea.number


@contextmanager
def restored(town: Town, folder: Path) -> Generator[str]:
    """Keep the town, restore it beside itself, serve it; yields its address."""
    kept = Installation(town.home, town.database).do("backup", str(folder / "town.zip"))
    assert kept.returncode == 0, kept.stderr
    with beside(folder, "restored") as fresh:
        done = fresh.do("restore", str(folder / "town.zip"))
        assert done.returncode == 0, done.stderr
        share_static(fresh.home)
        port, url = free_port(), database_url(fresh.database)
        address = f"http://127.0.0.1:{port}"
        surroundings = {"PORT": str(port), "DATABASE_URL": url, "SMILECITY_HOME": str(fresh.home)}
        with started("serve", output=folder / "restored.log", SMILECITY_BASE_URL=address, **surroundings):
            until(lambda: answer(address) == 200, 120)
            yield address


def test_a_restore_into_an_empty_database_shows_the_same_site(
    town: Town, person: NewPerson, pages: list[str], tmp_path: Path
) -> None:
    anna = person(width=360)
    before = {page: _seen(anna, town.address, page) for page in pages}
    with town.blocker.unblock():
        place = restored(town, tmp_path)
        address = town.do(place.__enter__)
        try:
            anna.address = address
            after = {page: _seen(anna, address, page) for page in pages}
        finally:
            town.do(lambda: place.__exit__(None, None, None))
    assert after == before
    assert [width for _words, widths in before.values() for width in widths], "a photo was among what was seen"


def _seen(who: Person, address: str, path: str) -> tuple[str, list[int]]:
    """Return the words of a page and the widths of its pictures, as they have been loaded."""
    answer = who.page.goto(address + path)
    assert answer
    assert answer.status == 200, path
    who.page.wait_for_load_state("networkidle")
    pictures = who.page.locator("main img").evaluate_all(
        """all => Promise.all(all.map((one) => {
            one.loading = "eager";
            return one.decode().then(() => one.naturalWidth, () => { throw new Error(one.src); });
        }))"""
    )
    return who.page.locator("main").inner_text().replace(address, ""), pictures
