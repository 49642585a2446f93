"""Every filter finds in the database what it means in plain Python, whatever it asks and whoever asks."""

import json
from typing import Any

import hypothesis
import pytest
from django.db import connection, transaction
from hypothesis import strategies as st

from smilecity.people.keys.rules import CITY, PUBLIC, Caller
from smilecity.sense.things.queries.reading import read
from smilecity.sense.things.rules.paths import EntityStep, Resource
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Arithmetic, Call, Expression, Options, Selection, parts
from tests.factories_sense import caller_of
from tests.support.sense_asking import ROOT, body_of
from tests.support.sense_evaluate import holds
from tests.support.sense_filters import filters
from tests.support.sense_print import printed
from tests.support.sense_world import Entity, World, entities_of, make_world

pytestmark = pytest.mark.django_db
ONLY_IDS = Selection(("id",), ())


def found(kind: Kind, wanted: Expression, caller: Caller) -> set[int]:
    """Ask the database."""
    options = Options(filter=wanted, select=ONLY_IDS, top=1000)
    answer = read(Resource((EntityStep(kind),)), options, caller=caller, root=ROOT, url=ROOT)
    return {each["@iot.id"] for each in json.loads(body_of(answer))["value"]}


def leaves_the_calendar(wanted: Expression) -> bool:
    """PostgreSQL knows what comes after the year 9999, Python does not."""
    ends = {each.function for each in parts(wanted) if isinstance(each, Call)} & {"mindatetime", "maxdatetime"}
    return bool(ends) and any(isinstance(each, Arithmetic) for each in parts(wanted))


class Case:
    """A world, and what each caller may see of it."""

    def __init__(self, world: World) -> None:
        self.callers = {"public": PUBLIC, "party": caller_of(world.parties[0]), "city": CITY}
        self.seen: dict[str, dict[Kind, list[Entity]]] = {
            name: entities_of(world, caller) for name, caller in self.callers.items()
        }


@pytest.fixture(params=[1, 2])
def case(request: pytest.FixtureRequest) -> Case:
    return Case(make_world(request.param))


@pytest.mark.parametrize("kind", Kind)
@hypothesis.settings(
    max_examples=30, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(data=st.data())
def test_a_filter_finds_what_it_means(kind: Kind, case: Case, data: st.DataObject) -> None:
    wanted = data.draw(filters(kind))
    who = data.draw(st.sampled_from(sorted(case.callers)))
    hypothesis.assume(not leaves_the_calendar(wanted))
    hypothesis.note(printed(wanted))
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        at: Any = cursor.fetchone()[0]
    meant = {entity["id"] for entity in case.seen[who][kind] if holds(wanted, entity, at)}
    with transaction.atomic():
        assert found(kind, wanted, case.callers[who]) == meant
