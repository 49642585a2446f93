"""No filter, order, count or expansion tells what a list hides: worlds that differ in hidden rows answer the same."""

import re
from dataclasses import dataclass

import hypothesis
import pytest
from django.db import connection, transaction
from hypothesis import strategies as st

from smilecity.people.keys.rules import CITY, PUBLIC
from smilecity.sense.things import models, queries
from smilecity.sense.things.rules.paths import EntityStep, Resource
from smilecity.sense.things.rules.schema import SCHEMA, Kind, Type
from smilecity.sense.things.rules.tree import Expand, Options, Ordering, Path
from smilecity.sense.things.rules.words import Access
from tests.support.sense_asking import ROOT, body_of
from tests.support.sense_filters import filters
from tests.support.sense_print import printed
from tests.support.sense_world import make_world

pytestmark = pytest.mark.django_db
ORDERED = {Type.TEXT, Type.NUMBER, Type.TIME, Type.INTERVAL, Type.JSON, Type.ID}


@dataclass
class Question:
    """Anything that may be asked of a list."""

    kind: Kind
    options: Options

    def answer(self) -> bytes:
        resource = Resource((EntityStep(self.kind),))
        return body_of(queries.read(resource, self.options, caller=PUBLIC, root=ROOT, url=ROOT))


@st.composite
def options(draw: st.DrawFn, kind: Kind, depth: int = 2) -> Options:
    """Options of a list, with expansions that have some of their own."""
    relations = list(SCHEMA[kind].relations.values())
    expand = draw(st.lists(st.sampled_from(relations), unique=True, max_size=2)) if depth else []
    return Options(
        filter=draw(st.none() | filters(kind, depth=2)),
        orderby=tuple(draw(st.lists(orderings(kind), max_size=2))),
        expand=tuple(
            Expand(each, draw(options(each.target, depth - 1) if each.many else st.just(Options()))) for each in expand
        ),
        top=draw(st.none() | st.integers(0, 3)),
        skip=draw(st.integers(0, 2)),
        count=draw(st.none() | st.just(True)),
    )


@st.composite
def orderings(draw: st.DrawFn, kind: Kind) -> Ordering:
    """An order by a property of the entity, or of one it leads to."""
    ones = [(), *((each,) for each in SCHEMA[kind].relations.values() if not each.many)]
    way = draw(st.sampled_from(ones))
    owner = way[-1].target if way else kind
    leaves = [each for each in SCHEMA[owner].properties.values() if each.type in ORDERED]
    return Ordering(Path(kind, way, draw(st.sampled_from(leaves))), draw(st.booleans()))


@pytest.fixture(params=[11, 12])
def hidden(request: pytest.FixtureRequest) -> list[int]:
    """A world in which some datastreams are hidden; their ids."""
    make_world(request.param)
    streams = models.Datastream.objects.order_by("pk")
    models.Datastream.objects.filter(pk__in=[each.pk for each in streams[::2]]).update(access=Access.INTERNAL)
    return [each.pk for each in models.Datastream.objects.exclude(access=Access.PUBLIC)]


def change_what_is_hidden(hidden: list[int]) -> None:
    """Change everything that hangs on hidden datastreams and nothing else, so that it would show wherever it leaked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE things_observation SET result_number = 7, result_other = NULL, result_time = NULL, "
            "parameters = NULL, quality = 2 WHERE datastream_id = ANY(%s)",
            [hidden],
        )
        cursor.execute(
            "DELETE FROM things_observation WHERE datastream_id = ANY(%s) AND id %% 3 = 0",
            [hidden],
        )
        cursor.execute(
            "UPDATE things_extent SET observations = 12345, result_start = NULL WHERE datastream_id = ANY(%s)",
            [hidden],
        )
    secret = {"name": "verraten", "description": "verraten", "properties": {"a": "verraten"}, "licence": "verraten"}
    models.Datastream.objects.filter(pk__in=hidden).update(**secret)
    for model, uses in (
        (models.Thing, "datastream.thing_id"),
        (models.Sensor, "datastream.sensor_id"),
    ):
        column = uses.rpartition(".")[2]
        used = set(models.Datastream.objects.values_list(column, flat=True))
        seen = set(models.Datastream.objects.filter(access=Access.PUBLIC).values_list(column, flat=True))
        model.objects.filter(pk__in=used - seen).update(name="verraten", description="verraten")


@pytest.mark.parametrize("kind", Kind)
@hypothesis.settings(
    max_examples=20, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(data=st.data())
def test_what_is_hidden_changes_no_answer(kind: Kind, hidden: list[int], data: st.DataObject) -> None:
    question = Question(kind, data.draw(options(kind)))
    if question.options.filter:
        hypothesis.note(printed(question.options.filter))
    with transaction.atomic():
        before = question.answer()
        mark = transaction.savepoint()
        change_what_is_hidden(hidden)
        after = question.answer()
        transaction.savepoint_rollback(mark)
    assert b"verraten" not in after
    assert after == before


def test_the_change_shows_where_it_may(hidden: list[int]) -> None:
    """So that the test above could fail."""
    change_what_is_hidden(hidden)
    resource = Resource((EntityStep(Kind.DATASTREAMS),))
    answer = queries.read(resource, Options(), caller=CITY, root=ROOT, url=ROOT)
    assert re.search(b"verraten", body_of(answer))
