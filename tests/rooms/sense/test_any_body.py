"""Whatever is sent as an entity is stored or refused with a sentence: the database never has the last word."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests.factories import AT
from tests.factories_things import make
from tests.support.bodies import BODIES, nearly_right

pytestmark = pytest.mark.django_db


@given(nearly_right())
@settings(max_examples=150)
def test_a_new_entity_is_stored_or_refused(sent: tuple[Kind, Any]) -> None:
    try:
        made = actions.create(*sent, caller=CITY, at=AT).id
    except Problem as problem:
        made = 0
        assert problem.status == 400  # noqa: PT017 -- either is right
    connection.check_constraints()
    assert made >= 0


@given(nearly_right())
@settings(max_examples=100)
def test_a_change_is_stored_or_refused(sent: tuple[Kind, Any]) -> None:
    kind, body = sent
    made = make(kind, BODIES[kind])
    for way in (Way.MERGE, Way.PUT):
        try:
            actions.update(kind, made, body, way=way, caller=CITY, at=AT)
        except Problem as problem:
            assert problem.status == 400  # noqa: PT017 -- either is right
    connection.check_constraints()
