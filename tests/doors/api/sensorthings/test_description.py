"""The description (OpenAPI 3.1) is true: whatever is asked as it says, the answer is as it says."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from smilecity.sense.things.rules.schema import Kind
from tests.support.sensorthings import Server

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def described(server: Server) -> dict[str, Any]:
    document: dict[str, Any] = server.get("openapi.json").json()
    return document


def test_the_description_names_every_entity_set(sensorthings_server: Server) -> None:
    document = described(sensorthings_server)
    assert document["servers"] == [{"url": sensorthings_server.root}]
    for kind in Kind:
        assert {"get", "post"} <= set(document["paths"][f"/{kind}"])
        assert {"get", "patch", "put", "delete"} <= set(document["paths"][f"/{kind}({{id}})"])


def test_operations_have_names_of_their_own(sensorthings_server: Server) -> None:
    items = described(sensorthings_server)["paths"].values()
    names = [each["operationId"] for item in items for each in item.values() if isinstance(each, dict)]
    assert len(set(names)) == len(names)


def ask_everything(server: Server, examples: int) -> None:
    """Send what the description allows, with the key of a party, and hold the answers against it."""
    server.observe(server.make_datastream(key=server.party_key), 1, key=server.party_key)
    schema = schemathesis.openapi.from_dict(described(server))
    for found in schema.get_all_operations():
        operation = getattr(found, "ok")()  # noqa: B009 -- an operation that cannot be read fails here

        @hypothesis.settings(max_examples=examples, deadline=None, database=None, derandomize=True)
        @hypothesis.given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            answered = case.call(base_url=server.root, headers={"Authorization": f"Bearer {server.party_key}"})
            case.validate_response(answered, checks=CHECKS)

        holds()


def test_answers_are_as_described(sensorthings_server: Server) -> None:
    ask_everything(sensorthings_server, 2)


@pytest.mark.long
def test_answers_are_as_described_whatever_is_asked(sensorthings_server: Server) -> None:
    ask_everything(sensorthings_server, 100)
