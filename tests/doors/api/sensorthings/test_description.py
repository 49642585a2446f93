"""The description (OpenAPI 3.1) is true: whatever is asked as it says, the answer is as it says."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from unittest import SkipTest

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


def ask_everything(server: Server, *, most: int, fewest: int, seconds: float) -> None:
    """Send what the description allows, with the key of a party, and hold the answers against it.

    Each operation is asked `most` times, or as often as its share of the time allows, and `fewest` times in any case.
    """
    server.observe(server.make_datastream(key=server.party_key), 1, key=server.party_key)
    schema = schemathesis.openapi.from_dict(described(server))
    # An operation that cannot be read fails here.
    operations = [getattr(found, "ok")() for found in schema.get_all_operations()]  # noqa: B009 -- one of two types
    for operation in operations:
        with suppress(TimeIsUp):
            ask(server, operation, most, Share(fewest, seconds / len(operations)))


class TimeIsUp(SkipTest):
    """The one exception by which Hypothesis lets a test end early without calling it a failure."""


@dataclass
class Share:
    """What one operation may use of the time."""

    fewest: int
    seconds: float
    asked: int = 0
    began: float = field(default_factory=time.monotonic)

    def use(self) -> None:
        if self.asked >= self.fewest and time.monotonic() > self.began + self.seconds:
            raise TimeIsUp("its share is used up")
        self.asked += 1


def ask(server: Server, operation: Any, most: int, share: Share) -> None:
    # What fails is shown as it was found: to make it smaller may take minutes for each operation.
    @hypothesis.settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def holds(case: Any) -> None:
        share.use()
        answered = case.call(base_url=server.root, headers={"Authorization": f"Bearer {server.party_key}"}, timeout=60)
        case.validate_response(answered, checks=CHECKS)

    holds()


def test_answers_are_as_described(sensorthings_server: Server) -> None:
    ask_everything(sensorthings_server, most=2, fewest=2, seconds=60)


@pytest.mark.long
def test_answers_are_as_described_whatever_is_asked(sensorthings_server: Server) -> None:
    ask_everything(sensorthings_server, most=100, fewest=5, seconds=240)
