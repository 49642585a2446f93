"""Law: no column that points at a person is forgotten, neither in their copy of their data nor when they are erased.

Who adds a table with people in it adds it to the holding of its room (`own_data.py`), or says here why it needs none.
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import EmailField, Field

from smilecity.people.contacts.models import Contact
from smilecity.people.models import User
from smilecity.people.owndata import queries
from smilecity.people.owndata.registry import holdings
from smilecity.people.privacy.activities import ACTIVITIES

# Names under which columns hold a person although nothing in the schema says so.
_PERSONAL = frozenset(
    {"actor", "address", "author", "author_name", "by", "contact", "email", "ip", "key", "phone", "to", "user"}
)
# What bears such a name and is no resident: column -> why.
_NOBODY = {
    "city.City.email": "the town hall's own",
    "city.City.phone": "the town hall's own",
    "city.KnownPlace.key": "the name of a street, park or district",
    "city.Office.address": "the town hall's own",
    "city.Office.email": "the town hall's own",
    "city.Office.phone": "the town hall's own",
    "calendar.Event.address": "where something takes place",
    "city.MapFeature.key": "tells things of the map apart",
    "ground.RateCount.key": "a hash under the installation's secret, gone an hour after its window",
    "keys.Party.contact": "public, of a company or an office",
    "socialaccount.SocialApp.key": "of the city's own sign-in server",
    "things.Datastream.contact": "public, of a provider",
    "search.Document.key": "of what is found, and that is public",
    "codes.Code.key": "of a code on paper, which belongs to nobody",
    "things.Look.key": "the key of a program",
}


def _columns() -> list[tuple[str, "Field[object, object]"]]:
    return [
        (f"{model._meta.label}.{field.name}", field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
    ]


def _points_at_somebody(field: "Field[object, object]") -> bool:
    return field.related_model in {User, Contact} or isinstance(field, EmailField) or field.name in _PERSONAL


_SOMEBODY = sorted(name for name, field in _columns() if _points_at_somebody(field))


@pytest.mark.parametrize("column", _SOMEBODY)
def test_each_column_that_points_at_a_person_belongs_to_a_holding(column: str) -> None:
    covered = {name for holding in holdings() for name in holding.covers}
    assert column in covered or column in _NOBODY, f"{column}: add it to `covers` in own_data.py of its room"


def test_no_holding_covers_what_is_not_there() -> None:
    known = {name for name, _field in _columns()}
    assert {name for holding in holdings() for name in holding.covers} <= known


def test_the_names_of_holdings_sections_and_fields_are_unique_words() -> None:
    for holding in holdings():
        names = [section.name for section in holding.sections]
        assert len(set(names)) == len(names), holding.name
        for section in holding.sections:
            fields = [field.name for field in section.fields]
            assert len(set(fields)) == len(fields), (holding.name, section.name)
            assert all(name.isidentifier() or name == "as" for name in [holding.name, section.name, *fields])


def test_the_schema_names_every_section() -> None:
    data = queries.schema()["properties"]
    assert isinstance(data, dict)
    assert set(data["data"]["properties"]) == {holding.name for holding in holdings()}


def test_the_paper_names_every_section_and_field() -> None:
    paper = (Path(__file__).resolve().parents[2] / "docs/standards/own-data.md").read_text(encoding="utf-8")
    for holding in holdings():
        part = paper.partition(f"## `{holding.name}`\n")[2].partition("\n## ")[0]
        for section in holding.sections:
            fields = ", ".join(f"`{field.name}`" for field in section.fields)
            assert f"| `{section.name}` | {fields} |" in part, (holding.name, section.name)


def test_each_room_that_holds_people_stands_in_the_record_of_processing() -> None:
    named = [name for activity in ACTIVITIES for name in activity.holdings]
    assert sorted(named) == sorted(holding.name for holding in holdings())
