"""Whatever JSON is sent as an entity: it is a draft that can be stored, or refused with a sentence; nothing else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.entities import Draft, Way, document, patched, read_changes, read_new, settle
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests import factories_things as some
from tests.support.bodies import BODIES, JSON, SCALARS, nearly_right


def _leaves(value: Any) -> Iterator[Any]:
    """Everything that lies in a draft or in JSON, names too."""
    if isinstance(value, Draft):
        value = [value.columns, list(value.related.values())]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _storable(value: Any) -> None:
    for leaf in _leaves(value):
        if isinstance(leaf, str):
            assert "\0" not in leaf
            leaf.encode()
        elif isinstance(leaf, float):
            json.dumps(leaf, allow_nan=False)


@given(nearly_right() | st.tuples(st.sampled_from(sorted(BODIES)), JSON))
def test_a_body_is_a_draft_that_can_be_stored_or_a_problem_400(sent: tuple[Kind, Any]) -> None:
    try:
        _storable(read_new(*sent))
    except Problem as problem:
        assert (problem.status, bool(problem.message)) == (400, True)  # noqa: PT017 -- either is right


@given(nearly_right(), st.sampled_from([Way.MERGE, Way.PUT]))
def test_a_change_can_be_stored_or_is_a_problem_400(sent: tuple[Kind, Any], way: Way) -> None:
    try:
        _storable(read_changes(*sent, way=way))
    except Problem as problem:
        assert problem.status == 400  # noqa: PT017 -- either is right


POINTERS = st.sampled_from(["", "/name", "/properties", "/properties/colour", "/properties/smilecity", "/x/-", "name"])
STEP = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "jump"]) | SCALARS},
    optional={"path": POINTERS | SCALARS, "from": POINTERS | SCALARS, "value": JSON},
)


@given(st.lists(STEP, max_size=5) | JSON)
def test_a_json_patch_gives_an_object_or_a_problem(patch: Any) -> None:
    columns = read_new(Kind.THINGS, some.THING).columns
    try:
        assert isinstance(patched(document(Kind.THINGS, columns), patch), dict)
    except Problem as problem:
        assert problem.status in {400, 409, 413}  # noqa: PT017 -- either is right
    assert columns["properties"] == {"colour": "blue"}


@pytest.mark.parametrize("kind", BODIES)
def test_what_a_document_says_is_what_a_body_said(kind: Kind) -> None:
    draft = read_new(kind, BODIES[kind])
    defaults = {"access": "public", "second_value": "keep", "licence": "", "legal_basis": "", "contact": ""}
    columns = defaults | {"generated": False} | draft.columns
    again = read_changes(kind, document(kind, columns), way=Way.PUT)
    assert again.columns | settle(kind, again.columns) == {
        name: value for name, value in columns.items() if name in again.columns or name in draft.columns
    }
