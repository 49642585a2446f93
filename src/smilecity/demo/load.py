"""The demo's town: Rostock as data, surveys, ideas and places, senses, through the same actions as everybody uses."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from smilecity.city import actions as city
from smilecity.city import queries as city_queries
from smilecity.city import reading
from smilecity.city.rules import LayerKind
from smilecity.collect.contributions.models import Call
from smilecity.collect.surveys.models import Survey
from smilecity.demo import calendar, contributions, pages, reports, senses, surveys
from smilecity.people import actions as people
from smilecity.people.models import User
from smilecity.people.rules import Role

FOLDER = Path(__file__).parent / "rostock"
LAYERS = {
    LayerKind.OUTLINE: "outline.geojson",
    LayerKind.WATER: "water.geojson",
    LayerKind.PARK: "parks.geojson",
    LayerKind.STREET: "streets.geojson",
}
EDITOR = "demo@smile-city.example"


def is_loaded() -> bool:
    """Say whether the demo's town is there already."""
    rooms = (reports, calendar, senses, pages)
    return Survey.objects.exists() and Call.objects.exists() and all(room.is_loaded() for room in rooms)


@transaction.atomic
def load(*, at: datetime) -> None:
    """Load what is missing of the town, all of it or nothing."""
    load_city(at=at)
    made_by = editor(at)
    if not Survey.objects.exists():
        districts = [row.code for row in city_queries.districts()]
        surveys.published_survey(by=made_by, at=at, districts=districts)
        surveys.open_survey(by=made_by, at=at)
    if not Call.objects.exists():
        contributions.load(by=made_by, at=at)
    if not reports.is_loaded():
        reports.load(by=made_by, at=at)
    if not calendar.is_loaded():
        calendar.load(by=made_by, at=at)
    if not senses.is_loaded():
        senses.load(by=made_by, at=at)
    if not pages.is_loaded():
        pages.load(by=made_by, at=at)


def load_city(*, at: datetime) -> None:
    """Load Rostock's profile, districts, map, population, themes and offices from the files beside this module."""

    def content(name: str) -> bytes:
        return reading.read(FOLDER / name)

    city.set_profile(data=reading.fields(content("profile.json")), by=None, at=at)
    city.import_districts(features=reading.features(content("districts.geojson")), by=None, at=at)
    for kind, name in LAYERS.items():
        raw = content(name)
        city.import_layer(kind=kind, features=reading.features(raw), source=reading.source(raw), by=None, at=at)
    city.import_population(table=reading.table(content("population.csv")), by=None, at=at)
    city.import_themes(items=reading.entries(content("themes.json"), "themes"), by=None, at=at)
    city.import_offices(items=reading.entries(content("offices.json"), "offices"), by=None, at=at)


def editor(at: datetime) -> User:
    """Return the account that made the demo's surveys and calls; nobody can sign in with it."""
    there = User.objects.filter(email=EDITOR).first()
    if there:
        return there
    account = people.make_account(email=EDITOR, name="Demo", password=None, at=at)
    people.give_roles(user=account.pk, roles=[Role.ADMINISTRATOR], by=None, at=at)
    return User.objects.get(pk=account.pk)
