"""The path of a request (18-088, clause 9.2) as a resource."""

import pytest

from smilecity.sense.things.rules.paths import EntityStep, RelationStep, Resource, Special, read_path
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import ID, SCHEMA, Kind

THING = EntityStep(Kind.THINGS, 1)
STREAMS = SCHEMA[Kind.THINGS].relations["Datastreams"]
NAME = SCHEMA[Kind.THINGS].properties["name"]
MORE = SCHEMA[Kind.THINGS].properties["properties"]


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("", Resource(special=Special.LANDING)),
        ("/", Resource(special=Special.LANDING)),
        ("$batch", Resource(special=Special.BATCH)),
        ("CreateObservations", Resource(special=Special.CREATE_OBSERVATIONS)),
        ("Things", Resource((EntityStep(Kind.THINGS),))),
        ("/Things(1)/", Resource((THING,))),
        ("Things('1')", Resource((THING,))),
        ("Things%28%271%27%29", Resource((THING,))),
        ("Things(1)/name", Resource((THING,), NAME)),
        ("Things(1)/name/$value", Resource((THING,), NAME, value=True)),
        ("Things(1)/properties/colour", Resource((THING,), MORE, ("colour",))),
        ("Things(1)/properties/a%2Fb/0/$value", Resource((THING,), MORE, ("a/b", "0"), value=True)),
        ("Things(1)/id", Resource((THING,), ID)),
        ("Things(1)/@iot.id", Resource((THING,), ID)),
        ("Things/$ref", Resource((EntityStep(Kind.THINGS),), ref=True)),
        ("Things(1)/Datastreams", Resource((THING, RelationStep(STREAMS)))),
        ("Things(1)/Datastreams(2)", Resource((THING, RelationStep(STREAMS, 2)))),
        ("Things(1)/Datastreams/$ref", Resource((THING, RelationStep(STREAMS)), ref=True)),
        ("Datastreams(2)/Aggregates", Resource((EntityStep(Kind.DATASTREAMS, 2),), special=Special.AGGREGATES)),
    ],
)
def test_a_path_leads_to_its_resource(path: str, resource: Resource) -> None:
    assert read_path(path) == resource


@pytest.mark.parametrize(
    ("path", "kind", "many"),
    [
        ("Things", Kind.THINGS, True),
        ("Things(1)", Kind.THINGS, False),
        ("Things(1)/Datastreams", Kind.DATASTREAMS, True),
        ("Things(1)/Datastreams(2)", Kind.DATASTREAMS, False),
        ("Observations(1)/Datastream/Thing", Kind.THINGS, False),
        ("Observations(1)/Datastream/Thing/Locations", Kind.LOCATIONS, True),
        ("Things(1)/Datastreams/$ref", Kind.DATASTREAMS, True),
        ("Things(1)/name", Kind.THINGS, False),
        ("Datastreams(1)/Aggregates", Kind.DATASTREAMS, False),
    ],
)
def test_it_knows_what_it_leads_to(path: str, kind: Kind, many: bool) -> None:
    found = read_path(path)
    assert (found.kind, found.many) == (kind, many)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("Thing", 'There is no "Thing" here. Did you mean "Things"?'),
        ("Things(x)", '"Things(x)" does not exist: ids are whole numbers.'),
        ("Things(99999999999999999999)", "does not exist"),
        ("Things()", "does not exist"),
        ("Things/Datastreams", "Things are many; name one of them, as in Things(1)/Datastreams."),
        ("Things(1)/Datastreams/Observations", "Datastreams are many;"),
        ("Things(1)/naem", 'Things have no property or relation named "naem". Did you mean "name"?'),
        ("Things(1)/name/x", 'Only $value follows name, not "x".'),
        ("Things(1)/name/$ref", "Only $value follows name"),
        ("Things(1)/properties/colour/$ref", "Only $value follows properties"),
        ("Things(1)/properties//colour", "Only $value follows properties"),
        ("Things(1)/properties/colour/$value/x", "Nothing follows here"),
        ("Things(1)/properties" + "/x" * 11, "A path has at most 12 steps."),
        ("Things(1)/$value", "Only a property has a $value."),
        ("Things(1)/name/$value/x", "Nothing follows here"),
        ("Things(1)/$ref/Datastreams", "Nothing follows here"),
        ("Datastreams(1)/Thing(3)", "Thing leads to one entity; leave its id out."),
        ("Things(1)/Aggregates", "Things have no property or relation"),
        ("$batch/Things", "Nothing follows here"),
        ("Things(1)//name", "Things have no property or relation"),
        ("x" * 3000, "A path of 3000 characters leads nowhere."),
        ("Observations(1)" + "/Datastream/Thing" * 10, "A path has at most 12 steps."),
    ],
)
def test_a_path_to_nowhere_is_not_found_and_says_why(path: str, message: str) -> None:
    with pytest.raises(QueryProblem) as told:
        read_path(path)
    assert told.value.status == 404
    assert message in told.value.message


def test_every_relation_leads_to_a_kind_that_leads_back() -> None:
    for kind, entity in SCHEMA.items():
        for relation in entity.relations.values():
            assert any(back.target is kind for back in SCHEMA[relation.target].relations.values())
            assert relation.name == (relation.target.value if relation.many else relation.target.singular)
